import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Gap } from '#adapters/imap/imap-cursor.ts'
import { emptyView, failedAgain, readImapState, withView, writeImapState } from '#adapters/imap/imap-cursor.ts'
import { imapSource } from '#adapters/imap/imap-source.ts'
import type { ImapSettings } from '#adapters/imap/imap-settings.ts'
import type { Arrival, Cursor, KnownMails, ListSource } from '#src/ports.ts'
import { drain, idOf, textOf } from '#test/contracts/list-source.contract.ts'
import type { FakeImapServer } from '#test/fakes/imap/fake-imap-server.ts'
import { startFakeImapServer } from '#test/fakes/imap/fake-imap-server.ts'
import { sampleMail, sampleMails } from './sample-mail.ts'

let server: FakeImapServer
let source: ListSource

function open(settings: Partial<ImapSettings> = {}): ListSource {
  return imapSource({
    name: 'imap:test',
    host: '127.0.0.1',
    port: server.port,
    tls: false,
    user: 'bot',
    password: 'secret',
    mailbox: 'INBOX',
    pollMs: Infinity,
    ...settings,
    timing: { gapFirst: 30, gapLongest: 60, ...settings.timing },
  })
}

/** Polls until the source has nothing more for now, over broken connections too. */
async function readOn(
  after: Cursor | undefined,
  polls = 12,
): Promise<{ ids: (string | undefined)[]; cursor: Cursor | undefined }> {
  const arrivals: Arrival[] = []
  let cursor = after
  for (let count = 0; count < polls; count++) {
    try {
      for await (const arrival of source.poll(cursor, new AbortController().signal)) {
        arrivals.push(arrival)
        cursor = arrival.cursor
      }
      if (source.health?.().state === 'waiting') break
    } catch (error) {
      if (!(error instanceof Error && 'retry' in error && error.retry === true)) throw error
    }
  }
  return { ids: arrivals.map(idOf), cursor }
}

const ids = (count: number, from = 1): string[] => sampleMails(count, from).map(({ id }) => id)

const knowsFive: KnownMails = async (wanted) => new Set(wanted.filter((id) => ids(5).includes(id)))

beforeEach(async () => {
  server = await startFakeImapServer()
  source = open()
})

afterEach(async () => {
  await source.close?.()
  await server.close()
})

/** How often the second mail was fetched. */
function asked(): number {
  return server.commands.filter((command) => /FETCH 2 /u.test(command)).length
}

test('a mail that somebody copied into the mailbox is as old as it is', async () => {
  const old = sampleMail(1)
  server.deliver({ ...old, at: old.at + 300 * 24 * 3_600_000 })
  const [arrival] = await drain(source, undefined)
  expect(arrival?.receivedAt).toBe(old.at)
})

describe('a mail that is too large', () => {
  const large = sampleMail(2, { body: `${'x'.repeat(70)}\n`.repeat(10_000) })

  test('comes as its headers, once, and whole when the bound was raised', async () => {
    for (const mail of [sampleMail(1), large, sampleMail(3)]) server.deliver(mail)
    source = open({ largestMail: 300_000 })
    const first = await drain(source, undefined)
    expect(first.map(idOf)).toEqual(ids(3))
    expect(first.map((arrival) => 'problem' in arrival)).toEqual([false, true, false])
    const cursor = first.at(-1)?.cursor
    const before = asked()
    expect(before).toBeGreaterThan(0)
    expect(await drain(source, cursor)).toEqual([])
    await source.close?.()
    source = open({ largestMail: 300_000 })
    expect(await drain(source, cursor)).toEqual([])
    expect(asked()).toBe(before)
    expect(source.health?.().gaps).toMatchObject([{ what: 'UID 2 of INBOX' }])
    await source.close?.()
    source = open({ largestMail: 3_000_000 })
    const [whole, ...more] = await drain(source, cursor)
    expect(more).toEqual([])
    expect(whole === undefined ? undefined : textOf(whole)).toBe(large.bytes.toString())
  })
})

test('a cursor of another mailbox is none', () => {
  const cursor = writeImapState(withView({ mailbox: 'INBOX', views: [] }, emptyView('7', 12)))
  expect(readImapState(cursor, 'INBOX').views).toEqual([emptyView('7', 12)])
  expect(readImapState(cursor, 'lists.kvm')).toEqual({ mailbox: 'lists.kvm', views: [] })
})

