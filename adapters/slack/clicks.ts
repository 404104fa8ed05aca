import type { App, BlockAction, RespondFn } from '@slack/bolt'
import { askHost } from '#adapters/slack/ask-host.ts'
import { opensByItself } from '#adapters/slack/buttons.ts'
import { formAsked, openForm, showInModal } from '#adapters/slack/form-modal.ts'
import { giveAnswer } from '#adapters/slack/give-answer.ts'
import { responseOutlet } from '#adapters/slack/outlet.ts'
import { placeOfClick } from '#adapters/slack/place-of-click.ts'
import { shareButton } from '#adapters/slack/share.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/** Buttons and menus under posts, under answers and on the home tab; each runs its command for the one who pressed. */
export function listenForClicks(app: App, talk: Talk, showHome: ShowHome): void {
  app.action(
    { type: 'block_actions', action_id: /^(?:run|more)-/ },
    async ({ ack, body, client, respond, context }) => {
      await ack()
      const text = pressed(body)
      if (text === undefined) return
      const place = placeOfClick(body)
      const trigger = { client, id: body.trigger_id, team: context.teamId }
      const form = formAsked(talk.host, text)
      if (form && (await talk.work.track(openForm(talk, trigger, form, place)))) return
      // The home tab has no channel to answer in: the answer opens above it.
      if (place.channel === undefined) {
        await talk.work.track(
          showInModal(talk, trigger, place, (asker) => askHost(talk.host, { ...asker, input: { text } }, talk.log)),
        )
        return showHome(context.teamId, body.user.id)
      }
      await talk.work.track(answer(text, body, respond, context.teamId))
    },
  )

  // A link button opens by itself, and still wants its acknowledgement.
  app.action({ type: 'block_actions', action_id: /^open-/ }, async ({ ack }) => ack())

  async function answer(text: string, body: BlockAction, respond: RespondFn, team: string | undefined): Promise<void> {
    const place = placeOfClick(body)
    const { workspace, asker } = await talk.asker(team, place)
    const given = await askHost(talk.host, { ...asker, input: { text } }, talk.log)
    const extra = shareButton(talk.host, text, given)
    await giveAnswer(given, responseOutlet(respond, place.thread), workspace, { user: place.user.id, extra })
  }
}

/** Brings a person's home tab up to date. */
export type ShowHome = (team: string | undefined, user: string) => Promise<void>

/** The command behind what was pressed; undefined where it was a link. */
function pressed({ actions }: BlockAction): string | undefined {
  const [action] = actions
  if (action?.type === 'button') return action.value
  if (action?.type !== 'overflow') return undefined
  const { value } = action.selected_option
  return value === opensByItself ? undefined : value
}
