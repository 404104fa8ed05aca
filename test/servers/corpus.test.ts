import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { imapSource } from '#adapters/imap/imap-source.ts'
import { openArchive } from '#src/archive-source.ts'
import type { Arrival, ListSource } from '#src/ports.ts'
import { drain, idOf } from '#test/contracts/list-source.contract.ts'
import { sampleMail } from '#test/sources/sample-mail.ts'
import { dovecotPrograms, startDovecot } from './dovecot.ts'
import { newsgroup, publicInboxPrograms, startPublicInbox } from './public-inbox.ts'
import type { Inbox } from './saved-inbox.ts'
import { savedInbox } from './saved-inbox.ts'
import { listedByPython } from './python-imap.ts'
import { missingProgram, until } from './server-help.ts'

const corpus = process.env['KVM_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))
const sets = ['kvm-diverse', 'kvm-seedwindow', 'seed-replay']
const noCorpus = existsSync(corpus) ? undefined : `no corpus at ${corpus} (set KVM_CORPUS)`
const noDovecot = noCorpus ?? missingProgram(...dovecotPrograms, 'python3')
const noPublicInbox = noCorpus ?? missingProgram(...publicInboxPrograms, 'python3')
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (skipped: ${reason})`)

async function readCorpus(): Promise<{ bytes: Uint8Array; at: number }[]> {
  const mails: { bytes: Uint8Array; at: number }[] = []
  for (const set of sets) {
    for (const arrival of await drain(openArchive(`${corpus}/${set}/${set}.mbox.gz`), undefined)) {
      if ('bytes' in arrival) mails.push({ bytes: arrival.bytes, at: arrival.receivedAt })
    }
  }
  return mails
}

describe('the corpus, followed from empty', () => {
  let inbox: Inbox | undefined
  let stop: (() => Promise<void>) | undefined

  afterEach(async () => {
    await inbox?.stop()
    await stop?.()
    inbox = undefined
    stop = undefined
  })

  /** Reads all, compares with what another client lists, then waits for 20 more, one by one, on IDLE alone. */
  async function readAllThenNews(
    open: () => ListSource,
    listed: () => readonly string[],
    deliver: (mail: Uint8Array) => void,
  ): Promise<{ saved: ReadonlySet<string>; listed: ReadonlySet<string> }> {
    const first = open()
    const arrivals: Arrival[] = await drain(first, undefined)
    await first.close?.()
    const came = arrivals.map((arrival) => idOf(arrival) ?? '')
    expect(arrivals.filter((arrival) => 'problem' in arrival)).toEqual([])
    expect(came.toSorted()).toEqual(listed().toSorted())

    const running = savedInbox(open)
    inbox = running
    await until('all are in', () => running.isWaiting, 60_000)
    const before = running.ids().length
    expect(before).toBe(new Set(came).size)
    for (let number = 1; number <= 20; number++) {
      deliver(sampleMail(900_000 + number).bytes)
      await until(`new mail ${number} is in`, () => running.ids().length === before + number, 5000)
    }
    return { saved: new Set(running.ids()), listed: new Set(listed()) }
  }

  test.skipIf(noDovecot !== undefined)(`from Dovecot${because(noDovecot)}`, async () => {
    const dovecot = await startDovecot()
    stop = () => dovecot.stop()
    dovecot.create('kvm')
    dovecot.fill('kvm', await readCorpus())
    const common = { name: 'imap:kvm', host: 'localhost', port: dovecot.tlsPort, tls: true, ca: dovecot.cert }
    const { saved, listed } = await readAllThenNews(
      () => imapSource({ ...common, user: 'bot', password: 'secret', mailbox: 'kvm', pollMs: Infinity }),
      () => listedByPython(dovecot.port, 'bot', 'secret', ['kvm']),
      (mail) => dovecot.save('kvm', mail),
    )
    expect(saved).toEqual(listed)
    expect(saved.size).toBeGreaterThan(1700)
  })

  test.skipIf(noPublicInbox !== undefined)(`from public-inbox-imapd${because(noPublicInbox)}`, async () => {
    const server = await startPublicInbox({ firstUid: 49_500 })
    stop = () => server.stop()
    server.fill(await readCorpus())
    await server.startServer()
    const common = { name: 'imap:kvm', host: '127.0.0.1', port: server.port, tls: false }
    const { saved, listed } = await readAllThenNews(
      () => imapSource({ ...common, mailbox: newsgroup, pollMs: Infinity }),
      () => listedByPython(server.port, 'x', 'x', [`${newsgroup}.0`, `${newsgroup}.1`]),
      (mail) => server.deliver(mail),
    )
    expect(saved).toEqual(listed)
    expect(saved.size).toBeGreaterThan(1700)
  })
})
