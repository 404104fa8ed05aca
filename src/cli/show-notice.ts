import { renderTerminal } from '#adapters/terminal/render.ts'
import { write, type Io } from '#src/cli/io.ts'
import { terminalLook } from '#src/cli/terminal-look.ts'
import type { Notice } from '#src/notice/notice.ts'

/** A notice on standard output, or on standard error where it says that something did not work. */
export async function showNotice(notice: Notice, ok: boolean, io: Io): Promise<void> {
  const { colour, width } = terminalLook(io)
  const look = { width: Math.min(width(), 100), colour, nameOfPost: () => undefined }
  await write(ok ? io.out : io.err, `${renderTerminal(notice, look).trimEnd()}\n`)
}
