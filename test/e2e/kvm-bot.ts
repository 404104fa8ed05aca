import { spawn, type ChildProcess } from 'node:child_process'

const cli = new URL('../../src/cli.ts', import.meta.url).pathname

const longestRunMs = 60_000

export interface Finished {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The words that start the program as a process of its own. */
export function commandLine(args: readonly string[]): readonly string[] {
  return [process.execPath, cli, ...args]
}

/** Runs it to its end, with nothing on standard input unless `input` is given. */
export async function kvmBot(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string } = {},
): Promise<Finished> {
  return finished(startKvmBot(args, options))
}

export function startKvmBot(
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly input?: string; readonly cwd?: string } = {},
): ChildProcess {
  const [command = '', ...words] = commandLine(args)
  return start(command, words, options)
}

export function start(
  command: string,
  args: readonly string[],
  {
    env = {},
    input = '',
    cwd,
  }: { env?: Readonly<Record<string, string>>; input?: string; cwd?: string | undefined } = {},
): ChildProcess {
  const child = spawn(command, args, { cwd, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } })
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input)
  return child
}

export async function finished(child: ChildProcess): Promise<Finished> {
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  // One that hangs must not outlive the test.
  const killer = setTimeout(() => child.kill('SIGKILL'), longestRunMs)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  clearTimeout(killer)
  return { code, out, err }
}
