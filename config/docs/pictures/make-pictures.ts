import { fileURLToPath } from 'node:url'
import { channelAfterSample } from './channel.ts'
import { discordPage, type DiscordPayload } from './discord-page.ts'
import { shoot } from './shoot.ts'
import { slackPage, type SlackPayload } from './slack-page.ts'
import { terminalPage } from './terminal-page.ts'

/*
 * Draws posts of the sample week as people see them: `npm run pictures` makes those of the README, with a folder as
 * argument the whole week as each platform would show it, to look through.
 */

const all = process.argv[2]
const story = 'title:"Recover huge pages"'

if (all === undefined) drawForReadme()
else drawWeek(all)

function drawForReadme(): void {
  shoot(terminalPage(story, 40), here('terminal.png'), 980)
  const slack = channelAfterSample<SlackPayload>('slack', story)
  shoot(slackPage(slack.slice(-2), false), here('slack-channel.png'), 820)
  shoot(slackPage(slack.slice(-1), true), here('slack-thread.png'), 820)
  const discord = channelAfterSample<DiscordPayload>('discord', story)
  shoot(discordPage(discord.slice(-2), false), here('discord-channel.png'), 760)
  shoot(discordPage(discord.slice(-1), true), here('discord-thread.png'), 760)
}

function drawWeek(folder: string): void {
  const slack = channelAfterSample<SlackPayload>('slack', '')
  for (const [index, post] of slack.entries()) shoot(slackPage([post], true), `${folder}/slack-${index + 1}.png`, 820)
  const discord = channelAfterSample<DiscordPayload>('discord', '')
  for (const [index, post] of discord.entries())
    shoot(discordPage([post], true), `${folder}/discord-${index + 1}.png`, 760)
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}
