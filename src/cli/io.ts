import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** Where a verb reads and writes: data to `out`, everything else to `err`. */
export interface Io {
  readonly out: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly err: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly in: Readable & { readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** 0 done, 1 the work failed, 2 wrong usage or wrong config. */
export type ExitCode = 0 | 1 | 2

/** A verb: what `help` says of it, and what it does with the words after its name. */
export interface Verb {
  readonly name: string
  /** `parse SOURCE…` */
  readonly usage: string
  readonly summary: string
  /** Further lines of `help VERB`. */
  readonly details?: string
  run(args: readonly string[], io: Io): Promise<ExitCode>
}

/** The command line was not understood; the message says what to write. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Waits while the reader of a pipe is slower than we are, so that memory stays small. */
export async function write(out: Writable, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain')
}

/** One JSON object a line. What could steer the terminal that shows it is written as an escape (RFC 8259, 7). */
export function writeJson(out: Writable, value: unknown): Promise<void> {
  return write(out, `${JSON.stringify(value).replace(steering, escaped)}\n`)
}

/** DEL, C1 controls and marks that turn the reading direction; JSON escapes the other controls by itself. */
const steering = /[\u007f-\u009f\p{Bidi_Control}]/gu

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
