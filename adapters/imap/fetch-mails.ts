import { Buffer } from 'node:buffer'
import type { FetchMessageObject, FetchQueryObject } from 'imapflow'
import type { Connection } from '#adapters/imap/connection.ts'
import type { Listed } from '#adapters/imap/uid-batches.ts'

export interface FetchedMail {
  readonly uid: number
  /** INTERNALDATE in milliseconds; undefined where it cannot be read. */
  readonly receivedAt: number | undefined
  /** The whole mail, or its headers where only these were asked for. */
  readonly bytes: Buffer
}

/** What came before a command ended, and how it ended where that was not well. */
export interface Fetched<T> {
  readonly rows: readonly T[]
  readonly failure: unknown
}

/** UIDs and what else is cheap to know, ascending, of a range or set of UIDs in the selected mailbox. */
export async function listMails(
  connection: Connection,
  uids: string,
  also: { readonly size?: boolean; readonly messageId?: boolean } = {},
): Promise<Fetched<Listed>> {
  const query: FetchQueryObject = {
    uid: true,
    ...(also.size ? { size: true } : {}),
    ...(also.messageId ? { headers: ['message-id'] } : {}),
  }
  const { rows, failure } = await rowsOf(connection, uids, query)
  const listed = rows.map((row) => ({
    uid: row.uid,
    size: row.size,
    messageId: row.headers && messageIdIn(row.headers),
  }))
  return { rows: listed.sort((a, b) => a.uid - b.uid), failure }
}

/**
 * Whole mails. Rows without content are left out: a server answers so where a mail was removed, or its file is gone.
 * Never a part of a mail: public-inbox sends other bytes than asked for, and says another length.
 */
export async function fetchMails(connection: Connection, uids: string): Promise<Fetched<FetchedMail>> {
  const { rows, failure } = await rowsOf(connection, uids, { uid: true, source: true, internalDate: true, size: true })
  return { rows: rows.flatMap((row) => mailOf(row, row.source)), failure }
}

/** Of mails that are too large. */
export async function fetchHeaders(connection: Connection, uid: number): Promise<Fetched<FetchedMail>> {
  const { rows, failure } = await rowsOf(connection, String(uid), { uid: true, headers: true, internalDate: true })
  return { rows: rows.flatMap((row) => mailOf(row, row.headers)), failure }
}

/** Rows are collected before anything else is done: a command inside the loop would wait for ever. */
async function rowsOf(
  connection: Connection,
  uids: string,
  query: FetchQueryObject,
): Promise<Fetched<FetchMessageObject>> {
  const rows: FetchMessageObject[] = []
  try {
    await connection.during(async (progressed) => {
      for await (const row of connection.client.fetch(uids, query, { uid: true })) {
        rows.push(row)
        progressed()
      }
    })
    return { rows, failure: undefined }
  } catch (failure) {
    return { rows, failure: failure ?? new Error('FETCH failed') }
  }
}

function mailOf(row: FetchMessageObject, content: Buffer | undefined): FetchedMail[] {
  if (!content) return []
  const at = row.internalDate === undefined ? Number.NaN : new Date(row.internalDate).getTime()
  return [{ uid: row.uid, receivedAt: Number.isNaN(at) ? undefined : at, bytes: Buffer.from(content) }]
}

/** The Message-ID of a mail without angle brackets; undefined where there is none. */
export function messageIdIn(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536)).toString('latin1')
  const end = head.search(/\r?\n\r?\n/)
  return /^message-id:\s{0,9}<([^<>\s]{1,998})>/im.exec(end < 0 ? head : head.slice(0, end))?.[1]
}
