import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** One git repository of an archive; public-inbox starts the next one when a repository has grown large. */
export interface Epoch {
  readonly number: number
  readonly dir: string
}

/**
 * The epochs of an archive, oldest first: of `dir/git/N.git` (public-inbox-v2-format(5)), of `dir/N.git`, or
 * `dir` itself where it is one bare repository. Empty where there is none.
 */
export async function findEpochs(dir: string): Promise<readonly Epoch[]> {
  if (await isBareRepository(dir)) return [{ number: Number.parseInt(basename(dir), 10) || 0, dir }]
  for (const parent of [join(dir, 'git'), dir]) {
    const names = await readdir(parent).catch(() => [])
    const numbers = names.flatMap((name) => /^(\d{1,6})\.git$/.exec(name)?.[1] ?? []).map(Number)
    if (numbers.length > 0) {
      return numbers.sort((a, b) => a - b).map((number) => ({ number, dir: join(parent, `${number}.git`) }))
    }
  }
  return []
}

export async function isBareRepository(dir: string): Promise<boolean> {
  const [objects, head] = await Promise.all([
    stat(join(dir, 'objects')).catch(() => undefined),
    stat(join(dir, 'HEAD')).catch(() => undefined),
  ])
  return (objects?.isDirectory() ?? false) && (head?.isFile() ?? false)
}
