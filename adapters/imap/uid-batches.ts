/** A mail as the server lists it. */
export interface Listed {
  readonly uid: number
  /** In bytes; unknown where the server could not list sizes. */
  readonly size: number | undefined
  /** Asked for only where mails may be known already. */
  readonly messageId?: string | undefined
}

/** The first and last UID that a mailbox can hold. */
export interface UidBounds {
  readonly first: number
  readonly last: number
}

export interface BatchLimits {
  readonly most: number
  readonly bytes: number
}

/** Servers refuse long lines; public-inbox closes the connection above 8,000 bytes. */
const longestUidSet = 6000

/** The mails from `start` on that fit into one command: as many as the limits allow, at least one. */
export function nextBatch(mails: readonly Listed[], start: number, limits: BatchLimits): readonly Listed[] {
  const batch: Listed[] = []
  let bytes = 0
  for (let at = start; at < mails.length; at++) {
    const mail = mails[at]
    if (!mail) break
    bytes += mail.size ?? 0
    if (batch.length > 0 && (batch.length >= limits.most || bytes > limits.bytes)) break
    batch.push(mail)
  }
  return uidSet(batch).length > longestUidSet ? batch.slice(0, longestUidSet / 12) : batch
}

/** `1:3,7`; joins only UIDs that follow each other. */
export function uidSet(batch: readonly Listed[]): string {
  const ranges: [number, number][] = []
  for (const { uid } of batch) {
    const last = ranges.at(-1)
    if (last && last[1] + 1 === uid) last[1] = uid
    else ranges.push([uid, uid])
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}:${last}`)).join(',')
}

/** Mails in a public-inbox mailbox (`sub UID_SLICE` in PublicInbox/IMAP.pm): slice k holds UIDs k·50000+1 to (k+1)·50000. */
export const uidsPerSlice = 50_000

/** The slice that holds the UID after `uid`. */
export function sliceAfter(uid: number): number {
  return Math.floor(uid / uidsPerSlice)
}
