import type { App, RespondFn } from '@slack/bolt'
import type { Answer, CommandRequest, Host } from '#src/ports.ts'
import type { InFlight } from '#src/runtime/in-flight.ts'
import type { Log } from '#src/runtime/log.ts'
import { renderBlocks } from '#adapters/slack/blocks.ts'
import { commandText } from '#adapters/slack/command-text.ts'

/**
 * Puts the host's commands behind the one slash command that Slack knows, and behind our buttons. Every request is
 * acknowledged at once: Slack waits 3 seconds (https://docs.slack.dev/interactivity/implementing-slash-commands).
 */
export function listen(app: App, host: Host, { log, work }: { log: Log; work: InFlight }): void {
  app.command(`/${host.commandName}`, async ({ ack, body, respond }) => {
    await ack()
    await answer(
      {
        platform: 'slack',
        channel: body.channel_id,
        user: { id: body.user_id, name: body.user_name },
        input: { text: commandText(body.text) },
      },
      respond,
    )
  })

  app.action({ type: 'block_actions', action_id: /^run-/ }, async ({ ack, body, action, respond }) => {
    await ack()
    if (action.type !== 'button' || action.value === undefined || !body.channel) return
    const user = { id: body.user.id, name: body.user.name ?? body.user.id }
    await answer({ platform: 'slack', channel: body.channel.id, user, input: { text: action.value } }, respond)
  })

  // A link button opens by itself, and still wants its acknowledgement.
  app.action({ type: 'block_actions', action_id: /^open-/ }, async ({ ack }) => ack())

  function answer(request: CommandRequest, respond: RespondFn): Promise<void> {
    return work.track(
      (async () => {
        const given = await host.answer(request)
        await reply(given, respond)
      })(),
    )
  }

  async function reply({ notice, to }: Answer, respond: RespondFn): Promise<void> {
    const { text, blocks } = renderBlocks(notice)
    const response_type = to === 'channel' ? ('in_channel' as const) : ('ephemeral' as const)
    try {
      await respond({ text, blocks, response_type, replace_original: false, unfurl_links: false, unfurl_media: false })
    } catch (error) {
      // The address is good for 30 minutes and five uses; nobody is helped by a second try.
      log.warn({ error: String(error) }, 'an answer could not be given')
    }
  }
}
