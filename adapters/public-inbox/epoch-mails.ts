import { deepPipe } from '#adapters/public-inbox/deep-pipe.ts'
import { askGit, GitError, startGit } from '#adapters/public-inbox/git.ts'
import type { GitObject } from '#adapters/public-inbox/read-objects.ts'
import { CutShort, readObjects } from '#adapters/public-inbox/read-objects.ts'

/** The mail that a commit added. `committedAt` in milliseconds since the epoch. */
export interface CommittedMail extends Omit<GitObject, 'header'> {
  readonly commit: string
  readonly committedAt: number
}

/** A line for each commit: the blob that is asked for, and what is printed back with it. */
const questions = '--format=tformat:%H:m %ct %H'
const answers = '--batch=%(objectsize) %(rest)'
/** The usual 96 MB of delta bases are not faster, as imported or repacked, and take a tenth of a second to fill. */
const fewBases = ['-c', 'core.deltaBaseCacheLimit=16m']

/**
 * The mails of an epoch that came after the commit `after` and up to `upTo`, oldest first. Each commit of an archive
 * holds one mail as `m`; one that holds `d` takes a mail away (public-inbox-v2-format(5)) and is passed over.
 *
 * Two processes do it whatever the number of mails: one lists commits, one prints blobs, and reads the list itself.
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
  const plain = ['--no-show-signature', questions]
  const pipe = after === undefined ? await deepPipe() : undefined
  const running: Promise<void>[] = []
  try {
    // Nothing may be awaited between the two, or we would read the beginning of the list ourselves.
    const list = startGit(dir, ['log', '--reverse', '--topo-order', ...plain, ...range, '--'], both)
    running.push(list.ended)
    const read = startGit(dir, [...fewBases, 'cat-file', answers, '--buffer'], both, { input: list.output, pipe })
    running.push(read.ended)
    for await (const object of explained(readObjects(read.output ?? [], largest), read.ended)) {
      if ('missing' in object) {
        await mustHaveNone(dir, object.missing, both)
        continue
      }
      const { header, ...mail } = object
      const [seconds = '', commit = ''] = header
      yield { ...mail, commit, committedAt: Number(seconds) * 1000 }
    }
    // A reader that fails takes the list along, and knows why.
    await read.ended
    await list.ended
  } finally {
    stop.abort()
    pipe?.output.destroy()
    await Promise.allSettled(running)
  }
}

/** A git that failed knows why its output was cut short. */
async function* explained<T>(objects: AsyncIterable<T>, ended: Promise<void>): AsyncIterable<T> {
  try {
    yield* objects
  } catch (error) {
    if (error instanceof CutShort) await ended
    throw error
  }
}

/** A commit whose tree names a mail that git does not have is a hole in the archive, and no mail that was taken away. */
async function mustHaveNone(dir: string, asked: string, signal: AbortSignal): Promise<void> {
  const [commit = ''] = asked.split(':')
  const entry = await askGit(dir, ['ls-tree', commit, 'm'], signal)
  if (entry === '') return
  throw new GitError(
    `the mail of commit ${commit} is not there: clone it again, whole (git fsck tells what else is missing)`,
    undefined,
  )
}
