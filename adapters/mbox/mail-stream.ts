import { Buffer } from 'node:buffer'
import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { ByteSource } from '#src/lib/byte-source.ts'
import { SourceError } from '#src/ports.ts'

/** The bytes of an mbox, unpacked where needed, and what they turned out to be. */
export interface MailStream {
  readonly kind: 'mbox' | 'mail' | 'empty'
  /** Where `bytes` begin in the unpacked file. */
  readonly offset: number
  readonly bytes: ByteSource
  close(): Promise<void>
}

/** Bytes read at a time: each read costs a turn of the loop. */
const chunkSize = 1 << 19
/** Enough to tell what it is. */
const headBytes = 64 * 1024

/** Header fields of which a mail has at least one; other files have `name: value` lines too. */
const mailField = /^(?:received|return-path|delivered-to|from|to|date|subject|message-id|mime-version|x-original-to):/im

/**
 * Opens `file` (or standard input for `-`) at `offset` where it is not packed, else at its beginning.
 * The first bytes decide what it is, not the name. Rejects with SourceError where it is no mail at all.
 */
export async function openMailStream(file: string, offset: number, signal: AbortSignal): Promise<MailStream> {
  const plain = file === '-' ? undefined : await openPlainFile(file, offset, signal)
  if (plain !== undefined) return plain
  const raw = await peek(file === '-' ? process.stdin : createReadStream(file, { signal, highWaterMark: chunkSize }), 2)
  const unpacked = await peek(isPacked(raw.head) ? unpack(raw.chunks, file) : raw.chunks, headBytes)
  const kind = kindOf(unpacked.head)
  if (kind !== undefined) return { kind, offset: 0, bytes: unpacked.chunks, close: unpacked.cancel }
  await unpacked.cancel()
  throw notMail(file, unpacked.head)
}

function isPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b
}

/** A file that can be read at any place and is not packed; undefined for another, such as a pipe. */
async function openPlainFile(file: string, offset: number, signal: AbortSignal): Promise<MailStream | undefined> {
  if (!(await stat(file)).isFile()) return undefined
  const handle = await open(file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const head = buffer.subarray(0, bytesRead)
    if (!isPacked(head)) {
      const kind = offset > 0 ? 'mbox' : kindOf(head)
      if (kind === undefined) throw notMail(file, head)
      return { kind, offset, bytes: readerOf(handle, offset, signal), close: () => handle.close() }
    }
  } catch (error) {
    await handle.close()
    throw error
  }
  await handle.close()
  return undefined
}

function readerOf(handle: FileHandle, offset: number, signal: AbortSignal): ByteSource {
  let position = offset
  return async (into) => {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(into, 0, into.length, position)
    position += bytesRead
    return bytesRead
  }
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
