import { discordPlatform } from '#adapters/discord/discord-platform.ts'
import { slackPlatform } from '#adapters/slack/slack-platform.ts'
import { terminalPlatform, type TerminalSettings } from '#adapters/terminal/terminal-platform.ts'
import type { Config } from '#src/config.ts'
import type { ChatPlatform } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'

/** The platforms that the config names, not started yet. A new platform is a line here. */
export function openPlatforms(
  { platforms }: Config,
  tools: { readonly log: Log; readonly clock: Clock; readonly terminal: TerminalSettings },
): readonly ChatPlatform[] {
  const { slack, discord, terminal } = platforms
  return [
    ...(slack ? [slackPlatform(slack, tools)] : []),
    ...(discord ? [discordPlatform(discord, tools)] : []),
    ...(terminal ? [terminalPlatform({ ...tools.terminal, colour: terminal.colour ?? tools.terminal.colour })] : []),
  ]
}
