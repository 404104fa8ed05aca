import { openSpool } from '#src/cli/spool.ts'
import { canonicalAddress } from '#src/mail/mailmap.ts'
import { readMessage } from '#src/mail/read-message.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { readArrival } from '#src/pipeline/read-arrival.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { Arrival } from '#src/ports.ts'
import { digestEntry, isContribution, isPrinted, shortHash, type DigestEntry } from '#src/stats/digest-entry.ts'
import { headCount, type HeadCount } from '#src/stats/head-count.ts'
import { sendings, type SendingLine } from '#src/stats/sendings.ts'
import { withoutTexts } from '#src/stats/without-texts.ts'
import type { Tables } from '#src/tag/tables.ts'

/** A report made, its texts on disk until they are printed. */
export interface CollectedDigest {
  /** Both undefined where no mail came. */
  readonly firstAt: number | undefined
  readonly lastAt: number | undefined
  readonly count: HeadCount
  readonly sendings: readonly SendingLine[]
  /** The newest arrival first; `shown` is the subject of the one above that shows the same. */
  entries(): AsyncIterable<{ readonly entry: DigestEntry; readonly shown: string | undefined }>
  close(): Promise<void>
}

/** Reads the mails of the period once. What is kept in memory of a mail is a hash and a place on disk. */
export async function collectDigest(mails: AsyncIterable<Arrival>, tables: Tables): Promise<CollectedDigest> {
  const spool = await openSpool()
  try {
    const count = headCount()
    const series = sendings(tables)
    const seen = new Set<string>()
    let firstAt: number | undefined
    let lastAt: number | undefined
    for await (const arrival of mails) {
      firstAt ??= arrival.receivedAt
      lastAt = Math.max(lastAt ?? arrival.receivedAt, arrival.receivedAt)
      const { mail, message } = await readWhole(arrival, tables)
      if (!isContribution(mail)) continue
      const id = shortHash(mail.messageId)
      if (!seen.has(id)) {
        seen.add(id)
        const kept = withoutTexts(mail)
        count.add(canonicalAddress(kept.author, tables.mailmap))
        series.add(kept)
      }
      if (message !== undefined && isPrinted(mail)) {
        await spool.add(JSON.stringify(digestEntry(message, mail, tables.mailmap)))
      }
    }
    return {
      firstAt,
      lastAt,
      count,
      sendings: series.end(),
      entries: () => newestFirst(spool),
      close: () => spool.close(),
    }
  } catch (error) {
    await spool.close()
    throw error
  }
}

async function* newestFirst(spool: Awaited<ReturnType<typeof openSpool>>): ReturnType<CollectedDigest['entries']> {
  const printed = new Map<string, number>()
  for (let index = spool.length - 1; index >= 0; index--) {
    const entry = entryFrom(await spool.at(index))
    const same = entry.keys.map((key) => printed.get(key)).find((place) => place !== undefined)
    const shown = same === undefined ? undefined : entryFrom(await spool.at(same)).subject
    yield { entry, shown }
    for (const key of entry.keys) if (!printed.has(key)) printed.set(key, same ?? index)
  }
}

/** We wrote it ourselves a moment ago. */
function entryFrom(json: string): DigestEntry {
  const entry: DigestEntry = JSON.parse(json)
  return entry
}

/** The text of a mail that could not be fetched whole is not there to print. */
async function readWhole(arrival: Arrival, tables: Tables) {
  if ('problem' in arrival || arrival.bytes.length > usualSettings.largestMail) {
    return { mail: (await readArrival(arrival, tables, usualSettings.largestMail)).mail, message: undefined }
  }
  const message = await readMessage(arrival.bytes)
  return { mail: readListMail(message, arrival.receivedAt), message }
}
