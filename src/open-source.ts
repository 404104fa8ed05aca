import { imapSource } from '#adapters/imap/imap-source.ts'
import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { publicInboxSource } from '#adapters/public-inbox/public-inbox-source.ts'
import type { ListConfig } from '#src/config.ts'
import type { ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'

/** The source that a list of the config names. A new kind of source is a line here. */
export function openSource(list: ListConfig, tools: { readonly log: Log; readonly clock: Clock }): ListSource {
  const { imap, publicInbox, mbox } = list.source
  if (imap) {
    const since = list.backfill === 'all' ? undefined : tools.clock.now() - list.backfill
    const pollMs = imap.poll === 'off' ? Infinity : imap.poll
    return imapSource({ ...imap, name: `imap:${list.name}`, since, pollMs }, tools)
  }
  if (publicInbox) {
    const { dir, remote } = publicInbox
    return publicInboxSource({ name: `public-inbox:${list.name}`, dir, ...(remote !== undefined && { remote }) }, tools)
  }
  if (mbox) return mboxSource({ ...mbox, name: `mbox:${list.name}` }, tools)
  throw new Error(`the list ${list.name} has no source`)
}

/** Whether the source comes to an end: nothing is expected after the last mail of a file that is not followed. */
export function comesToAnEnd({ source }: ListConfig): boolean {
  return source.mbox?.follow === false
}
