import { RE2JS } from 're2js'

/** A path glob, compiled to a pattern that runs in linear time. */
export interface Glob {
  readonly text: string
  readonly pattern: RE2JS
}

/**
 * Globs as people write them for source trees: `*` and `?` stay within one directory, `**` crosses them.
 * A glob names a file or a directory with everything below it (`arch/s390/kvm`, `arch/s390/kvm/`); without a slash it
 * may stand at any depth (`mmu.c`, `*.rst`), as in .gitignore.
 */
export function readGlob(text: string): Glob {
  const path = text.replace(/^\/+/u, '').replace(/\/+$/u, '')
  const anywhere = !path.includes('/') && !text.startsWith('/')
  return { text, pattern: RE2JS.compile(`${anywhere ? '(?:.*/)?' : ''}${translated(path)}(?:/.*)?`, RE2JS.DOTALL) }
}

export function globMatches(glob: Glob, path: string): boolean {
  return glob.pattern.matches(path)
}

function translated(path: string): string {
  return path
    .split(/(\*\*\/?|\*|\?)/u)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?'
      if (part === '**') return '.*'
      if (part === '*') return '[^/]*'
      if (part === '?') return '[^/]'
      return RE2JS.quote(part)
    })
    .join('')
}
