import { renderTerminal } from '#adapters/terminal/render.ts'
import { write, type Io } from '#src/cli/io.ts'
import type { Notice } from '#src/notice/notice.ts'

/** A notice on standard output, or on standard error where it says that something did not work. */
export async function showNotice(notice: Notice, ok: boolean, { out, err }: Io): Promise<void> {
  const look = { width: Math.min(out.columns ?? 100, 100), colour: out.isTTY === true, nameOfPost: () => undefined }
  await write(ok ? out : err, `${renderTerminal(notice, look).trimEnd()}\n`)
}
