import type { Connection } from '#adapters/imap/connection.ts'
import type { UidBounds } from '#adapters/imap/uid-batches.ts'
import { sliceAfter, uidsPerSlice } from '#adapters/imap/uid-batches.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import { SourceError } from '#src/ports.ts'

/** Where the mails are: one mailbox, or the slices `group.0`, `group.1`, … of a public-inbox newsgroup. */
export type Place =
  | { readonly kind: 'mailbox'; readonly path: string }
  | { readonly kind: 'slices'; readonly group: string; readonly first: number }

export interface PlaceStatus {
  readonly validity: string
  readonly uidNext: number
}

/** public-inbox shows the parent of its slices as an empty mailbox with a UIDVALIDITY of 0, which no mailbox may have. */
export async function findPlace(connection: Connection, mailbox: string): Promise<Place> {
  const numbered = /^(.+)\.(\d{1,5})$/.exec(mailbox)
  const group = numbered?.[1] ?? mailbox
  const status = await statusOrMissing(connection, group)
  if (status && status.uidValidity === 0n) {
    return { kind: 'slices', group: group.toLowerCase(), first: Number(numbered?.[2] ?? 0) }
  }
  if (numbered === null && !status) throw await mailboxGone(connection, mailbox)
  return { kind: 'mailbox', path: mailbox }
}

/** The slice that holds the UID after `uid`, or the one mailbox. */
export function mailboxAfter(place: Place, uid: number): { readonly path: string; readonly bounds: UidBounds } {
  if (place.kind === 'mailbox') return { path: place.path, bounds: { first: 1, last: 0xff_ff_ff_ff } }
  const slice = Math.max(place.first, sliceAfter(uid))
  const bounds = { first: slice * uidsPerSlice + 1, last: (slice + 1) * uidsPerSlice }
  return { path: `${place.group}.${slice}`, bounds }
}

/** UIDVALIDITY and UIDNEXT, which public-inbox gives for the newsgroup whatever slice is asked. */
export async function statusOf(connection: Connection, place: Place): Promise<PlaceStatus> {
  const { path } = mailboxAfter(place, 0)
  const status = await statusOrMissing(connection, path)
  if (!status) throw await mailboxGone(connection, path)
  return { validity: String(status.uidValidity), uidNext: status.uidNext ?? 1 }
}

/** Opens a mailbox read-only where it is not open already. False where there is none of that name. */
export async function openMailbox(connection: Connection, path: string): Promise<boolean> {
  const { client } = connection
  if (client.mailbox && client.mailbox.path === path) {
    // Some servers show new mail only after a command that may say so.
    await connection.during(() => client.noop())
    return true
  }
  try {
    await connection.during(() => client.mailboxOpen(path, { readOnly: true }))
    return true
  } catch (error) {
    if (error instanceof Error && 'mailboxMissing' in error) return false
    throw error
  }
}

async function statusOrMissing(connection: Connection, path: string) {
  const { client } = connection
  try {
    const status = await connection.during(() =>
      client.status(path, { uidNext: true, uidValidity: true, messages: true }),
    )
    if (status) return status
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NotFound') return undefined
    throw error
  }
  throw new Error(`the server does not tell the state of mailbox ${path}`)
}

/** Names the mailboxes that there are, and the one that was probably meant. */
export async function mailboxGone(connection: Connection, path: string): Promise<SourceError> {
  const found = await connection.during(() => connection.client.list())
  const names = found.map((mailbox) => mailbox.path)
  const hint = didYouMeanHint(path, names)
  const most = 20
  const listed = names.slice(0, most).join(', ') + (names.length > most ? `, … (${names.length} in all)` : '')
  return new SourceError(`no mailbox ${path}${hint}${names.length === 0 ? '' : `; there are ${listed}`}`, {
    retry: false,
  })
}
