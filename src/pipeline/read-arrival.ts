import type { Message } from '#src/mail/message.ts'
import { readMessage } from '#src/mail/read-message.ts'
import { withoutQuotes } from '#src/mail/without-quotes.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import type { Arrival } from '#src/ports.ts'
import { clusterKeys } from '#src/series/cluster-keys.ts'
import type { PackedMail } from '#src/storage/packed-mail.ts'
import { mailColumns } from '#src/storage/mail-row.ts'
import { withPackedRaws } from '#src/storage/pack-mail.ts'
import type { NewMail } from '#src/storage/storage.ts'
import { ownWords } from '#src/summary/own-words.ts'
import { mayDecide } from '#src/summary/verdicts-in.ts'
import { archsOf } from '#src/tag/arch.ts'
import { subsystemsOf } from '#src/tag/maintainers.ts'
import type { Tables } from '#src/tag/tables.ts'

/** All that can be said of a mail without tables, so that it can be read in another thread. */
type UntaggedMail = Omit<NewMail, 'subsystems'>

/** Reads what came in, see `readUntagged`. */
export async function readArrival(arrival: Arrival, tables: Tables, largestMail: number): Promise<NewMail> {
  const read = await readUntagged(arrival, largestMail)
  return { ...read, subsystems: subsystemsOf(pathsOf(read.mail), tables.maintainers) }
}

/** Ready to be saved but for its subsystems, which the files that it touches belong to. */
export interface ReadyMail extends Omit<PackedMail, 'subsystems'> {
  readonly paths: readonly string[]
}

/** As it will be kept: what a mail's text was cut from can be forgotten before the next mail is read. */
type UnpackedMail = Omit<ReadyMail, 'raw'> & Pick<UntaggedMail, 'raw'>

function unpacked({ mail, ...rest }: UntaggedMail): UnpackedMail {
  return { ...rest, columns: mailColumns(asKept(mail), rest.raw !== undefined), paths: pathsOf(mail) }
}

/** Reads mails one after the other, and packs them together. */
export async function readMails(arrivals: Iterable<Arrival>, largestMail: number): Promise<readonly ReadyMail[]> {
  const read: UnpackedMail[] = []
  for (const arrival of arrivals) read.push(unpacked(await readUntagged(arrival, largestMail)))
  return withPackedRaws(read)
}

/**
 * What a cover or patch says of a series, and what a reply decides, is searched here, in the reading thread, instead of
 * at each look. A reply that decides nothing is kept without its quotes: nothing that reads it later looks into them, and
 * they are most of it.
 */
function asKept(mail: ListMail): ListMail {
  if (mail.kind === 'patch' || mail.kind === 'cover' || mail.kind === 'pull') return { ...mail, says: ownWords(mail) }
  if (mayDecide(mail)) return mail
  return { ...mail, decides: false, text: mail.kind === 'reply' ? withoutQuotes(mail.text) : mail.text }
}

function pathsOf({ files }: ListMail): readonly string[] {
  return files.map(({ path }) => path)
}

export function tagged({ paths, ...mail }: ReadyMail, tables: Tables): PackedMail {
  return { ...mail, subsystems: subsystemsOf(paths, tables.maintainers) }
}

/**
 * Always gives a mail: one that cannot be read or fetched is kept with its problem in words.
 * `largestMail` in bytes: of a larger one only the headers are read and kept.
 */
async function readUntagged(arrival: Arrival, largestMail: number): Promise<UntaggedMail> {
  const { receivedAt } = arrival
  if ('problem' in arrival) {
    return kept(
      await readPart(arrival.headers, `not fetched: ${arrival.problem}`, arrival.cursor),
      receivedAt,
      undefined,
    )
  }
  const { bytes } = arrival
  if (bytes.length > largestMail) {
    const headers = headersOf(bytes)
    const size = `${Math.round(bytes.length / 1024 / 1024)} MB`
    const why = `too large (${size}): only its headers were kept`
    return kept(await readPart(headers, why, arrival.cursor), receivedAt, headers)
  }
  return kept(await readMessage(bytes), receivedAt, bytes)
}

function kept(message: Message, receivedAt: number, raw: Uint8Array | undefined): UntaggedMail {
  const mail = readListMail(message, receivedAt)
  const archs = archsOf(pathsOf(mail), mail.subject.title, mail.subject.trees)
  return { mail, raw, archs, clusterKeys: clusterKeys(mail) }
}

/** What can be said of a mail without its body. Without headers its place in the source stands for its id. */
async function readPart(headers: Uint8Array | undefined, problem: string, cursor: string): Promise<Message> {
  const bytes = headers ?? new TextEncoder().encode(`Message-ID: <not-fetched:${encodeURIComponent(cursor)}>\n\n`)
  return { ...(await readMessage(bytes)), problem }
}

const longestHeaders = 256 * 1024

function headersOf(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, longestHeaders))
  const ends = [start.indexOf('\r\n\r\n'), start.indexOf('\n\n')].filter((end) => end >= 0)
  return new Uint8Array(start.subarray(0, ends.length === 0 ? start.length : Math.min(...ends) + 2))
}
