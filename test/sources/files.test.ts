import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { openArchive } from '#src/archive-source.ts'
import type { Arrival } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import { drain, idOf } from '#test/contracts/list-source.contract.ts'
import { addMails, makeEpoch } from './git-archive.ts'
import { asMbox, asMboxEntry, sampleMail, sampleMails } from './sample-mail.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kvm-bot-files-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const ids = (count: number, from = 1): string[] => sampleMails(count, from).map(({ id }) => id)

function put(name: string, content: string | Uint8Array): string {
  const file = join(dir, name)
  writeFileSync(file, content)
  return file
}

describe('a SOURCE of the command line opens by what it is, not by its name', () => {
  test('an mbox, plain or packed', async () => {
    const mbox = asMbox(sampleMails(3))
    expect((await drain(openArchive(put('plain.txt', mbox)), undefined)).map(idOf)).toEqual(ids(3))
    expect((await drain(openArchive(put('packed.mbox', gzipSync(mbox))), undefined)).map(idOf)).toEqual(ids(3))
  })

  test('one mail', async () => {
    const [mail] = await drain(openArchive(put('one.eml', sampleMail(1).bytes)), undefined)
    expect(mail && idOf(mail)).toBe(sampleMail(1).id)
    expect(mail?.receivedAt).toBe(sampleMail(1).at)
  })

  test.each(['\n', '\r\n\r\n', ' \n\t \n'])('after blanks at its beginning: %j', async (blanks) => {
    const mbox = `${blanks}${asMbox(sampleMails(2))}`
    expect((await drain(openArchive(put('plain.mbox', mbox)), undefined)).map(idOf)).toEqual(ids(2))
    expect((await drain(openArchive(put('packed.mbox', gzipSync(mbox))), undefined)).map(idOf)).toEqual(ids(2))
    const mail = Buffer.concat([Buffer.from(blanks), sampleMail(1).bytes])
    const [one] = await drain(openArchive(put('one.eml', mail)), undefined)
    expect(one && 'bytes' in one && Buffer.from(one.bytes)).toEqual(sampleMail(1).bytes)
  })

  test('a maildir, a public-inbox directory, the folder of its epochs, one epoch', async () => {
    const maildir = join(dir, 'maildir')
    for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, name), { recursive: true })
    writeFileSync(join(maildir, 'cur', '1767603660.M1P1.host:2,S'), sampleMail(1).bytes)
    const archive = join(dir, 'archive')
    addMails(makeEpoch(archive, 0), sampleMails(2))
    addMails(makeEpoch(archive, 1), sampleMails(2, 3))
    expect((await drain(openArchive(maildir), undefined)).map(idOf)).toEqual(ids(1))
    expect((await drain(openArchive(archive), undefined)).map(idOf)).toEqual(ids(4))
    expect((await drain(openArchive(join(archive, 'git')), undefined)).map(idOf)).toEqual(ids(4))
    expect((await drain(openArchive(join(archive, 'git', '1.git')), undefined)).map(idOf)).toEqual(ids(2, 3))
  })

  test.each<[string, (file: string) => string, RegExp]>([
    [
      'a file that is not there',
      (file) => file.replace('list', 'lsit'),
      /^no such file: .*lsit.mbox, did you mean .*list\.mbox\?$/,
    ],
    ['a directory of other things', () => dir, /is a directory, but neither a maildir .* nor a public-inbox archive/],
  ])('%s is refused, with what to do', (_, path, message) => {
    const file = put('list.mbox', asMbox(sampleMails(1)))
    expect(() => openArchive(path(file))).toThrow(SourceError)
    expect(() => openArchive(path(file))).toThrow(message)
  })

  test.each<[string, string | Uint8Array]>([
    ['text', 'Dear all, this is a letter.\n'],
    ['a config', 'lists:\n  - name: kvm\n'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
    ['a packed something', gzipSync('{"json": true}')],
    ['text that begins with From', 'From here on everything is different.\n'],
  ])('%s is not an mbox', async (_, content) => {
    const failure: unknown = await drain(openArchive(put('x', content)), undefined).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      name: 'SourceError',
      retry: false,
      message: expect.stringMatching(/is not an mbox: it begins with/),
    })
  })
})

describe('a file that is cut', () => {
  test('in the middle of a mail: what came before is whole, the rest is a problem', async () => {
    const mbox = asMbox(sampleMails(3))
    const arrivals = await drain(openArchive(put('cut.mbox', mbox.slice(0, -40))), undefined)
    expect(arrivals.map(idOf)).toEqual(ids(3))
    expect(arrivals.map((each) => ('problem' in each ? each.problem : ''))).toEqual([
      '',
      '',
      'the mbox ends in the middle of this mail',
    ])
  })

  test('in the middle of its packing: whole mails come, then the failure', async () => {
    const packed = gzipSync(asMbox(sampleMails(400)))
    const source = openArchive(put('cut.mbox.gz', packed.subarray(0, packed.length / 2)))
    const arrivals: Arrival[] = []
    const reading = (async () => {
      for await (const arrival of source.poll(undefined, new AbortController().signal)) arrivals.push(arrival)
    })()
    await expect(reading).rejects.toThrow(/cannot be unpacked to its end .*: fetch it again/)
    expect(arrivals.length).toBeGreaterThan(50)
    expect(arrivals.map(idOf)).toEqual(ids(arrivals.length))
  })
})

