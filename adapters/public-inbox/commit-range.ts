import { epochMails } from '#adapters/public-inbox/epoch-mails.ts'
import { findEpochs, type Epoch } from '#adapters/public-inbox/epochs.ts'
import { askGit, GitError } from '#adapters/public-inbox/git.ts'
import { largestMail } from '#src/mail/mbox.ts'
import { SourceError, type Arrival } from '#src/ports.ts'

/** The mails of an archive after one commit up to another. */
export interface CommitRange {
  /** Abbreviated to nine digits, or more where nine are not enough. */
  readonly from: string
  readonly to: string
  mails(signal: AbortSignal): AsyncIterable<Arrival>
}

interface Place {
  readonly epoch: Epoch
  readonly commit: string
}

/**
 * Finds the commits of `A..B` in the epochs of a public-inbox archive; B is the archive's end where it is empty. The
 * two may lie in different epochs. Rejects with SourceError that names the commit which is not there.
 */
export async function openCommitRange(dir: string, from: string, to: string): Promise<CommitRange> {
  const epochs = await findEpochs(dir)
  const last = epochs.at(-1)
  if (last === undefined) throw new SourceError(`${dir} is no public-inbox archive`, { retry: false })
  const start = await placeOf(from, epochs, dir)
  const end = to === '' ? await placeOf('HEAD', [last], dir) : await placeOf(to, epochs, dir)
  if (!(await isBefore(start, end))) {
    throw new SourceError(`${to === '' ? 'HEAD' : to} does not come after ${from}: write the older commit first`, {
      retry: false,
    })
  }
  return {
    from: await abbreviated(start),
    to: await abbreviated(end),
    async *mails(signal) {
      for (const epoch of epochs) {
        if (epoch.number < start.epoch.number || epoch.number > end.epoch.number) continue
        const after = epoch === start.epoch ? start.commit : undefined
        const upTo = epoch === end.epoch ? end.commit : undefined
        for await (const { commit, committedAt, bytes, size } of epochMails(
          epoch.dir,
          after,
          largestMail,
          signal,
          upTo,
        )) {
          const arrival = { cursor: commit, receivedAt: committedAt }
          if (size <= largestMail) yield { ...arrival, bytes }
          else yield { ...arrival, problem: `the mail has ${size} bytes, only its beginning was read`, headers: bytes }
        }
      }
    },
  }
}

async function placeOf(name: string, epochs: readonly Epoch[], dir: string): Promise<Place> {
  for (const epoch of epochs.toReversed()) {
    const commit = await ask(epoch, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
    if (commit !== undefined) return { epoch, commit }
  }
  throw new SourceError(`there is no commit ${name} in ${dir}`, { retry: false })
}

async function isBefore(start: Place, end: Place): Promise<boolean> {
  if (start.epoch !== end.epoch) return start.epoch.number < end.epoch.number
  return (await ask(start.epoch, ['merge-base', '--is-ancestor', start.commit, end.commit])) !== undefined
}

async function abbreviated({ epoch, commit }: Place): Promise<string> {
  return (await ask(epoch, ['rev-parse', '--short=9', commit])) ?? commit
}

/** Undefined where git says no. */
async function ask(epoch: Epoch, args: readonly string[]): Promise<string | undefined> {
  try {
    return await askGit(epoch.dir, args, AbortSignal.timeout(20_000))
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}
