import type { MailStream } from '#adapters/mbox/mail-stream.ts'
import { openMailStream } from '#adapters/mbox/mail-stream.ts'
import type { FileCursor } from '#adapters/mbox/file-cursor.ts'
import { isMailOf } from '#adapters/mbox/file-cursor.ts'
import type { MboxMail } from '#src/mail/mbox.ts'
import { blanksBefore, headOfLarge, NotAnMboxError, readMbox } from '#src/mail/mbox.ts'
import type { ByteSource } from '#src/lib/byte-source.ts'
import { filled } from '#src/lib/byte-source.ts'
import { growingBuffer } from '#src/lib/growing-buffer.ts'
import { SourceError } from '#src/ports.ts'

/** A mail file that is not the one that the cursor was made for: truncated, rotated or replaced. */
export class FileReplacedError extends Error {}

/**
 * The mails of a file after `after`. Rejects with FileReplacedError where the mail that the cursor
 * names is not there any more, with SourceError where the file is no mail.
 */
export async function* fileMails(
  file: string,
  after: FileCursor | undefined,
  largest: number,
  signal: AbortSignal,
): AsyncIterable<MboxMail> {
  const stream = await openMailStream(file, after?.offset ?? 0, signal)
  let isFound = after === undefined
  try {
    for await (const mail of mailsOf(stream, largest)) {
      if (isFound || after === undefined) yield mail
      else if (mail.offset >= after.offset) {
        if (!isMailOf(after, mail)) throw new FileReplacedError()
        isFound = true
      }
    }
  } catch (error) {
    if (!(error instanceof NotAnMboxError)) throw error
    if (stream.offset > 0) throw new FileReplacedError()
    throw new SourceError(`${file === '-' ? 'standard input' : file} is ${error.message}`, {
      retry: false,
      cause: error,
    })
  } finally {
    await stream.close()
  }
  if (!isFound) throw new FileReplacedError()
}

function mailsOf(stream: MailStream, largest: number): AsyncIterable<MboxMail> {
  return stream.kind === 'mail'
    ? oneMail(stream.bytes, largest)
    : readMbox(stream.bytes, { offset: stream.offset, largest })
}

/** A file that is one mail, without a From_ line (`.eml`). */
async function* oneMail(source: ByteSource, largest: number): AsyncIterable<MboxMail> {
  const held = growingBuffer()
  let end = 0
  for await (const added of filled(held, source)) {
    end += added
    held.cutMiddle(largest, 0)
  }
  const bytes = held.bytes().subarray(blanksBefore(held.bytes()))
  if (end <= largest) yield { bytes, receivedAt: undefined, offset: 0, end }
  else {
    const problem = `the mail has ${end} bytes, only its beginning was read`
    yield {
      bytes: Buffer.from(bytes.subarray(0, headOfLarge)),
      receivedAt: undefined,
      offset: 0,
      end,
      trouble: 'large',
      problem,
    }
  }
}
