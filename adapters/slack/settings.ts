/** How to reach one Slack workspace. Socket Mode needs `appToken`; HTTP needs `signingSecret` and a port. */
export interface SlackSettings {
  /** `xoxb-…` */
  readonly botToken: string
  /** Ends with a slash, as Slack's own does. */
  readonly apiUrl: string
  /** `xapp-…`: commands arrive over a WebSocket that we open, so no address of ours has to be reachable. */
  readonly appToken?: string | undefined
  /** Requests of Slack come to `http://host:port/slack/events`, signed with this. */
  readonly signingSecret?: string | undefined
  readonly port?: number | undefined
  /** False where the app may not read history: an uncertain post then cannot be settled by looking. Default true. */
  readonly readHistory?: boolean | undefined
  /** How long a call may take, in milliseconds; 15 s. */
  readonly timeoutMs?: number | undefined
  /** How long the first connection may take, in milliseconds; 30 s. */
  readonly startTimeoutMs?: number | undefined
}
