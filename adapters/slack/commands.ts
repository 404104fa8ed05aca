import type { App, RespondFn, types } from '@slack/bolt'
import type { Place } from '#adapters/slack/place.ts'
import { askHost } from '#adapters/slack/ask-host.ts'
import { commandText } from '#adapters/slack/command-text.ts'
import { formAsked, openForm } from '#adapters/slack/form-modal.ts'
import { giveAnswer } from '#adapters/slack/give-answer.ts'
import { responseOutlet } from '#adapters/slack/outlet.ts'
import { shareButton } from '#adapters/slack/share.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/**
 * The host's commands behind the one slash command that Slack knows, acknowledged at once: Slack waits 3 seconds
 * (https://docs.slack.dev/interactivity/implementing-slash-commands).
 */
export function listenForCommands(app: App, talk: Talk): void {
  app.command(`/${talk.host.commandName}`, async ({ ack, body, client, respond, context }) => {
    await ack()
    const place = { channel: body.channel_id, user: { id: body.user_id, name: body.user_name }, about: undefined }
    const text = commandText(body.text)
    const form = formAsked(talk.host, text)
    const trigger = { client, id: body.trigger_id, team: context.teamId }
    if (form && (await talk.work.track(openForm(talk, trigger, form, place)))) return
    await talk.work.track(answer(text, place, context.teamId, respond))
  })

  async function answer(typed: string, place: Place, team: string | undefined, respond: RespondFn): Promise<void> {
    const text = typed || 'help'
    const { workspace, asker } = await talk.asker(team, place)
    const given = await askHost(talk.host, { ...asker, input: { text } }, talk.log)
    const extra = text === 'help' ? configureButton : shareButton(talk.host, text, given)
    await giveAnswer(given, responseOutlet(respond), workspace, { user: place.user.id, extra })
  }
}

/** Opens the form of a subscription: a command without its filter asks for it. */
const configureButton: types.Button = {
  type: 'button',
  text: { type: 'plain_text', text: 'Configure…' },
  value: 'subscribe',
  action_id: 'run-configure',
}
