import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publicInboxSource } from '#adapters/public-inbox/public-inbox-source.ts'
import { drain, idOf } from '#test/contracts/list-source.contract.ts'
import { addMails, makeEpoch, runGit } from './git-archive.ts'
import { sampleMail, sampleMails } from './sample-mail.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kvm-bot-archive-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const ids = (count: number, from = 1): string[] => sampleMails(count, from).map(({ id }) => id)
const open = (remote?: string) =>
  publicInboxSource({ name: 'public-inbox:test', dir: join(dir, 'kvm'), ...(remote === undefined ? {} : { remote }) })

test('a mail that was taken away is passed over, and so is the commit that did it', async () => {
  addMails(makeEpoch(join(dir, 'kvm'), 0), [
    ...sampleMails(2),
    { ...sampleMail(1), removes: true },
    ...sampleMails(1, 3),
  ])
  const source = open()
  const arrivals = await drain(source, undefined)
  expect(arrivals.map(idOf)).toEqual(ids(3))
  expect(await drain(source, arrivals[1]?.cursor)).toHaveLength(1)
})

test('a new epoch is picked up, an empty one is waited for', async () => {
  addMails(makeEpoch(join(dir, 'kvm'), 0), sampleMails(2))
  const source = open()
  const cursor = (await drain(source, undefined)).at(-1)?.cursor
  const next = makeEpoch(join(dir, 'kvm'), 1)
  expect(await drain(source, cursor)).toEqual([])
  addMails(next, sampleMails(2, 3))
  expect((await drain(source, cursor)).map(idOf)).toEqual(ids(2, 3))
})

test('epochs are read in the order of their numbers, ten after nine', async () => {
  for (let number = 0; number < 11; number++) addMails(makeEpoch(join(dir, 'kvm'), number), [sampleMail(number + 1)])
  expect((await drain(open(), undefined)).map(idOf)).toEqual(ids(11))
})

test('a rewritten history (a mail was purged) is read again from where it changed', async () => {
  const epoch = makeEpoch(join(dir, 'kvm'), 0)
  addMails(epoch, sampleMails(3))
  const kept = runGit(['--git-dir', epoch, 'rev-parse', 'HEAD~1'])
  addMails(epoch, sampleMails(2, 4))
  const source = open()
  const cursor = (await drain(source, undefined)).at(-1)?.cursor
  runGit(['--git-dir', epoch, 'update-ref', 'refs/heads/master', kept])
  addMails(epoch, sampleMails(3, 4))
  expect((await drain(source, cursor)).map(idOf)).toEqual(ids(3, 4))
  expect(source.health?.().problem).toMatch(/history of .*0\.git was rewritten/)
})

test('a history of which git has nothing left is read again from its beginning', async () => {
  addMails(makeEpoch(join(dir, 'kvm'), 0), sampleMails(3))
  const source = open()
  const cursor = (await drain(source, undefined)).at(-1)?.cursor
  rmSync(join(dir, 'kvm'), { recursive: true })
  addMails(makeEpoch(join(dir, 'kvm'), 0), sampleMails(2, 2))
  expect((await drain(source, cursor)).map(idOf)).toEqual(ids(2, 2))
})

test.each(['', '/git/0.git', '/git/0'])(
  'a remote (%j) is fetched before each look, with its new epochs',
  async (suffix) => {
    const origin = join(dir, 'origin')
    const first = makeEpoch(origin, 0)
    addMails(first, sampleMails(2))
    if (suffix !== '/git/0.git') {
      // Addresses without .git, as lore has them.
      renameSync(first, join(origin, 'git', '0'))
    }
    const epoch = (number: number): string =>
      join(origin, 'git', suffix === '/git/0.git' ? `${number}.git` : String(number))
    const source = open(suffix === '' ? join(origin, 'git') : `${origin}${suffix}`)
    const arrivals = await drain(source, undefined)
    expect(arrivals.map(idOf)).toEqual(ids(2))
    addMails(epoch(0), sampleMails(1, 3))
    const next = makeEpoch(origin, 1)
    addMails(next, sampleMails(1, 4))
    if (next !== epoch(1)) renameSync(next, epoch(1))
    const more = await drain(source, arrivals.at(-1)?.cursor)
    expect(more.map(idOf)).toEqual(ids(2, 3))
    addMails(epoch(1), sampleMails(1, 5))
    expect((await drain(source, more.at(-1)?.cursor)).map(idOf)).toEqual(ids(1, 5))
  },
)

test('a remote that cannot be reached does not keep what is on disk from being read', async () => {
  addMails(makeEpoch(join(dir, 'kvm'), 0), sampleMails(2))
  const source = open(join(dir, 'gone', '0.git'))
  const arrivals = await drain(source, undefined)
  expect(arrivals.map(idOf)).toEqual(ids(2))
  expect(source.health?.()).toMatchObject({ state: 'down', problem: expect.stringMatching(/^cannot fetch/) })
  await expect(drain(source, arrivals.at(-1)?.cursor)).rejects.toMatchObject({
    retry: true,
    message: expect.stringMatching(/^cannot fetch .*gone\/0\.git/),
  })
})

test('a damaged archive is told with what git says of it', async () => {
  const epoch = makeEpoch(join(dir, 'kvm'), 0)
  addMails(epoch, sampleMails(3))
  const commit = runGit(['--git-dir', epoch, 'rev-parse', 'HEAD~1'])
  const file = join(epoch, 'objects', commit.slice(0, 2), commit.slice(2))
  chmodSync(file, 0o644)
  writeFileSync(file, 'no object')
  await expect(drain(open(), undefined)).rejects.toMatchObject({
    retry: true,
    message: expect.stringMatching(new RegExp(`kvm cannot be read: .*${commit}`, 's')),
  })
})

test('a mail that is missing from an archive is no mail that was taken away', async () => {
  const epoch = makeEpoch(join(dir, 'kvm'), 0)
  addMails(epoch, sampleMails(3))
  const [commit = '', blob = ''] = ['HEAD~1', 'HEAD~1:m'].map((name) => runGit(['--git-dir', epoch, 'rev-parse', name]))
  rmSync(join(epoch, 'objects', blob.slice(0, 2), blob.slice(2)))
  const source = open()
  // What came before it is good; it is told then, and at each look that finds nothing else.
  const arrivals = await drain(source, undefined)
  expect(arrivals.map(idOf)).toEqual(ids(1))
  const told = new RegExp(`kvm cannot be read: the mail of commit ${commit} is not there: clone it again`)
  expect(source.health?.()).toMatchObject({ state: 'down', problem: expect.stringMatching(told) })
  await expect(drain(source, arrivals[0]?.cursor)).rejects.toMatchObject({
    retry: true,
    message: expect.stringMatching(told),
  })
})

test('a directory without epochs is refused with what should be there', async () => {
  const source = publicInboxSource({ name: 'public-inbox:test', dir })
  await expect(drain(source, undefined)).rejects.toMatchObject({
    retry: false,
    message: expect.stringMatching(
      /is no public-inbox archive: there is neither git\/0\.git nor a bare git repository/,
    ),
  })
})

test('how much there is to read is told for a progress bar', async () => {
  addMails(makeEpoch(join(dir, 'kvm'), 0), sampleMails(4))
  addMails(makeEpoch(join(dir, 'kvm'), 1), sampleMails(3, 5))
  const source = open()
  const arrivals = await drain(source, undefined)
  expect(await source.estimate?.(undefined)).toBe(7)
  expect(await source.estimate?.(arrivals[1]?.cursor)).toBe(5)
  expect(await source.estimate?.(arrivals[5]?.cursor)).toBe(1)
})
