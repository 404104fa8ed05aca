/** How to be one Discord bot. */
export interface DiscordSettings {
  readonly token: string
  /** Without version and slash: `https://discord.com/api`. */
  readonly apiUrl: string
  /** Register commands in this server alone, where they change at once; everywhere otherwise. */
  readonly guild?: string | undefined
  /** How long threads stay open without a post, in minutes: 60, 1440, 4320 or 10080. Default three days. */
  readonly archiveThreadsAfterMinutes?: 60 | 1440 | 4320 | 10080 | undefined
  /** How long a call may take, in milliseconds; 15 s. */
  readonly timeoutMs?: number | undefined
  /** How long the first connection may take, in milliseconds; 30 s. */
  readonly startTimeoutMs?: number | undefined
}