test('a mail that is not handed out is asked for ever more seldom, but for ever', () => {
  let gap: Gap = { uid: 3, since: 0, reason: 'no content', tries: 1, next: 30 }
  const pauses = Array.from({ length: 40 }, () => {
    gap = failedAgain(gap, 'no content', 1000, 30, 500)
    return (gap.next ?? 0) - 1000
  })
  expect(pauses.slice(0, 6)).toEqual([60, 120, 240, 480, 500, 500])
  expect(pauses.at(-1)).toBe(500)
})

describe('a FETCH that goes wrong', () => {
  test('ends with NO: what it brought is kept, the rest is read again singly', async () => {
    for (const mail of sampleMails(10)) server.deliver(mail)
    server.faults.noAtEndOfFetch = true
    server.faults.missingRows.set(4, 'batch')
    expect((await readOn(undefined)).ids).toEqual(ids(10))
  })

  test('leaves out a row: that mail is read again by itself', async () => {
    for (const mail of sampleMails(10)) server.deliver(mail)
    server.faults.missingRows.set(3, 'batch').set(7, 'batch')
    expect((await readOn(undefined)).ids).toEqual(ids(10))
  })

  test('never brings one mail: it is set aside, shown, and tried again until it comes', async () => {
    for (const mail of sampleMails(5)) server.deliver(mail)
    server.faults.missingRows.set(3, 'always')
    const first = await readOn(undefined)
    expect(first.ids).toEqual(ids(5).filter((id) => id !== sampleMail(3).id))
    expect(source.health?.().gaps).toMatchObject([{ what: 'UID 3 of INBOX' }])
    await sleep(80)
    expect((await readOn(first.cursor)).ids).toEqual([])
    server.faults.missingRows.clear()
    await source.waitForNews?.(AbortSignal.timeout(2000))
    expect((await readOn(first.cursor)).ids).toEqual([sampleMail(3).id])
    expect(source.health?.().gaps).toEqual([])
  })

  test('remembers in the cursor what was set aside, for the next process', async () => {
    for (const mail of sampleMails(5)) server.deliver(mail)
    server.faults.missingRows.set(3, 'always')
    const first = await readOn(undefined)
    await source.close?.()
    server.faults.missingRows.clear()
    await sleep(80)
    source = open()
    expect((await readOn(first.cursor)).ids).toEqual([sampleMail(3).id])
  })

  test('breaks the connection over one mail: the others come, before and after it', async () => {
    for (const mail of sampleMails(30)) server.deliver(mail)
    server.faults.poison.add(12)
    const { ids: came } = await readOn(undefined, 30)
    expect(came).toEqual(ids(30).filter((id) => id !== sampleMail(12).id))
    expect(source.health?.().gaps).toMatchObject([
      { what: 'UID 12 of INBOX', reason: expect.stringContaining('broke') },
    ])
  })

  test('breaks the connection over the size of one mail already', async () => {
    for (const mail of sampleMails(30)) server.deliver(mail)
    server.faults.poison.add(12)
    server.faults.poisonSize = true
    const { ids: came, cursor } = await readOn(undefined, 40)
    expect(came).toEqual(ids(30).filter((id) => id !== sampleMail(12).id))
    server.faults.poison.clear()
    await sleep(80)
    expect((await readOn(cursor)).ids).toEqual([sampleMail(12).id])
  })

  test.each([100, 700, 2000, 3500, 5000])(
    'is cut after %i bytes: nothing is lost and nothing comes twice',
    async (bytes) => {
      for (const mail of sampleMails(12)) server.deliver(mail)
      server.faults.cutAfter = bytes
      expect((await readOn(undefined)).ids).toEqual(ids(12))
      expect(server.connections).toBe(2)
    },
  )

  test('lists a mail that was removed meanwhile: it is passed over', async () => {
    for (const mail of sampleMails(4)) server.deliver(mail)
    const first = await readOn(undefined)
    for (const mail of sampleMails(3, 5)) server.deliver(mail)
    server.mails.splice(4, 1)
    expect((await readOn(first.cursor)).ids).toEqual(ids(2, 6))
    expect(source.health?.().gaps).toEqual([])
  })
})

