import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Epoch } from '#adapters/public-inbox/epochs.ts'
import { findEpochs, isBareRepository } from '#adapters/public-inbox/epochs.ts'
import { GitError, askGit } from '#adapters/public-inbox/git.ts'

/**
 * Brings the epochs in `dir` up to date with `remote`: the address of one epoch (`https://lore.kernel.org/kvm/0`), or
 * of the archive, whose epochs are then `remote/0`, `remote/1`, … Starts epochs that are new there. Rejects with GitError.
 */
export async function fetchEpochs(dir: string, remote: string, signal: AbortSignal): Promise<void> {
  if (await isBareRepository(dir)) return fetchInto(dir, remote, signal)
  const numbered = /^(.*\/)(\d{1,6})(\.git)?\/?$/.exec(remote)
  const [base, first, suffix] = numbered
    ? [numbered[1] ?? '', Number(numbered[2]), numbered[3] ?? '']
    : [`${remote.replace(/\/$/, '')}/`, 0, '']
  const newest = (await findEpochs(dir)).at(-1)
  const start = newest?.number ?? first
  await fetchInto(newest?.dir ?? (await newEpoch(dir, start, signal)), `${base}${start}${suffix}`, signal)
  for (let next = start + 1; await exists(`${base}${next}${suffix}`, dirOf(dir, start, newest), signal); next++) {
    await fetchInto(await newEpoch(dir, next, signal), `${base}${next}${suffix}`, signal)
  }
}

function dirOf(dir: string, number: number, newest: Epoch | undefined): string {
  return newest?.dir ?? join(dir, 'git', `${number}.git`)
}

async function newEpoch(dir: string, number: number, signal: AbortSignal): Promise<string> {
  const epoch = join(dir, 'git', `${number}.git`)
  await mkdir(join(dir, 'git'), { recursive: true })
  await askGit(epoch, ['init', '--quiet', '--bare', epoch], signal)
  return epoch
}

/** Forced, because a purged mail rewrites the history. */
async function fetchInto(dir: string, remote: string, signal: AbortSignal): Promise<void> {
  await askGit(dir, ['fetch', '--quiet', '--no-tags', '--', remote, '+HEAD:refs/heads/fetched'], signal)
  await askGit(dir, ['symbolic-ref', 'HEAD', 'refs/heads/fetched'], signal)
}

async function exists(remote: string, dir: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await askGit(dir, ['ls-remote', '--', remote, 'HEAD'], signal)) !== ''
  } catch (error) {
    if (error instanceof GitError) return false
    throw error
  }
}
