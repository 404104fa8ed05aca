import type { SentRef } from '#src/ports.ts'
import { outerId } from '#adapters/slack/ids.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** https://docs.slack.dev/reference/methods/chat.getPermalink gives the same form; building it saves a call a post. */
export function sentRef({ team, url }: Workspace, channel: string, ts: string, thread: string | undefined): SentRef {
  const address = `${url}archives/${channel}/p${ts.replace('.', '')}`
  const sent = { channel: outerId(team, channel), id: ts }
  if (thread === undefined) return { ...sent, url: address }
  return { ...sent, thread, url: `${address}?thread_ts=${thread}&cid=${channel}` }
}
