/**
 * How to reach Slack: one workspace by `botToken`, or all that install the app by `oauth`. Socket Mode needs `appToken`;
 * HTTP needs `signingSecret` and a port; `oauth` needs HTTP.
 */
export interface SlackSettings {
  /** `xoxb-…` */
  readonly botToken?: string | undefined
  /** Ends with a slash, as Slack's own does. */
  readonly apiUrl: string
  /** `xapp-…`: commands arrive over a WebSocket that we open, so no address of ours has to be reachable. */
  readonly appToken?: string | undefined
  /** Requests of Slack come to `http://host:port/slack/events`, signed with this. */
  readonly signingSecret?: string | undefined
  readonly port?: number | undefined
  /** Several workspaces: people install the app at `http://host:port/slack/install`. */
  readonly oauth?: OAuthSettings | undefined
  /** False where the app may not read history: an uncertain post then cannot be settled by looking. Default true. */
  readonly readHistory?: boolean | undefined
  /** How long a call may take, in milliseconds; 15 s. */
  readonly timeoutMs?: number | undefined
  /** How long the first connection may take, in milliseconds; 30 s. */
  readonly startTimeoutMs?: number | undefined
}

export interface OAuthSettings {
  readonly clientId: string
  readonly clientSecret: string
  /** Signs the state that a browser carries to Slack and back. */
  readonly stateSecret: string
  /** Our address as the world sees it, ending in /slack/oauth_redirect; needed where the app has several. */
  readonly redirectUrl?: string | undefined
}
