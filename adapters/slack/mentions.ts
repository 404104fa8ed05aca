import type { App } from '@slack/bolt'
import { askHost } from '#adapters/slack/ask-host.ts'
import { commandText } from '#adapters/slack/command-text.ts'
import { giveAnswer } from '#adapters/slack/give-answer.ts'
import { channelOutlet } from '#adapters/slack/outlet.ts'
import { shareButton } from '#adapters/slack/share.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/**
 * `@bot why` in a thread, where Slack has no slash commands (slackapi/bolt-js#1816): the words after the mention are the
 * command, and the thread's series is what it is about. Needs app_mentions:read.
 */
export function listenForMentions(app: App, talk: Talk): void {
  app.event('app_mention', async ({ event, context }) => {
    const { user, channel, thread_ts: thread } = event
    if (user === undefined || event.bot_id !== undefined || 'edited' in event) return
    await talk.work.track(answer(commandOf(event.text, context.botUserId), { user, channel, thread }, context.teamId))
  })

  async function answer(
    text: string,
    at: { readonly user: string; readonly channel: string; readonly thread: string | undefined },
    team: string | undefined,
  ): Promise<void> {
    const { channel, user, thread } = at
    const { workspace, asker } = await talk.asker(team, { channel, user: { id: user, name: undefined }, about: thread })
    const given = await askHost(talk.host, { ...asker, input: { text: text || 'help' } }, talk.log)
    const extra = shareButton(talk.host, text, given)
    await giveAnswer(given, channelOutlet(workspace, { channel, user, thread }), workspace, { user, extra })
  }
}

/** What was said to the bot: the first mention of it and what precedes that are not part of the command. */
function commandOf(text: string, botUser: string | undefined): string {
  const mention = /<@([UW][A-Z0-9]*)(?:\|[^>]*)?>/g
  for (const found of text.matchAll(mention)) {
    if (botUser === undefined || found[1] === botUser) return commandText(text.slice(found.index + found[0].length))
  }
  return commandText(text)
}
