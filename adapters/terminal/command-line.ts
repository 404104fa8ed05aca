import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export interface CommandLine {
  /** Prints above the prompt, so that posts do not tear what is being typed. */
  print(text: string): void
  close(): void
}

/** The prompt keeps out of the way where nobody types: without `prompt` lines are only read. */
export function commandLine(options: {
  readonly in: Readable
  readonly out: Writable
  readonly prompt: string | undefined
  readonly onLine: (line: string) => void
  /** Ctrl-C, Ctrl-D or the end of the input; once. */
  readonly onEnd: () => void
}): CommandLine {
  const { out, prompt } = options
  const lines = createInterface(
    prompt === undefined
      ? { input: options.in, crlfDelay: Infinity }
      : { input: options.in, output: out, terminal: true, prompt },
  )
  let open = true
  lines.on('line', options.onLine)
  lines.on('SIGINT', () => lines.close())
  lines.on('close', () => {
    if (!open) return
    open = false
    if (prompt !== undefined) out.write('\n')
    options.onEnd()
  })
  if (prompt !== undefined) lines.prompt()
  return { print, close }

  function print(text: string): void {
    if (!open || prompt === undefined) {
      out.write(text)
      return
    }
    out.write(`\r\u001b[J${text}`)
    lines.prompt(true)
  }

  function close(): void {
    open = false
    lines.close()
  }
}

/** `#name /kvm help` speaks in channel `name`, everything else in `terminal`; the `/kvm` may be left out. */
export function readLine(
  line: string,
  commandName: string,
): { readonly channel: string; readonly text: string } | undefined {
  const words = line.trim()
  const addressed = /^#([^\s#]+)(?:\s+(.*))?$/su.exec(words)
  const channel = addressed?.[1] ?? 'terminal'
  const text = addressed === null ? words : (addressed[2] ?? 'help')
  if (text === '') return undefined
  const own = `/${commandName}`
  if (text !== own && !text.startsWith(`${own} `)) return { channel, text }
  return { channel, text: text.slice(own.length).trim() }
}
