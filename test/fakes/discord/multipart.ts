import { parseJson, record, type Json } from '../json.ts'
import type { SentFile } from './server-state.ts'

/* https://discord.com/developers/docs/reference#uploading-files: `payload_json` and `files[n]`. */

export interface Uploaded {
  readonly body: Json
  /** By their number. */
  readonly files: ReadonlyMap<number, SentFile>
}

/** Reads a body of either kind. */
export function readUpload(contentType: string, raw: Buffer): Uploaded {
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(contentType)?.[1]
  if (boundary === undefined) {
    const parsed = parseJson(raw.toString())
    // Commands are set as a list; every other body is a record.
    return { body: Array.isArray(parsed) ? { commands: parsed } : record(parsed), files: new Map() }
  }
  let body: Json = {}
  const files = new Map<number, SentFile>()
  for (const { head, content } of partsOf(raw, boundary)) {
    const name = /name="([^"]*)"/.exec(head)?.[1] ?? ''
    if (name === 'payload_json') body = record(parseJson(content.toString()))
    const number = /^files\[(\d+)\]$/.exec(name)?.[1]
    if (number === undefined) continue
    files.set(Number(number), {
      name: /filename="([^"]*)"/.exec(head)?.[1] ?? '',
      type: /content-type: (\S+)/i.exec(head)?.[1] ?? '',
      size: content.length,
      head: content.subarray(0, 8).toString('hex'),
      text: content.length < 100_000 ? content.toString() : '',
    })
  }
  return { body, files }
}

/** Buffers, not text: a picture is no UTF-8. */
function partsOf(raw: Buffer, boundary: string): { head: string; content: Buffer }[] {
  const mark = Buffer.from(`--${boundary}`)
  const parts: { head: string; content: Buffer }[] = []
  for (let at = raw.indexOf(mark); at !== -1;) {
    const next = raw.indexOf(mark, at + mark.length)
    if (next === -1) break
    const part = raw.subarray(at + mark.length + 2, next - 2)
    const blank = part.indexOf('\r\n\r\n')
    parts.push({ head: part.subarray(0, blank).toString(), content: part.subarray(blank + 4) })
    at = next
  }
  return parts
}