describe('a followed mbox', () => {
  test('waits for the rest of a mail that is still being written', async () => {
    const file = put('list.mbox', asMbox(sampleMails(2)))
    const source = mboxSource({ name: 'mbox:test', file })
    const entry = asMboxEntry(sampleMail(3))
    appendFileSync(file, entry.slice(0, 200))
    const first = await drain(source, undefined)
    expect(first.map(idOf)).toEqual(ids(2))
    expect(source.health?.().gaps).toHaveLength(1)
    appendFileSync(file, entry.slice(200))
    const more = await drain(source, first.at(-1)?.cursor)
    expect(more.map(idOf)).toEqual(ids(1, 3))
    expect('bytes' in (more[0] ?? {})).toBe(true)
  })

  test('is read from its beginning when it was truncated', async () => {
    const file = put('list.mbox', asMbox(sampleMails(4)))
    const source = mboxSource({ name: 'mbox:test', file })
    const cursor = (await drain(source, undefined)).at(-1)?.cursor
    truncateSync(file, 0)
    appendFileSync(file, asMbox(sampleMails(2, 5)))
    expect((await drain(source, cursor)).map(idOf)).toEqual(ids(2, 5))
  })

  test('that does not change is well, and one that was replaced says so once', async () => {
    let now = 1_000_000
    const clock = { now: () => now, sleep: () => Promise.resolve() }
    const file = put('list.mbox', asMbox(sampleMails(4)))
    const source = mboxSource({ name: 'mbox:test', file }, { clock })
    let cursor = (await drain(source, undefined)).at(-1)?.cursor
    now += 3_600_000
    expect(await drain(source, cursor)).toEqual([])
    const well = { state: 'waiting', lastOkAt: now, lag: 0, problem: undefined }
    expect(source.health?.()).toMatchObject(well)
    truncateSync(file, 0)
    appendFileSync(file, asMbox(sampleMails(2, 5)))
    cursor = (await drain(source, cursor)).at(-1)?.cursor
    expect(source.health?.()).toMatchObject({ state: 'waiting', problem: expect.stringContaining('was truncated') })
    expect(await drain(source, cursor)).toEqual([])
    expect(source.health?.()).toMatchObject(well)
  })

  test('is read from its beginning when another file took its place, even a longer one', async () => {
    const file = put('list.mbox', asMbox(sampleMails(4)))
    const cursor = (await drain(mboxSource({ name: 'mbox:test', file }), undefined)).at(-1)?.cursor
    renameSync(put('other.mbox', asMbox(sampleMails(9, 11))), file)
    expect((await drain(mboxSource({ name: 'mbox:test', file }), cursor)).map(idOf)).toEqual(ids(9, 11))
  })

  test('goes on in a packed file that was replaced by a longer one', async () => {
    const file = put('list.mbox.gz', gzipSync(asMbox(sampleMails(4))))
    const cursor = (await drain(mboxSource({ name: 'mbox:test', file }), undefined)).at(-1)?.cursor
    writeFileSync(file, gzipSync(asMbox(sampleMails(6))))
    expect((await drain(mboxSource({ name: 'mbox:test', file }), cursor)).map(idOf)).toEqual(ids(2, 5))
  })
})

describe('a maildir', () => {
  beforeEach(() => {
    for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(dir, 'mail', name), { recursive: true })
  })

  test('is read by the times in its names, mails that moved from new to cur once', async () => {
    const names = ['1767603661.M2P1.host', '1767603660.M10P1.host', '1767603660.M9P1.host']
    for (const [index, name] of names.entries())
      writeFileSync(join(dir, 'mail', 'new', name), sampleMail(3 - index).bytes)
    const source = mboxSource({ name: 'mbox:test', file: join(dir, 'mail') })
    const first = await drain(source, undefined)
    expect(first.map(idOf)).toEqual(ids(3))
    renameSync(join(dir, 'mail', 'new', names[0] ?? ''), join(dir, 'mail', 'cur', `${names[0]}:2,S`))
    expect(await drain(source, first.at(-1)?.cursor)).toEqual([])
  })

  test('with a mail that came in below the newest one is read again, so that none is lost', async () => {
    const source = mboxSource({ name: 'mbox:test', file: join(dir, 'mail') })
    writeFileSync(join(dir, 'mail', 'new', '1767603660.M5P1.host'), sampleMail(1).bytes)
    const first = await drain(source, undefined)
    writeFileSync(join(dir, 'mail', 'new', '1767603660.M1P1.host'), sampleMail(2).bytes)
    expect((await drain(source, first.at(-1)?.cursor)).map(idOf)).toContain(sampleMail(2).id)
  })

  test.skipIf(process.getuid?.() === 0)(
    'says which mail it may not read (root may read everything: skipped there)',
    async () => {
      const file = join(dir, 'mail', 'new', '1767603660.M5P1.host')
      writeFileSync(file, sampleMail(1).bytes)
      chmodSync(file, 0)
      const [arrival] = await drain(mboxSource({ name: 'mbox:test', file: join(dir, 'mail') }), undefined)
      expect(arrival).toMatchObject({ problem: expect.stringContaining('cannot be read') })
    },
  )
})
