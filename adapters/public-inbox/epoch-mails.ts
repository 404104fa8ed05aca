import type { Buffer } from 'node:buffer'
import type { GitProcess } from '#adapters/public-inbox/git.ts'
import { startGit } from '#adapters/public-inbox/git.ts'
import { readObjects } from '#adapters/public-inbox/read-objects.ts'

/** The mail that a commit added. `committedAt` in milliseconds since the epoch. */
export interface CommittedMail {
  readonly commit: string
  readonly committedAt: number
  /** Only its beginning where `size` is larger. */
  readonly bytes: Buffer
  readonly size: number
}

interface Commit {
  readonly commit: string
  readonly committedAt: number
}

/**
 * The mails of an epoch that came after the commit `after` and up to `upTo`, oldest first. Each commit of an archive holds one mail as
 * `m`; one that holds `d` takes a mail away (public-inbox-v2-format(5)) and is passed over.
 *
 * Two processes do it whatever the number of mails: one lists commits, one prints blobs.
 */
export async function* epochMails(
  dir: string,
  after: string | undefined,
  largest: number,
  signal: AbortSignal,
  upTo = 'HEAD',
): AsyncIterable<CommittedMail> {
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const range = after === undefined ? [upTo] : [upTo, `^${after}`]
  const list = startGit(dir, ['rev-list', '--reverse', '--topo-order', '--timestamp', ...range, '--'], both)
  const read = startGit(dir, ['cat-file', '--batch', '--buffer'], both)
  list.process.stdin.end()
  const asked: Commit[] = []
  const asking = askForMails(list, read, asked)
  asking.catch(() => undefined)
  try {
    for await (const object of readObjects(read.process.stdout, largest)) {
      const commit = asked.shift()
      if (commit && object) yield { ...commit, ...object }
    }
    await Promise.all([asking, list.ended, read.ended])
  } finally {
    stop.abort()
    await Promise.allSettled([asking, list.ended, read.ended])
  }
}

/** Hands the commits of the list to the reader as they come, many at a time, and waits where the reader is behind. */
async function askForMails(list: GitProcess, read: GitProcess, asked: Commit[]): Promise<void> {
  let rest = ''
  try {
    for await (const chunk of list.process.stdout) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      const commits = lines.map(readCommit)
      asked.push(...commits)
      const questions = commits.map(({ commit }) => `${commit}:m\n`).join('')
      if (!read.process.stdin.write(questions)) await drained(read)
    }
  } finally {
    read.process.stdin.end()
  }
}

/** `<seconds> <commit>`, as rev-list prints them. */
function readCommit(line: string): Commit {
  const [seconds = '', commit = ''] = line.split(' ')
  return { commit, committedAt: Number(seconds) * 1000 }
}

function drained(git: GitProcess): Promise<void> {
  return new Promise((resolve) => {
    const { stdin } = git.process
    function done(): void {
      stdin.off('drain', done)
      stdin.off('close', done)
      resolve()
    }
    stdin.on('drain', done)
    stdin.on('close', done)
  })
}
