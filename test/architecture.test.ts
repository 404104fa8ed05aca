import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readCode, type Code } from './architecture/read-code.ts'
import { mayImport, pureRooms, violationsIn, type Kind } from './architecture/rules.ts'

const root = new URL('..', import.meta.url).pathname
const files: readonly Code[] = globSync(['src/**/*.ts', 'adapters/**/*.ts'], { cwd: root })
  .sort()
  .map((path) => readCode(path, readFileSync(`${root}${path}`, 'utf8')))

describe('the house', () => {
  test('is read: every room of the table that holds code is there', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap((file) => file.imports).filter((path) => path.startsWith('src/')).length).toBeGreaterThan(200)
    expect(pureRooms.every((room) => room in mayImport)).toBe(true)
  })

  test('has no import from a room that may not, no ring, no clock in a pure room, no platform in the core', () => {
    expect(violationsIn(files).map(({ kind, path, what }) => `${kind}: ${path}: ${what}`)).toEqual([])
  })

  test('imports only files that are there', () => {
    const known = new Set(files.map((file) => file.path))
    const missing = files.flatMap((file) =>
      file.imports.filter((path) => /^(?:src|adapters)\//.test(path) && !known.has(path)),
    )
    expect(missing).toEqual([])
  })

  test('is made of small files: half of them have fewer than 90 lines', () => {
    const lengths = files.map((file) => file.lines).sort((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(90)
  })
})

/** One violation of each kind, and things beside them that only look like one. */
const wrongTree: Readonly<Record<string, string>> = {
  'src/mail/upwards.ts': "import { summarise } from '#src/summary/summarise.ts'\n",
  'src/lib/dynamic.ts': "export const later = () => import('../mail/message.ts')\n",
  'src/notice/sql.ts': "import { Kysely } from 'kysely'\n",
  'adapters/imap/other.ts': "import { mboxSource } from '#adapters/mbox/mbox-source.ts'\n",
  'adapters/slack/rows.ts': "import type { OutboxRow } from '#src/storage/storage.ts'\n",
  'src/pipeline/life.ts': "import { main } from '#src/main.ts'\n",
  'src/series/one.ts': "import { two } from './two.ts'\n",
  'src/series/two.ts': "import { three } from './three.ts'\n",
  'src/series/three.ts': "export { one } from './one.ts'\n",
  'src/patch/environment.ts': 'export const home = process.env.HOME\n',
  'src/tag/clock.ts': 'export const now = () => Date.now()\n',
  'src/events/today.ts': 'export const today = new Date()\n',
  'src/stats/chance.ts': 'export const chance = Math.random()\n',
  'src/summary/disk.ts': "import { readFileSync } from 'node:fs'\n",
  'src/commands/favourite.ts': "export const favourite = 'discord'\n",
  'src/people/long.ts': 'export const line = 1\n'.repeat(301),
  'src/events/utils.ts': 'export const odds = 1\n',
}

const innocentTree: Readonly<Record<string, string>> = {
  'src/mail/comment.ts':
    "// import { x } from '#src/summary/summarise.ts', as Slack does at Date.now()\nexport const a = 1\n",
  'src/tag/words.ts': "/* process.env */ export const words = 'ask Date.now() or Math.random()'\n",
  'src/lib/regex.ts': 'export const quote = /[\'"`]/\nexport const half = 4 / 2 // Discord\n',
  'src/notice/sent.ts': "export const sent = (at: number) => new Date(at)\nimport { clip } from '#src/lib/clip.ts'\n",
}

describe('the guard itself', () => {
  const found = violationsIn(Object.entries(wrongTree).map(([path, text]) => readCode(path, text)))

  test.each<[Kind, string]>([
    ['import', 'src/mail/upwards.ts'],
    ['import', 'src/lib/dynamic.ts'],
    ['import', 'src/notice/sql.ts'],
    ['import', 'adapters/imap/other.ts'],
    ['import', 'adapters/slack/rows.ts'],
    ['import', 'src/pipeline/life.ts'],
    ['ring', 'src/series/one.ts'],
    ['impure', 'src/patch/environment.ts'],
    ['impure', 'src/tag/clock.ts'],
    ['impure', 'src/events/today.ts'],
    ['impure', 'src/stats/chance.ts'],
    ['impure', 'src/summary/disk.ts'],
    ['platform', 'src/commands/favourite.ts'],
    ['length', 'src/people/long.ts'],
    ['barrel', 'src/events/utils.ts'],
  ])('sees the wrong %s in %s', (kind, path) => {
    expect(found.filter((violation) => violation.kind === kind && violation.path === path)).toHaveLength(1)
  })

  test('says nothing about words in comments and strings', () => {
    expect(violationsIn(Object.entries(innocentTree).map(([path, text]) => readCode(path, text)))).toEqual([])
  })
})
