import { Buffer } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { SourceError } from '#src/ports.ts'

/** The bytes of an mbox, unpacked where needed, and what they turned out to be. */
export interface MailStream {
  readonly kind: 'mbox' | 'mail' | 'empty'
  /** Where `chunks` begins in the unpacked file. */
  readonly offset: number
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Bytes read at a time: each read costs a turn of the loop. */
const chunkSize = 1 << 19

/** Header fields of which a mail has at least one; other files have `name: value` lines too. */
const mailField = /^(?:received|return-path|delivered-to|from|to|date|subject|message-id|mime-version|x-original-to):/im

/**
 * Opens `file` (or standard input for `-`) at `offset` where it is not packed, else at its beginning.
 * The first bytes decide what it is, not the name. Rejects with SourceError where it is no mail at all.
 */
export async function openMailStream(file: string, offset: number, signal: AbortSignal): Promise<MailStream> {
  const raw = await peek(file === '-' ? process.stdin : createReadStream(file, { signal, highWaterMark: chunkSize }), 2)
  const isPacked = raw.head[0] === 0x1f && raw.head[1] === 0x8b
  if (!isPacked && offset > 0 && file !== '-') {
    await raw.cancel()
    return { kind: 'mbox', offset, chunks: createReadStream(file, { start: offset, signal, highWaterMark: chunkSize }) }
  }
  const unpacked = await peek(isPacked ? unpack(raw.chunks, file) : raw.chunks, 64 * 1024)
  const kind = kindOf(unpacked.head)
  if (kind !== undefined) return { kind, offset: 0, chunks: unpacked.chunks }
  await unpacked.cancel()
  throw notMail(file, unpacked.head)
}

function kindOf(head: Buffer): MailStream['kind'] | undefined {
  const text = head.toString('latin1').trimStart()
  if (text === '') return 'empty'
  if (text.startsWith('From ')) return 'mbox'
  const end = text.search(/\r?\n\r?\n/)
  const fields = end < 0 ? text : text.slice(0, end)
  return /^[!-9;-~]+[ \t]*:/.test(text) && mailField.test(fields) ? 'mail' : undefined
}

function notMail(file: string, head: Buffer): SourceError {
  const firstLine = JSON.stringify(head.toString('latin1').split('\n', 1)[0]?.slice(0, 60) ?? '')
  const what = file === '-' ? 'standard input' : file
  return new SourceError(
    `${what} is not an mbox: it begins with ${firstLine}. Give an mbox (mboxo or mboxrd, plain or .gz), an .eml file, a maildir or a public-inbox directory`,
    { retry: false },
  )
}

async function* unpack(packed: AsyncIterable<Uint8Array>, file: string): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize })
  const feed = Readable.from(packed, { objectMode: false })
  feed.on('error', (error) => gunzip.destroy(error))
  const chunks: AsyncIterable<Uint8Array> = feed.pipe(gunzip)
  try {
    yield* chunks
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SourceError(
      `${file === '-' ? 'standard input' : file} cannot be unpacked to its end (${why}): fetch it again`,
      { retry: false, cause: error },
    )
  } finally {
    feed.destroy()
    gunzip.destroy()
  }
}

/** Reads until `wanted` bytes are there, and gives them again as the beginning of `chunks`. */
async function peek(
  source: AsyncIterable<Uint8Array>,
  wanted: number,
): Promise<{ head: Buffer; chunks: AsyncIterable<Uint8Array>; cancel: () => Promise<void> }> {
  const iterator = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let length = 0
  while (length < wanted) {
    const next = await iterator.next()
    if (next.done) break
    const chunk = typeof next.value === 'string' ? Buffer.from(next.value) : next.value
    first.push(chunk)
    length += chunk.length
  }
  const cancel = async (): Promise<void> => {
    await iterator.return?.()
  }
  return { head: Buffer.concat(first), chunks: again(), cancel }

  async function* again(): AsyncIterable<Uint8Array> {
    try {
      yield* first
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await cancel()
    }
  }
}
