import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { imapSource } from '#adapters/imap/imap-source.ts'
import type { Arrival, Cursor, ListSource } from '#src/ports.ts'
import { idOf } from '#test/contracts/list-source.contract.ts'
import type { FakeImapServer } from '#test/fakes/imap/fake-imap-server.ts'
import { startFakeImapServer } from '#test/fakes/imap/fake-imap-server.ts'
import { sampleMail, sampleMails } from './sample-mail.ts'

const february = Date.UTC(2026, 1, 20)

let server: FakeImapServer
let source: ListSource
beforeEach(async () => {
  server = await startFakeImapServer()
})
afterEach(async () => {
  await source.close?.()
  await server.close()
})

function open(since: number | undefined): ListSource {
  const { port } = server
  const place = { host: '127.0.0.1', port, tls: false, user: 'bot', password: 'secret', mailbox: 'INBOX' }
  return imapSource({ name: 'imap:test', ...place, pollMs: Infinity, since })
}

function inMarch(day: number) {
  return sampleMail(100 + day, { at: Date.UTC(2026, 2, day) })
}

/** All there is now, where those of `known` are known already. */
async function read(after: Cursor | undefined, known: readonly (string | undefined)[]) {
  const arrivals: Arrival[] = []
  const asked = (ids: readonly string[]) => Promise.resolve(new Set(ids.filter((id) => known.includes(id))))
  for await (const arrival of source.poll(after, new AbortController().signal, asked)) arrivals.push(arrival)
  return { ids: arrivals.map(idOf), cursor: arrivals.at(-1)?.cursor ?? after }
}

describe('a mailbox whose mails got other numbers is read again', () => {
  test.each(['another UIDVALIDITY', 'the same one', 'the same one, and a lower UIDNEXT'])(
    'as far back as at the first start, under %s, in a later process too',
    async (how) => {
      for (const mail of [...sampleMails(20), ...[1, 2, 3].map(inMarch)]) server.deliver(mail)
      source = open(february)
      const first = await read(undefined, [])
      expect(first.ids).toEqual([1, 2, 3].map((day) => inMarch(day).id))
      await source.close?.()
      server.mails.splice(0, 2)
      server.renumber(how === 'another UIDVALIDITY' ? 2000 : undefined)
      if (how !== 'the same one, and a lower UIDNEXT') for (const day of [4, 5, 6]) server.deliver(inMarch(day))
      server.commands.length = 0
      // Its own start of backfill is later than some mails that came while nobody looked.
      source = open(Date.UTC(2026, 2, 9))
      const again = await read(first.cursor, first.ids)
      const news = how === 'the same one, and a lower UIDNEXT' ? [] : [4, 5, 6]
      expect(again.ids).toEqual(news.map((day) => inMarch(day).id))
      const contents = server.commands.filter((command) => command.includes('BODY.PEEK[]'))
      expect(contents).toHaveLength(news.length === 0 ? 0 : 1)
    },
  )

  test('whole, where the server cannot search, or all were wanted', async () => {
    for (const mail of [...sampleMails(4), inMarch(1)]) server.deliver(mail)
    server.faults.refuseSearch = true
    source = open(february)
    const whole = [...sampleMails(4), inMarch(1)].map(({ id }) => id)
    const first = await read(undefined, [])
    expect(first.ids).toEqual(whole)
    server.faults.validities.push(2000)
    server.bye('rebuilt')
    await sleep(30)
    expect((await read(first.cursor, [])).ids).toEqual(whole)
    await source.close?.()
    server.faults.refuseSearch = false
    server.faults.validities.push(3000, 4000)
    source = open(undefined)
    const all = await read(undefined, [])
    expect(all.ids).toEqual(whole)
    server.bye('rebuilt')
    await sleep(30)
    expect((await read(all.cursor, [])).ids).toEqual(whole)
  })

  test('without passing over a mail that is counted and not shown yet', async () => {
    for (const mail of [...sampleMails(4), inMarch(1)]) server.deliver(mail)
    source = open(february)
    const first = await read(undefined, [])
    server.renumber(2000)
    server.faults.hidden.add(5)
    server.bye('rebuilt')
    await sleep(30)
    expect((await read(first.cursor, [])).ids).toEqual([])
    server.faults.hidden.clear()
    expect((await read(first.cursor, [])).ids).toEqual([inMarch(1).id])
  })
})
