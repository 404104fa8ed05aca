import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { publicInboxSource } from '#adapters/public-inbox/public-inbox-source.ts'
import { didYouMean } from '#src/lib/did-you-mean.ts'
import type { ListSource } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'

/**
 * A SOURCE of the command line, read once to its end: an mbox (plain or .gz), an .eml file, a maildir, a public-inbox
 * directory, one of its bare epochs, or `-` for standard input. Throws SourceError where it is none of these.
 */
export function openArchive(path: string): ListSource {
  if (path === '-') return mboxSource({ name: 'mbox:-', file: '-' })
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new SourceError(`no such file: ${path}${nearName(path)}`, { retry: false })
  if (!found.isDirectory()) return mboxSource({ name: `mbox:${path}`, file: path, follow: false })
  if (existsSync(join(path, 'cur')) && existsSync(join(path, 'new'))) {
    return mboxSource({ name: `mbox:${path}`, file: path, follow: false })
  }
  if (holdsEpochs(path)) return publicInboxSource({ name: `public-inbox:${path}`, dir: path })
  const inner = readdirSync(path).find((name) => holdsEpochs(join(path, name)))
  const hint = inner === undefined ? '' : `, did you mean ${join(path, inner)}?`
  throw new SourceError(
    `${path} is a directory, but neither a maildir (cur and new in it) nor a public-inbox archive (git/0.git in it, or a bare repository)${hint}`,
    { retry: false },
  )
}

function holdsEpochs(dir: string): boolean {
  if (existsSync(join(dir, 'HEAD')) && existsSync(join(dir, 'objects'))) return true
  return [join(dir, 'git'), dir].some((parent) => existsSync(parent) && isDirectory(parent) && hasEpoch(parent))
}

function hasEpoch(parent: string): boolean {
  return readdirSync(parent).some((name) => /^\d{1,6}\.git$/.test(name))
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** `, did you mean kvm.mbox?` where a file beside it has nearly that name. */
function nearName(path: string): string {
  const parent = dirname(resolve(path))
  const meant = isDirectory(parent) ? didYouMean(basename(path), readdirSync(parent)) : undefined
  return meant === undefined ? '' : `, did you mean ${join(dirname(path), meant)}?`
}
