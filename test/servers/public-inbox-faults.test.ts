import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { imapSource } from '#adapters/imap/imap-source.ts'
import type { ImapSettings } from '#adapters/imap/imap-settings.ts'
import { publicInboxSource } from '#adapters/public-inbox/public-inbox-source.ts'
import type { ListSource } from '#src/ports.ts'
import { drain, idOf, textOf } from '#test/contracts/list-source.contract.ts'
import type { SampleMail } from '#test/sources/sample-mail.ts'
import { sampleMail, sampleMails } from '#test/sources/sample-mail.ts'
import type { PublicInbox } from './public-inbox.ts'
import { newsgroup, publicInboxPrograms, startPublicInbox } from './public-inbox.ts'
import { listedByPython } from './python-imap.ts'
import type { Inbox } from './saved-inbox.ts'
import { savedInbox } from './saved-inbox.ts'
import { missingProgram, until } from './server-help.ts'
import type { TcpProxy } from './tcp-proxy.ts'
import { startTcpProxy } from './tcp-proxy.ts'

const missing = missingProgram(...publicInboxPrograms)
const ids = (count: number, from = 1): string[] => sampleMails(count, from).map(({ id }) => id)

/** Whether an independent client gets to see the mail within some seconds. */
async function isShown({ port }: PublicInbox, id: string): Promise<boolean> {
  const slices = [`${newsgroup}.0`, `${newsgroup}.1`]
  for (let tries = 0; tries < 10; tries++) {
    if (listedByPython(port, 'bot', 'secret', slices).includes(id)) return true
    await sleep(300)
  }
  return false
}

describe.skipIf(missing !== undefined)(
  `faults around a real public-inbox${missing ? `: skipped, ${missing}` : ''}`,
  () => {
    let server: PublicInbox | undefined
    let proxy: TcpProxy
    let inbox: Inbox | undefined

    beforeEach(() => {
      inbox = undefined
    })
    afterEach(async () => {
      await inbox?.stop()
      await proxy.close()
      await server?.stop()
    })

    async function serve(mails: readonly SampleMail[], firstUid = 1): Promise<PublicInbox> {
      server = await startPublicInbox({ firstUid })
      server.fill(mails)
      await server.startServer()
      proxy = await startTcpProxy(server.port)
      return server
    }

    function open(settings: Partial<ImapSettings> = {}): ListSource {
      return imapSource({
        name: 'imap:test',
        host: '127.0.0.1',
        port: proxy.port,
        tls: false,
        mailbox: newsgroup,
        pollMs: Infinity,
        ...settings,
        timing: { socket: 1000, idle: 500, command: 4000, gapFirst: 100, slice: 300, lag: 200, ...settings.timing },
      })
    }

    function follow(settings: Partial<ImapSettings> = {}): Inbox {
      inbox = savedInbox(() => open(settings))
      return inbox
    }

    test('a slice fills up while we idle on it: the next one is found', async () => {
      const running = await serve(sampleMails(3), 49_996)
      const followed = follow()
      await until('all mails are in', () => followed.ids().length === 3 && followed.isWaiting)
      for (let number = 4; number <= 9; number++) {
        running.deliver(sampleMail(number).bytes)
        await until(`mail ${number} is in`, () => followed.ids().length === number)
      }
      expect(followed.ids()).toEqual(ids(9))
      expect(followed.doubles).toBe(0)
    })

    test('a slice fills up while the connection breaks again and again', async () => {
      const running = await serve(sampleMails(40), 49_960)
      proxy.cutAfter(3000, 'rst')
      const followed = follow()
      const cuts = [9000, 500, 12_000, 7000]
      followed.onBreak = () => {
        const next = cuts.shift()
        if (next !== undefined) proxy.cutAfter(next, 'fin')
      }
      running.fill(sampleMails(30, 41))
      await until('all mails are in', () => followed.ids().length === 70, 40_000)
      expect(followed.doubles).toBe(0)
    })

    test('the slices before the one in the config are left out', async () => {
      await serve(sampleMails(8), 49_996)
      const source = open({ mailbox: `${newsgroup}.1` })
      expect((await drain(source, undefined)).map(idOf)).toEqual(ids(3, 6))
      await source.close?.()
    })

    test('all is renumbered, and the running server keeps its UIDVALIDITY', async () => {
      const running = await serve(sampleMails(6), 49_996)
      const followed = follow()
      await until('all mails are in', () => followed.ids().length === 6 && followed.isWaiting)
      running.reindex()
      running.deliver(sampleMail(7).bytes)
      // Now and then the running server holds on to its deleted index, and shows nobody the new mail before its restart.
      if (await isShown(running, sampleMail(7).id)) await until('the new one is in', () => followed.ids().length === 7)
      await running.stopServer('SIGTERM')
      await running.startServer()
      running.deliver(sampleMail(8).bytes)
      await until('the next one is in', () => followed.ids().length === 8)
      expect(followed.ids()).toEqual(ids(8))
    })

    test('the server is killed while it sends and while we idle', async () => {
      const running = await serve(sampleMails(400))
      const followed = follow()
      await until('some mails are in', () => followed.ids().length > 0)
      await running.stopServer('SIGKILL')
      await sleep(100)
      await running.startServer()
      await until('all mails are in', () => followed.ids().length === 400 && followed.isWaiting, 40_000)
      await running.stopServer('SIGKILL')
      running.deliver(sampleMail(401).bytes)
      await running.startServer()
      await until('the mail is in', () => followed.ids().length === 401)
      expect(followed.doubles).toBe(0)
    })

    test('20 mails one by one with IDLE alone, over the seam of two slices', async () => {
      const running = await serve(sampleMails(2), 49_985)
      const followed = follow({ timing: { idle: 60_000, socket: 60_000, lag: 60_000, slice: 500 } })
      await until('it idles', () => followed.isWaiting)
      for (let number = 3; number < 23; number++) {
        running.deliver(sampleMail(number).bytes)
        await until(`mail ${number} is in`, () => followed.ids().length === number, 5000)
      }
      expect(followed.ids()).toEqual(ids(22))
    })

    test('a newsgroup that is not there, with the one that was meant', async () => {
      await serve(sampleMails(1))
      await expect(drain(open({ mailbox: newsgroup.replace('linux', 'linus') }), undefined)).rejects.toMatchObject({
        retry: false,
        message: expect.stringMatching(
          /^no mailbox org.kernel.vger.linus-test, did you mean org.kernel.vger.linux-test/,
        ),
      })
    })

    test('the archive that the server writes reads the same from its git epochs', async () => {
      const running = await serve(sampleMails(12))
      const source = publicInboxSource({ name: 'public-inbox:test', dir: running.archive })
      const arrivals = await drain(source, undefined)
      expect(arrivals.map(textOf)).toEqual(sampleMails(12).map(({ bytes }) => bytes.toString()))
      expect(arrivals.map(({ receivedAt }) => receivedAt)).toEqual(sampleMails(12).map(({ at }) => at))
      running.deliver(sampleMail(13).bytes)
      expect((await drain(source, arrivals.at(-1)?.cursor)).map(idOf)).toEqual(ids(1, 13))
    })
  },
)
