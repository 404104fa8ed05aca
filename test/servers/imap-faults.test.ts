import { chmodSync, readdirSync, renameSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { imapSource } from '#adapters/imap/imap-source.ts'
import type { ImapSettings } from '#adapters/imap/imap-settings.ts'
import type { ListSource } from '#src/ports.ts'
import { drain, idOf } from '#test/contracts/list-source.contract.ts'
import { sampleMail, sampleMails } from '#test/sources/sample-mail.ts'
import type { Dovecot } from './dovecot.ts'
import { dovecotPrograms, startDovecot } from './dovecot.ts'
import { brokenMails } from './broken-mails.ts'
import type { Inbox } from './saved-inbox.ts'
import { savedInbox } from './saved-inbox.ts'
import { missingProgram, until } from './server-help.ts'
import type { TcpProxy } from './tcp-proxy.ts'
import { startTcpProxy } from './tcp-proxy.ts'

const missing = missingProgram(...dovecotPrograms)
const ids = (count: number, from = 1): string[] => sampleMails(count, from).map(({ id }) => id)
/** 2 KB each, so that a cut after some kilobytes falls into the middle. */
const fill = `${'x'.repeat(70)}\n`.repeat(30)
const largerMails = (count: number) => Array.from({ length: count }, (_, at) => sampleMail(at + 1, { body: fill }))

describe.skipIf(missing !== undefined)(`faults around a real Dovecot${missing ? `: skipped, ${missing}` : ''}`, () => {
  let dovecot: Dovecot
  let proxy: TcpProxy
  let mailbox: string
  let count = 0
  let inbox: Inbox | undefined
  const sources: ListSource[] = []

  beforeAll(async () => {
    dovecot = await startDovecot()
  })
  afterAll(() => dovecot.stop())
  beforeEach(async () => {
    proxy = await startTcpProxy(dovecot.port)
    mailbox = `faults${++count}`
    dovecot.create(mailbox)
  })
  afterEach(async () => {
    await inbox?.stop()
    inbox = undefined
    for (const source of sources.splice(0)) await source.close?.()
    await proxy.close()
  })

  function open(settings: Partial<ImapSettings> = {}): ListSource {
    const source = imapSource({
      name: 'imap:test',
      host: '127.0.0.1',
      port: proxy.port,
      tls: false,
      user: 'bot',
      password: 'secret',
      mailbox,
      pollMs: Infinity,
      ...settings,
      timing: { socket: 1000, idle: 500, command: 4000, gapFirst: 100, gapLongest: 200, lag: 200, ...settings.timing },
    })
    sources.push(source)
    return source
  }

  function follow(settings: Partial<ImapSettings> = {}): Inbox {
    inbox = savedInbox(() => open(settings))
    return inbox
  }

  test.each(['rst', 'fin', 'silence'] as const)('%s in the middle of FETCH, five times over', async (how) => {
    dovecot.fill(mailbox, largerMails(40))
    const cuts = [200, 9000, 30_000, 2500, 60_000]
    proxy.cutAfter(cuts.shift() ?? 0, how)
    const running = follow()
    running.onBreak = () => {
      const next = cuts.shift()
      if (next !== undefined) proxy.cutAfter(next, how)
    }
    await until('all mails are in', () => running.ids().length === 40, 40_000)
    expect(running.ids()).toEqual(ids(40))
    expect(running.doubles).toBe(0)
  })

  test('a half-open connection while it idles', async () => {
    dovecot.fill(mailbox, sampleMails(3))
    const running = follow()
    await until('it idles', () => running.isWaiting)
    proxy.stall()
    await sleep(100)
    dovecot.save(mailbox, sampleMail(4).bytes)
    await sleep(300)
    proxy.pass()
    await until('the mail is in', () => running.ids().length === 4)
    expect(proxy.accepted).toBeGreaterThan(1)
  })

  test('connections refused for a while', async () => {
    dovecot.fill(mailbox, sampleMails(3))
    proxy.refuse()
    const running = follow()
    await until('it tried three times', () => proxy.accepted >= 3)
    proxy.pass()
    await until('all mails are in', () => running.ids().length === 3)
    expect(running.ids()).toEqual(ids(3))
  })

  test('the server is killed while it sends and while we idle; sessions are kicked', async () => {
    dovecot.fill(mailbox, largerMails(2000))
    const running = follow()
    await until('some mails are in', () => running.ids().length > 10)
    await dovecot.killAndRestart()
    await until('all mails are in', () => running.ids().length === 2000, 40_000)
    await until('it idles', () => running.isWaiting)
    await dovecot.killAndRestart()
    dovecot.save(mailbox, sampleMail(2001).bytes)
    await until('the mail is in', () => running.ids().length === 2001)
    await until('it idles', () => running.isWaiting)
    dovecot.doveadm('kick', 'bot')
    dovecot.save(mailbox, sampleMail(2002).bytes)
    await until('the mail is in', () => running.ids().length === 2002)
    expect(running.doubles).toBe(0)
  })

  test('the follower dies between fetch and commit, three times in a row', async () => {
    dovecot.fill(mailbox, sampleMails(30))
    const running = follow()
    running.dieBeforeCommit(3)
    await until('all mails are in', () => running.ids().length === 30)
    expect(running.deaths).toBe(3)
    expect(running.ids()).toEqual(ids(30))
  })

  test('UIDVALIDITY changes: the mailbox is deleted and made anew while we idle', async () => {
    dovecot.fill(mailbox, sampleMails(5))
    const running = follow()
    await until('all mails are in', () => running.ids().length === 5 && running.isWaiting)
    dovecot.doveadm('mailbox', 'delete', '-u', 'bot', mailbox)
    await sleep(1100) // UIDVALIDITY is made of the time in seconds
    dovecot.create(mailbox)
    for (const mail of sampleMails(7)) dovecot.save(mailbox, mail.bytes)
    await until('the new ones are in', () => running.ids().length === 7)
    expect(running.ids()).toEqual(ids(7))
  })

  test('UIDVALIDITY changes: the list of UIDs is lost', async () => {
    dovecot.fill(mailbox, sampleMails(5))
    const running = follow({ timing: { renew: 1000 } })
    await until('all mails are in', () => running.ids().length === 5 && running.isWaiting)
    const folder = dirname(dirname(dovecot.files(mailbox)[0] ?? ''))
    for (const name of readdirSync(folder).filter((each) => each.startsWith('dovecot'))) unlinkSync(join(folder, name))
    dovecot.save(mailbox, sampleMail(6).bytes)
    await until('the new one is in', () => running.ids().includes(sampleMail(6).id), 30_000)
    expect(running.ids()).toHaveLength(6)
  })

  test.each(['chmod 000', 'a wrong size in its name'])('a mail that the server cannot read: %s', async (how) => {
    dovecot.fill(mailbox, sampleMails(9))
    const file = dovecot.files(mailbox)[4] ?? ''
    const wrong = file.replace(/,S=\d+,W=\d+/, ',S=99999,W=99999')
    if (how === 'chmod 000') chmodSync(file, 0)
    else renameSync(file, wrong)
    const running = follow()
    await until('the others are in', () => running.ids().length === 8, 30_000)
    expect(running.ids()).toEqual(ids(9).filter((id) => id !== sampleMail(5).id))
    await until('it is shown as set aside', () => running.source.health?.().gaps.length === 1)
    if (how === 'chmod 000') chmodSync(file, 0o644)
    else renameSync(wrong, file)
    await until('it is in', () => running.ids().length === 9, 30_000)
  })

  test('mails that are removed between listing and fetching', async () => {
    dovecot.fill(mailbox, largerMails(300))
    const running = follow()
    running.onFirst = () => {
      for (const file of dovecot.files(mailbox).slice(200, 210)) unlinkSync(file)
      dovecot.doveadm('expunge', '-u', 'bot', 'mailbox', mailbox, 'uid', '250:259')
    }
    await until('it waits', () => running.isWaiting)
    dovecot.save(mailbox, sampleMail(301).bytes)
    await until('the next one is in', () => running.ids().includes(sampleMail(301).id))
    expect(new Set(ids(200))).toEqual(new Set(running.ids().slice(0, 200)))
  })

  test('a mail of 60 MB: its headers come, the memory stays, the next mail comes', async () => {
    const big = sampleMail(2, { body: `${'x'.repeat(76)}\n`.repeat(800_000) })
    dovecot.fill(mailbox, [sampleMail(1), big, sampleMail(3)])
    const arrivals = await drain(open(), undefined)
    expect(arrivals.map(idOf)).toEqual(ids(3))
    expect(arrivals[1]).toMatchObject({ problem: expect.stringMatching(/^the mail has 6\d{7} bytes/) })
  })

  test('broken MIME and hostile headers come byte for byte', async () => {
    dovecot.fill(mailbox, brokenMails)
    const arrivals = await drain(open(), undefined)
    expect(arrivals.map((each) => 'bytes' in each && Buffer.from(each.bytes).toString('latin1'))).toEqual(
      brokenMails.map(({ bytes }) => bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n')),
    )
  })

  test('the same mail twice, once with other transport headers: the source gives both, their id is one', async () => {
    const copy = { ...sampleMail(1), bytes: Buffer.from(`List-Id: <linux-kernel>\n${sampleMail(1).bytes.toString()}`) }
    dovecot.fill(mailbox, [sampleMail(1), copy, sampleMail(1)])
    const arrivals = await drain(open(), undefined)
    expect(arrivals.map(idOf)).toEqual([sampleMail(1).id, sampleMail(1).id, sampleMail(1).id])
  })

  test('a wrong password', async () => {
    await expect(drain(open({ password: 'guess' }), undefined)).rejects.toMatchObject({
      retry: false,
      message: expect.stringMatching(/refused the login of bot .*check user and password/),
    })
  })

  test.each(['implicit TLS', 'STARTTLS'])('%s: an unknown certificate, and one for another name', async (kind) => {
    const tls = kind === 'STARTTLS' ? 'starttls' : true
    const port = kind === 'STARTTLS' ? dovecot.port : dovecot.tlsPort
    dovecot.fill(mailbox, sampleMails(2))
    await expect(drain(open({ host: 'localhost', port, tls }), undefined)).rejects.toMatchObject({
      retry: false,
      message: expect.stringMatching(/self-signed: give its authority as `ca: FILE.pem`/),
    })
    await expect(drain(open({ host: '127.0.0.1', port, tls, ca: dovecot.cert }), undefined)).rejects.toMatchObject({
      retry: false,
      message: expect.stringMatching(/is for another name .*write the host as the certificate names it/),
    })
    expect((await drain(open({ host: 'localhost', port, tls, ca: dovecot.cert }), undefined)).map(idOf)).toEqual(ids(2))
  })

  test('20 mails one by one with IDLE alone, the next as soon as the last is in', async () => {
    dovecot.fill(mailbox, sampleMails(2))
    const running = follow({ timing: { idle: 60_000, socket: 60_000, lag: 60_000 } })
    await until('it idles', () => running.isWaiting)
    for (let number = 3; number < 23; number++) {
      dovecot.save(mailbox, sampleMail(number).bytes)
      await until(`mail ${number} is in`, () => running.ids().length === number, 5000)
    }
    expect(running.ids()).toEqual(ids(22))
  })

  test('mails that come in bursts while it reads and goes to sleep', async () => {
    const running = follow({ timing: { idle: 60_000, socket: 60_000, lag: 60_000 } })
    for (let number = 1; number <= 15; number++) {
      dovecot.save(mailbox, sampleMail(number).bytes)
      await sleep((number * 37) % 120)
    }
    await until('all are in', () => running.ids().length === 15)
    expect(running.ids()).toEqual(ids(15))
  })
})