describe('numbers that do not fit', () => {
  test('UIDNEXT runs ahead of the rows: they are waited for, not passed over', async () => {
    for (const mail of sampleMails(6)) server.deliver(mail)
    server.faults.hidden.add(5).add(6)
    source = open({ timing: { lag: 30 } })
    const first = await readOn(undefined)
    expect(first.ids).toEqual(ids(4))
    expect(source.health?.().lag).toBe(2)
    server.faults.hidden.clear()
    await source.waitForNews?.(AbortSignal.timeout(2000))
    expect((await readOn(first.cursor)).ids).toEqual(ids(2, 5))
  })

  test('a row appears below others that were read: it is found when the newest are compared', async () => {
    for (const mail of sampleMails(6)) server.deliver(mail)
    server.faults.hidden.add(3)
    const first = await readOn(undefined)
    expect(first.ids).toHaveLength(5)
    server.faults.hidden.clear()
    await source.close?.()
    source = open()
    expect((await readOn(first.cursor)).ids).toEqual([sampleMail(3).id])
    expect((await readOn(first.cursor)).ids).toEqual([])
  })

  test('UIDs are far apart, as where a server makes them from the time', async () => {
    server.deliver(sampleMail(1), 7)
    server.deliver(sampleMail(2), 1_700_000_000)
    server.deliver(sampleMail(3), 4_200_000_000)
    expect((await readOn(undefined)).ids).toEqual(ids(3))
    expect(server.commands.length).toBeLessThan(80)
  })

  test('UIDVALIDITY differs from connection to connection: each view goes on by itself', async () => {
    server.faults.validities.push(2000, 1000, 2000, 1000)
    for (const mail of sampleMails(3)) server.deliver(mail)
    let { ids: came, cursor } = await readOn(undefined)
    expect(came).toEqual(ids(3))
    server.bye('next mirror')
    await sleep(30)
    ;({ ids: came, cursor } = await readOn(cursor)) // 2000 for the first time: all again
    expect(came).toEqual(ids(3))
    server.bye('next mirror')
    await sleep(30)
    server.deliver(sampleMail(4))
    ;({ ids: came, cursor } = await readOn(cursor))
    expect(came).toEqual(ids(1, 4))
    server.bye('next mirror')
    await sleep(30)
    ;({ ids: came, cursor } = await readOn(cursor))
    expect(came).toEqual(ids(1, 4)) // new in this view
    server.bye('next mirror')
    await sleep(30)
    expect((await readOn(cursor)).ids).toEqual([])
  })

  test('UIDVALIDITY changes: mails that the caller knows are not fetched again', async () => {
    for (const mail of sampleMails(5)) server.deliver(mail)
    const { cursor } = await readOn(undefined)
    server.faults.validities.push(2000)
    server.bye('rebuilt')
    await sleep(30)
    server.deliver(sampleMail(6))
    server.commands.length = 0
    const news: Arrival[] = []
    for await (const arrival of source.poll(cursor, new AbortController().signal, knowsFive)) news.push(arrival)
    expect(news.map(idOf)).toEqual([sampleMail(6).id])
    expect(server.commands.filter((command) => command.includes('BODY.PEEK[]'))).toHaveLength(1)
  })

  test('all mails are renumbered under the same UIDVALIDITY: seen by the anchor, although UIDNEXT has grown', async () => {
    for (const mail of sampleMails(5)) server.deliver(mail)
    server.mails.splice(0, 2)
    const { cursor } = await readOn(undefined)
    server.renumber()
    for (const mail of sampleMails(6, 6)) server.deliver(mail)
    server.bye('re-indexed')
    await sleep(30)
    const { ids: came } = await readOn(cursor)
    expect(came).toEqual(ids(9, 3))
  })

  test('UIDNEXT falls below what was read, on one and the same connection', async () => {
    for (const mail of sampleMails(5)) server.deliver(mail)
    server.mails.splice(0, 3)
    const { cursor } = await readOn(undefined)
    server.renumber()
    expect((await readOn(cursor)).ids).toEqual(ids(2, 4))
    expect(server.connections).toBe(1)
  })
})

