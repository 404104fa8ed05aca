import type { Code } from './read-code.ts'

const below = {
  mail: ['lib'],
  patch: ['mail', 'lib'],
  series: ['patch', 'mail', 'lib'],
  tag: ['patch', 'mail', 'lib'],
  summary: ['series', 'tag', 'patch', 'mail', 'lib'],
  stats: ['summary', 'series', 'tag', 'patch', 'mail', 'lib'],
  events: ['summary', 'series', 'tag', 'patch', 'mail', 'lib'],
  notice: ['events', 'stats', 'summary', 'series', 'tag', 'patch', 'mail', 'lib'],
} as const

export const pureRooms = ['lib', ...Object.keys(below)]

/** What each room may import besides itself. Rooms that are not here wire the others together and may import all. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  runtime: ['lib'],
  ...below,
  'ports.ts': ['notice', 'lib'],
  people: ['storage', 'ports.ts', ...pureRooms],
  storage: ['ports.ts', ...pureRooms],
  commands: ['ports.ts', 'storage', 'people', ...pureRooms],
  pipeline: ['ports.ts', 'storage', 'people', 'runtime', ...pureRooms],
  'adapters/imap': ['ports.ts', 'notice', 'lib', 'runtime', 'mail'],
  'adapters/mbox': ['ports.ts', 'notice', 'lib', 'runtime', 'mail'],
  'adapters/public-inbox': ['ports.ts', 'notice', 'lib', 'runtime', 'mail'],
  'adapters/slack': ['ports.ts', 'notice', 'lib', 'runtime'],
  'adapters/discord': ['ports.ts', 'notice', 'lib', 'runtime'],
  'adapters/terminal': ['ports.ts', 'notice', 'lib', 'runtime'],
}

/** Files and folders of src that put the parts together: they alone may name a platform. */
const wiring = new Set([
  'config',
  'config.ts',
  'main.ts',
  'cli',
  'cli.ts',
  'archive-source.ts',
  'open-source.ts',
  'open-platforms.ts',
  'host.ts',
])

/** Only these rooms may use these packages. */
const packageOwners: Readonly<Record<string, readonly string[]>> = {
  mailparser: ['mail'],
  kysely: ['storage'],
  'better-sqlite3': ['storage'],
  pg: ['storage'],
  imapflow: ['adapters/imap'],
  'discord.js': ['adapters/discord'],
  '@slack/bolt': ['adapters/slack'],
  '@slack/web-api': ['adapters/slack'],
}

/** Time, chance, environment, network, files: what they need comes in as an argument. */
const impure = [
  /\bprocess\.\w+/,
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bperformance\.now\b/,
  /\bcrypto\.random/,
  /\bfetch\(/,
  /\bset(?:Timeout|Interval)\(/,
]
const impurePackages = /^(?:node:(?!buffer|crypto|util|string_decoder)|kysely|pg$|better-sqlite3|undici|pino)/

export type Kind = 'import' | 'ring' | 'impure' | 'platform' | 'length' | 'barrel'

export interface Violation {
  readonly kind: Kind
  readonly path: string
  readonly what: string
}

export function violationsIn(files: readonly Code[]): Violation[] {
  return [...files.flatMap(inFile), ...rings(files)]
}

function inFile(file: Code): Violation[] {
  const room = roomOf(file.path)
  const allowed = mayImport[room]
  const imports = file.imports
    .filter((path) => !mayUse(room, allowed, path))
    .map((path) => ({ kind: 'import' as const, path: file.path, what: `${room} may not import ${path}` }))
  return [...imports, ...impurities(file, room), ...platformNames(file, room), ...shape(file)]
}

function mayUse(room: string, allowed: readonly string[] | undefined, path: string): boolean {
  if (path === 'src/main.ts') return room === 'cli' || room === 'cli.ts'
  const owners = packageOwners[path]
  if (owners) return owners.includes(room)
  if (!path.startsWith('src/') && !path.startsWith('adapters/')) return true
  const target = roomOf(path)
  return target === room || allowed === undefined || allowed.includes(target)
}

function impurities(file: Code, room: string): Violation[] {
  if (!pureRooms.includes(room)) return []
  const words = impure.flatMap((pattern) => pattern.exec(file.bare)?.[0] ?? [])
  const packages = file.imports.filter((path) => impurePackages.test(path))
  return [...words, ...packages].map((what) => ({ kind: 'impure', path: file.path, what }))
}

function platformNames(file: Code, room: string): Violation[] {
  if (!file.path.startsWith('src/') || wiring.has(room)) return []
  const found = /slack|discord/i.exec(file.code)
  return found ? [{ kind: 'platform', path: file.path, what: found[0] }] : []
}

function shape(file: Code): Violation[] {
  const found: Violation[] = []
  if (file.lines > 300) found.push({ kind: 'length', path: file.path, what: `${file.lines} lines` })
  if (/\/(index|utils|helpers|types)\.ts$/.test(file.path))
    found.push({ kind: 'barrel', path: file.path, what: 'its name' })
  return found
}

/** Files that import each other, also by way of others; type imports count, since they couple as well. */
function rings(files: readonly Code[]): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: Violation[] = []
  function walk(path: string, trail: readonly string[]): void {
    const seen = trail.indexOf(path)
    if (seen >= 0) {
      found.push({ kind: 'ring', path, what: [...trail.slice(seen), path].join(' → ') })
      return
    }
    if (done.has(path)) return
    for (const next of byPath.get(path)?.imports ?? []) if (byPath.has(next)) walk(next, [...trail, path])
    done.add(path)
  }
  for (const file of files) walk(file.path, [])
  return found
}

/** `src/mail/message.ts` → mail, `src/config.ts` → config.ts, `adapters/imap/x.ts` → adapters/imap. */
function roomOf(path: string): string {
  const [top, room = ''] = path.split('/')
  return top === 'src' ? room : `${top}/${room}`
}
