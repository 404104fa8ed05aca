import { LogLevel, type Logger } from '@slack/bolt'
import type { Log } from '#src/runtime/log.ts'

/**
 * Slack's libraries write to our log. Their debug lines hold whole payloads, and with them people's words and secrets
 * (socket-mode logs every frame), so those are dropped whatever level ours has.
 */
export function libraryLog(log: Log): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts) => log.warn({ library: words(parts) }, 'Slack library warns'),
    error: (...parts) => log.warn({ library: words(parts) }, 'Slack library reports an error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  }
}

function words(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ')
}