describe('waiting for news', () => {
  test.each([
    'BYE',
    'refused IDLE',
    'no IDLE',
    'IDLE without "+"',
    'news with the old count',
    'news that are not told',
  ])('%s: the mail comes all the same', async (trouble) => {
    source = open({ pollMs: 120, timing: { socket: 400, idle: 100 } })
    server.deliver(sampleMail(1))
    const { cursor } = await readOn(undefined)
    server.faults.refuseIdle = trouble === 'refused IDLE'
    server.faults.noIdle = trouble === 'no IDLE'
    server.faults.neverContinue = trouble === 'IDLE without "+"'
    server.faults.sameCount = trouble === 'news with the old count'
    server.faults.silentNews = trouble === 'news that are not told'
    const waiting = source.waitForNews?.(AbortSignal.timeout(5000))
    await sleep(20)
    if (trouble === 'BYE') server.bye('going down')
    server.deliver(sampleMail(2))
    await waiting
    let came: (string | undefined)[] = []
    for (let tries = 0; tries < 20 && came.length === 0; tries++) {
      came = (await readOn(cursor)).ids
      if (came.length === 0) await source.waitForNews?.(AbortSignal.timeout(5000))
    }
    expect(came).toEqual([sampleMail(2).id])
  })

  test('a server that falls silent is given up, and the next connection goes on', async () => {
    source = open({ timing: { socket: 150, idle: 100, command: 200 } })
    server.deliver(sampleMail(1))
    const { cursor } = await readOn(undefined)
    const waiting = source.waitForNews?.(AbortSignal.timeout(5000))
    server.faults.silent = true
    server.deliver(sampleMail(2))
    await waiting
    server.faults.silent = false
    expect((await readOn(cursor)).ids).toEqual([sampleMail(2).id])
    expect(server.connections).toBe(2)
  })

  test('a command that is never answered is given up by our own watchdog', async () => {
    source = open({ timing: { socket: 60_000, command: 200 } })
    server.deliver(sampleMail(1))
    const { cursor } = await readOn(undefined)
    server.faults.silent = true
    await expect(drain(source, cursor)).rejects.toMatchObject({
      retry: true,
      message: expect.stringContaining('no answer'),
    })
  })
})

describe('what only a person can mend', () => {
  test('a wrong password', async () => {
    server.faults.refuseLogin = '[AUTHENTICATIONFAILED] wrong'
    await expect(drain(source, undefined)).rejects.toMatchObject({
      retry: false,
      message: expect.stringMatching(/refused the login of bot .*check user and password/),
    })
  })

  test('is waited out where it worked before, and where the server says that it passes', async () => {
    server.faults.refuseLogin = '[UNAVAILABLE] try later'
    await expect(drain(source, undefined)).rejects.toMatchObject({ retry: true })
    server.faults.refuseLogin = undefined
    const { cursor } = await readOn(undefined)
    server.faults.refuseLogin = '[AUTHENTICATIONFAILED] wrong'
    server.bye('restart')
    await sleep(30)
    await expect(drain(source, cursor)).rejects.toMatchObject({ retry: true, retryAfterMs: 900_000 })
  })

  test('a mailbox that is not there, with the one that was meant', async () => {
    source = open({ mailbox: 'INBOXX' })
    await expect(drain(source, undefined)).rejects.toMatchObject({
      retry: false,
      message: 'no mailbox INBOXX, did you mean INBOX?; there are INBOX',
    })
  })

  test('TLS on a port without it', async () => {
    source = open({ tls: true, timing: { greeting: 300, connect: 2000 } })
    await expect(drain(source, undefined)).rejects.toMatchObject({
      retry: false,
      message: expect.stringContaining('does not begin with TLS'),
    })
  })

  test('STARTTLS that the server does not offer: no password goes out', async () => {
    source = open({ tls: 'starttls' })
    await expect(drain(source, undefined)).rejects.toMatchObject({
      retry: false,
      message: expect.stringContaining('offers no STARTTLS'),
    })
    expect(server.commands).not.toContain('LOGIN')
  })

  test('an unreachable host is tried for ever, with growing pauses', async () => {
    await server.close()
    const settings = {
      name: 'imap:test',
      host: '127.0.0.1',
      port: server.port,
      tls: false,
      user: 'a',
      password: 'b',
      mailbox: 'INBOX',
    }
    const lonely = imapSource(settings, { random: () => 1 })
    const pauses: unknown[] = []
    for (let tries = 0; tries < 9; tries++) {
      const failure: unknown = await drain(lonely, undefined).catch((error: unknown) => error)
      expect(failure).toMatchObject({ retry: true, message: expect.stringContaining('refuses connections') })
      pauses.push(failure instanceof Error && 'retryAfterMs' in failure ? failure.retryAfterMs : undefined)
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    server = await startFakeImapServer()
  })
})

test('a first start that need not read everything begins with the oldest mail of that time', async () => {
  for (const mail of sampleMails(5)) server.deliver(mail)
  const later = Array.from({ length: 3 }, (_, index) => sampleMail(6 + index, { at: Date.UTC(2026, 2, 1 + index) }))
  for (const mail of later) server.deliver(mail)
  source = open({ since: Date.UTC(2026, 1, 20) })
  expect((await readOn(undefined)).ids).toEqual(later.map(({ id }) => id))
})

test('a thousand mails come in a few commands of bounded size', async () => {
  for (const mail of sampleMails(1200)) server.deliver(mail)
  expect((await readOn(undefined)).ids).toEqual(ids(1200))
  expect(server.commands.filter((command) => command.includes('BODY.PEEK[]')).length).toBeLessThan(6)
})
