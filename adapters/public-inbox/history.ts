import { GitError, askGit } from '#adapters/public-inbox/git.ts'

/** The commit that an epoch ends with; undefined while it is empty. */
export async function newestCommit(dir: string, signal: AbortSignal): Promise<string | undefined> {
  return orUndefined(askGit(dir, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], signal), 1)
}

/**
 * The commit to go on after: `last` itself, or where `last` is no part of the history any more (a mail was purged,
 * which rewrites all that follows) the newest commit that both histories share; undefined for the epoch's beginning.
 */
export async function whereToGoOn(
  dir: string,
  last: string,
  signal: AbortSignal,
): Promise<{ readonly commit: string | undefined; readonly rewritten: boolean }> {
  // 1: no common commit; 128: git has thrown the old commits away.
  const shared = await orUndefined(askGit(dir, ['merge-base', last, 'HEAD'], signal), 1, 128)
  return { commit: shared, rewritten: shared !== last }
}

export async function countCommits(dir: string, after: string | undefined, signal: AbortSignal): Promise<number> {
  const range = after === undefined ? ['HEAD'] : ['HEAD', `^${after}`]
  return Number(await askGit(dir, ['rev-list', '--count', ...range, '--'], signal))
}

async function orUndefined(answer: Promise<string>, ...statuses: readonly number[]): Promise<string | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof GitError && error.status !== undefined && statuses.includes(error.status)) return undefined
    throw error
  }
}
