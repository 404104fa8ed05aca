import type { App } from '@slack/bolt'
import { listenForClicks } from '#adapters/slack/clicks.ts'
import { listenForCommands } from '#adapters/slack/commands.ts'
import { listenForHome } from '#adapters/slack/home-tab.ts'
import { listenForChanges } from '#adapters/slack/live-outlook.ts'
import { listenForMentions } from '#adapters/slack/mentions.ts'
import { listenForShares } from '#adapters/slack/share.ts'
import { listenForSubmissions } from '#adapters/slack/submissions.ts'
import { listenForSuggestions } from '#adapters/slack/suggestions.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/** Everything that people can do with the bot. */
export function listen(app: App, talk: Talk): void {
  const showHome = listenForHome(app, talk)
  listenForCommands(app, talk)
  listenForClicks(app, talk, showHome)
  listenForShares(app, talk)
  listenForMentions(app, talk)
  listenForChanges(app, talk)
  listenForSubmissions(app, talk, showHome)
  listenForSuggestions(app, talk)
}
