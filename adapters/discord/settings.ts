/** How to be one Discord bot. */
export interface DiscordSettings {
  readonly token: string
  /** Without version and slash: `https://discord.com/api`. */
  readonly apiUrl: string
  /** Register commands in this server alone, where they change at once; everywhere otherwise. */
  readonly guild?: string | undefined
  /** How long threads stay open without a post; Discord knows these four. Default three days. */
  readonly archiveThreadsAfter?: '1h' | '24h' | '3d' | '7d' | undefined
  /** How long a call may take, in milliseconds; 15 s. */
  readonly timeoutMs?: number | undefined
  /** How long the first connection may take, in milliseconds; 30 s. */
  readonly startTimeoutMs?: number | undefined
}
