import type { DeepPipe } from '#adapters/public-inbox/deep-pipe.ts'
import type { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** git ended with another exit status than 0; `message` is the end of what it said. */
export class GitError extends Error {
  readonly status: number | undefined
  constructor(message: string, status: number | undefined) {
    super(message)
    this.name = 'GitError'
    this.status = status
  }
}

export interface GitProcess {
  /** What it prints; of a process that was given a pipe for it, that pipe's end has it. Undefined where none could be had. */
  readonly output: Readable | undefined
  /** Resolves when git ended well; rejects with GitError, or with the signal's reason. */
  readonly ended: Promise<void>
}

const mostComplaint = 4096

/**
 * Starts git in a repository. It dies with the signal, asks nobody for a password and reads no work tree.
 * `input`: what another process prints, which this one then reads itself. `pipe`: instead of its own for what it prints.
 */
export function startGit(
  dir: string,
  args: readonly string[],
  signal: AbortSignal,
  { input, pipe }: { readonly input?: Readable | undefined; readonly pipe?: DeepPipe | undefined } = {},
): GitProcess {
  const child = spawn('git', ['--git-dir', dir, ...args], {
    stdio: [input ?? 'ignore', pipe?.input ?? 'pipe', 'pipe'],
    env: gitEnvironment(),
  })
  // It has its own end now.
  input?.destroy()
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-mostComplaint)
  })
  child.on('error', () => undefined)
  signal.addEventListener('abort', kill)
  if (signal.aborted) kill()
  const ended = whenEnded()
  // Whoever waits for it hears how it ended; nobody has to.
  ended.catch(() => undefined).finally(clean)
  // Without a descriptor to spare Node makes no pipes (EMFILE), and says so in the next tick.
  return { output: pipe?.output ?? child.stdout ?? undefined, ended }

  /** Node's own `signal` would, of a child that could not be started, have our whole process group killed: its pid is 0. */
  function kill(): void {
    if (child.pid !== undefined) child.kill()
  }

  function clean(): void {
    signal.removeEventListener('abort', kill)
    pipe?.input.end()
  }

  async function whenEnded(): Promise<void> {
    const [status]: unknown[] = await once(child, 'close', { signal })
    signal.throwIfAborted()
    if (status !== 0) throw new GitError(complaint.trim() || `git ${commandIn(args)} failed`, Number(status))
  }
}

function commandIn(args: readonly string[]): string | undefined {
  return args.find((arg, at) => !arg.startsWith('-') && args[at - 1] !== '-c')
}

/** What git prints, for short answers. Rejects with GitError. */
export async function askGit(dir: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { output, ended } = startGit(dir, args, signal)
  const parts: Buffer[] = []
  output?.on('data', (chunk: Buffer) => parts.push(chunk))
  await ended
  return parts.map(String).join('').trim()
}

function gitEnvironment(): NodeJS.ProcessEnv {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...rest } = process.env
  return {
    ...rest,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    // Else a list of commits is written line by line.
    GIT_FLUSH: '0',
  }
}
