import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { Arrival, Cursor, ListSource } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import type { SampleMail } from '#test/sources/sample-mail.ts'
import { sampleMail, sampleMails } from '#test/sources/sample-mail.ts'

/** A place that mail can be read from, made for one test. */
export interface MailPlace {
  /** A new source on the place, as after a restart. Above `largestMail` bytes a mail is not read. */
  source(options?: { readonly largestMail?: number }): ListSource
  add(...mails: readonly SampleMail[]): void | Promise<void>
  /** A source on a place that is not there. */
  missing(): ListSource
  close(): void | Promise<void>
}

export type MakePlace = (mails: readonly SampleMail[]) => Promise<MailPlace>

/** What every `ListSource` promises. */
export function listSourceContract(name: string, makePlace: MakePlace): void {
  describe(`a list source: ${name}`, () => {
    let place: MailPlace | undefined
    const sources: ListSource[] = []

    afterEach(async () => {
      for (const source of sources.splice(0)) await source.close?.()
      await place?.close()
      place = undefined
    })

    async function start(mails: readonly SampleMail[]): Promise<MailPlace> {
      place = await makePlace(mails)
      return place
    }

    function open(options?: { readonly largestMail?: number }): ListSource {
      if (!place) throw new Error('start a place first')
      const source = place.source(options)
      sources.push(source)
      return source
    }

    test('gives every mail once, oldest first, byte for byte', async () => {
      const mails = sampleMails(25)
      await start(mails)
      const arrivals = await drain(open(), undefined)
      expect(arrivals.map(idOf)).toEqual(mails.map(({ id }) => id))
      expect(arrivals.map(textOf)).toEqual(mails.map(({ bytes }) => bytes.toString()))
    })

    test('says when each mail came, in milliseconds', async () => {
      const mails = sampleMails(5)
      await start(mails)
      const arrivals = await drain(open(), undefined)
      expect(arrivals.map(({ receivedAt }) => receivedAt)).toEqual(mails.map(({ at }) => at))
    })

    test('goes on after any cursor, in a process of its own', async () => {
      const mails = sampleMails(7)
      await start(mails)
      const arrivals = await drain(open(), undefined)
      for (const [index, { cursor }] of arrivals.entries()) {
        const rest = await drain(open(), cursor)
        expect(rest.map(idOf)).toEqual(mails.slice(index + 1).map(({ id }) => id))
      }
    })

    test('gives nothing while nothing comes, and what comes once', async () => {
      const running = await start(sampleMails(3))
      const source = open()
      let cursor = (await drain(source, undefined)).at(-1)?.cursor
      expect(await drain(source, cursor)).toEqual([])
      for (let number = 4; number < 8; number++) {
        await running.add(sampleMail(number))
        const news = await drain(source, cursor)
        expect(news.map(idOf)).toEqual([sampleMail(number).id])
        cursor = news.at(-1)?.cursor
      }
      expect(await drain(source, cursor)).toEqual([])
    })

    test('reads the same again where the cursor was not saved', async () => {
      await start(sampleMails(4))
      const source = open()
      const first = await drain(source, undefined)
      const again = await drain(source, first[1]?.cursor)
      expect(again.map(idOf)).toEqual(first.slice(2).map(idOf))
      expect((await drain(source, undefined)).map(idOf)).toEqual(first.map(idOf))
    })

    test('reads an empty place, and what comes there', async () => {
      const running = await start([])
      const source = open()
      expect(await drain(source, undefined)).toEqual([])
      await running.add(sampleMail(1))
      expect((await drain(source, undefined)).map(idOf)).toEqual([sampleMail(1).id])
    })

    test('starts over with a cursor that is not its own', async () => {
      const mails = sampleMails(3)
      await start(mails)
      for (const cursor of ['', 'nonsense', '{"uid":7}', '[]', 'null']) {
        expect((await drain(open(), cursor)).map(idOf)).toEqual(mails.map(({ id }) => id))
      }
    })

    test('gives a mail that is too large as a problem with its headers', async () => {
      const large = sampleMail(2, { body: `${'x'.repeat(70)}\n`.repeat(10_000) })
      await start([sampleMail(1), large, sampleMail(3)])
      const arrivals = await drain(open({ largestMail: 300_000 }), undefined)
      expect(arrivals.map(idOf)).toEqual([1, 2, 3].map((number) => sampleMail(number).id))
      expect(arrivals.map((arrival) => ('problem' in arrival ? arrival.problem : 'whole'))).toEqual([
        'whole',
        expect.stringMatching(/^the mail has \d{6} bytes/),
        'whole',
      ])
      expect(arrivals[1]?.receivedAt).toBe(large.at)
    })

    test('stops promptly and without an error when it is aborted', async () => {
      await start(sampleMails(25))
      const abort = new AbortController()
      const seen: Arrival[] = []
      for await (const arrival of open().poll(undefined, abort.signal)) {
        seen.push(arrival)
        if (seen.length === 3) abort.abort()
      }
      expect(seen.length).toBeGreaterThanOrEqual(3)
      expect(seen.length).toBeLessThan(25)
      expect(await drain(open(), undefined, AbortSignal.abort())).toEqual([])
    })

    test('goes on after a poll that was left early', async () => {
      const mails = sampleMails(6)
      await start(mails)
      const source = open()
      const seen: Arrival[] = []
      for await (const arrival of source.poll(undefined, new AbortController().signal)) {
        seen.push(arrival)
        if (seen.length === 2) break
      }
      seen.push(...(await drain(source, seen.at(-1)?.cursor)))
      expect(seen.map(idOf)).toEqual(mails.map(({ id }) => id))
    })

    test('tells that it reads and that nothing is left', async () => {
      await start(sampleMails(2))
      const source = open()
      await drain(source, undefined)
      expect(source.health?.()).toMatchObject({ state: 'waiting', lag: 0, gaps: [], problem: undefined })
      expect(source.health?.().lastOkAt).toBeGreaterThan(0)
    })

    test('refuses a place that is not there, in words, and leaves retrying off', async () => {
      const running = await start([])
      const source = running.missing()
      sources.push(source)
      const failure = await drain(source, undefined).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(SourceError)
      expect(failure).toMatchObject({ retry: false, message: expect.stringMatching(/^no (such|mailbox)/) })
      expect(source.health?.().state).toBe('down')
    })

    test('wakes up for news and when it is aborted, where it can wait', async () => {
      const running = await start(sampleMails(2))
      const source = open()
      const cursor = (await drain(source, undefined)).at(-1)?.cursor
      const abort = new AbortController()
      const waiting = source.waitForNews?.(abort.signal)
      await sleep(50)
      await running.add(sampleMail(3))
      await waiting
      expect((await drain(source, cursor)).map(idOf)).toEqual([sampleMail(3).id])
      const waitingAgain = source.waitForNews?.(abort.signal)
      abort.abort()
      await waitingAgain
    })
  })
}

/** Reads to the present end. */
export async function drain(
  source: ListSource,
  after: Cursor | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = []
  for await (const arrival of source.poll(after, signal)) arrivals.push(arrival)
  return arrivals
}

/** The Message-ID, whole or of the headers. */
export function idOf(arrival: Arrival): string | undefined {
  const bytes = 'bytes' in arrival ? arrival.bytes : arrival.headers
  const text = bytes === undefined ? '' : Buffer.from(bytes).toString('latin1')
  return /^message-id:\s*<([^>]*)>/im.exec(text)?.[1]
}

/** IMAP sends CRLF line ends, archives keep LF. */
export function textOf(arrival: Arrival): string {
  return 'bytes' in arrival ? Buffer.from(arrival.bytes).toString().replaceAll('\r\n', '\n') : arrival.problem
}
