import { renderEmbed } from '#adapters/discord/embeds.ts'
import { markerOf } from '#adapters/discord/marker.ts'
import { discordLimits } from '#adapters/discord/room.ts'
import { renderBlocks } from '#adapters/slack/blocks.ts'
import { slackLimits } from '#adapters/slack/room.ts'
import { renderTerminal } from '#adapters/terminal/render.ts'
import { terminalPlatform } from '#adapters/terminal/terminal-platform.ts'
import { UsageError, write, writeJson, type Io } from '#src/cli/io.ts'
import { recordingPlatform, type Operation } from '#src/cli/recording-platform.ts'
import { terminalLook } from '#src/cli/terminal-look.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import type { ChatPlatform } from '#src/ports.ts'

/** What a replay can be rendered for. */
export const replayPlatforms = ['terminal', 'slack', 'discord'] as const

/** A platform that shows on standard output what it would post. `json`: one operation a line. */
export function replayPlatform(name: string, json: boolean, io: Io): ChatPlatform {
  const terminal = terminalPlatform({ out: io.out, ...terminalLook(io) })
  if (name === 'terminal' && !json) return terminal
  function tell(operation: Operation): Promise<void> {
    const { op, platform, channel, id, thread } = operation
    const content = contentOf(name, operation)
    if (json) return writeJson(io.out, { op, platform, channel, id, thread, ...content })
    return write(io.out, `${JSON.stringify(content, undefined, 2)}\n`)
  }
  if (name === 'terminal') return recordingPlatform(name, terminal.limits, tell)
  if (name === 'slack') return recordingPlatform(name, slackLimits, tell)
  if (name === 'discord') return recordingPlatform(name, discordLimits, tell)
  const hint = didYouMeanHint(name, replayPlatforms) || `; there are ${replayPlatforms.join(', ')}`
  throw new UsageError(`there is no platform "${name}"${hint}`)
}

/** The body of the call that would be made; for the terminal what would be printed. */
function contentOf(name: string, { notice, id, channel, thread }: Operation): object {
  if (name === 'slack') {
    return { payload: { channel, ...(thread !== undefined && { thread_ts: thread }), ...renderBlocks(notice, id) } }
  }
  if (name === 'discord') return { payload: renderEmbed(notice, markerOf(id)) }
  return { text: renderTerminal(notice, { width: 100, colour: false, nameOfPost: (post) => `#${post.slice(0, 8)}` }) }
}
