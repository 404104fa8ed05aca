import { hash } from 'node:crypto'
import type { MboxMail } from '#src/mail/mbox.ts'
import { readJson } from '#src/lib/read-json.ts'
import type { Cursor } from '#src/ports.ts'
import { z } from 'zod'

const shape = z.object({ offset: z.number(), end: z.number(), mark: z.string() })

/** Where reading stopped: the last mail read, recognisable, so that a file that was replaced is noticed. */
export type FileCursor = Readonly<z.infer<typeof shape>>

export function cursorAfter(mail: MboxMail): Cursor {
  const cursor: FileCursor = { offset: mail.offset, end: mail.end, mark: markOf(mail.bytes) }
  return JSON.stringify(cursor)
}

/** Undefined for a cursor that is not ours, such as one kept from another kind of source: reading starts over. */
export function readFileCursor(text: Cursor | undefined): FileCursor | undefined {
  return text === undefined ? undefined : shape.safeParse(readJson(text)).data
}

export function isMailOf(cursor: FileCursor, mail: MboxMail): boolean {
  return mail.offset === cursor.offset && mail.end === cursor.end && markOf(mail.bytes) === cursor.mark
}

function markOf(bytes: Uint8Array): string {
  return hash('sha1', bytes.subarray(0, 16_384), 'base64url').slice(0, 16)
}
