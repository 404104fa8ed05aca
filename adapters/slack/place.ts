/** Who asked and from where, in Slack's own ids. */
export interface Place {
  /** Undefined where it was said in no channel (a home tab): then it is between that person and the bot. */
  readonly channel: string | undefined
  readonly user: { readonly id: string; readonly name: string | undefined }
  /** `ts` of the root in whose thread it was said, or whose button was pressed. */
  readonly about: string | undefined
}
