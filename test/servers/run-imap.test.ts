import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { openArchive } from '#src/archive-source.ts'
import { drain } from '#test/contracts/list-source.contract.ts'
import { kvmBot } from '#test/e2e/kvm-bot.ts'
import { sample } from '#test/e2e/replay.ts'
import { sampleMail } from '#test/sources/sample-mail.ts'
import type { BotProcess } from './bot-process.ts'
import { botProcess } from './bot-process.ts'
import { dovecotPrograms, startDovecot } from './dovecot.ts'
import { newsgroup, publicInboxPrograms, startPublicInbox } from './public-inbox.ts'
import { listedByPython } from './python-imap.ts'
import { makeTempDir, missingProgram, until } from './server-help.ts'

const corpus = process.env['KVM_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))
const archives = existsSync(corpus)
  ? ['kvm-diverse', 'kvm-seedwindow', 'seed-replay'].map((set) => join(corpus, set, `${set}.mbox.gz`))
  : [sample]
const noDovecot = missingProgram(...dovecotPrograms, 'python3')
const noPublicInbox = missingProgram(...publicInboxPrograms, 'python3')
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (skipped: ${reason})`)

interface MailServer {
  readonly port: number
  readonly mailbox: string
  deliver(mail: Uint8Array): void
  /** The Message-IDs that another client is shown. */
  listed(): readonly string[]
}

let undo: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.toReversed()) await step()
  undo = []
})

async function archivedMails(): Promise<{ bytes: Uint8Array; at: number }[]> {
  const mails: { bytes: Uint8Array; at: number }[] = []
  for (const archive of archives) {
    for (const arrival of await drain(openArchive(archive), undefined)) {
      if ('bytes' in arrival) mails.push({ bytes: arrival.bytes, at: arrival.receivedAt })
    }
  }
  return mails
}

async function dovecotWith(mails: readonly { bytes: Uint8Array; at: number }[]): Promise<MailServer> {
  const server = await startDovecot()
  undo.push(() => server.stop())
  server.create('list')
  server.fill('list', mails)
  return {
    port: server.port,
    mailbox: 'list',
    deliver: (mail) => server.save('list', mail),
    listed: () => listedByPython(server.port, 'bot', 'secret', ['list']),
  }
}

async function publicInboxWith(mails: readonly { bytes: Uint8Array; at: number }[]): Promise<MailServer> {
  const server = await startPublicInbox()
  undo.push(() => server.stop())
  server.fill(mails)
  await server.startServer()
  return {
    port: server.port,
    mailbox: newsgroup,
    deliver: (mail) => server.deliver(mail),
    listed: () => listedByPython(server.port, 'anyone', 'any', [`${newsgroup}.0`]),
  }
}

/** Starts the program on this server. */
function follow({ port, mailbox }: MailServer): BotProcess {
  const bot = botProcess({ port, mailbox, quietTime: '2s' })
  undo.push(() => bot.remove())
  bot.start()
  return bot
}

/** From empty to the end of the archive, then 20 more one by one, told by IDLE alone. */
async function expectAllFollowed(server: MailServer): Promise<void> {
  const listed = new Set(server.listed())
  const bot = follow(server)
  await until('all are ingested', () => bot.ids().length >= listed.size, 120_000)
  await until('all is posted', () => bot.posts().roots > 0 && bot.posts().waiting === 0, 240_000)
  expect(new Set(bot.ids())).toEqual(listed)
  expect(bot.ids().length).toBe(listed.size)
  expect(bot.posts().replies).toBeGreaterThan(bot.posts().roots / 4)
  expect(bot.output()).toContain('├─')

  for (let number = 0; number < 20; number++) {
    server.deliver(sampleMail(900_000 + number).bytes)
    // Usually half a second. Where the machine is out of inotify handles Dovecot looks every 30 s; IDLE is renewed after 50 s.
    await until(`mail ${number} is ingested`, () => bot.ids().length === listed.size + number + 1, 75_000)
  }
  expect(new Set(bot.ids())).toEqual(new Set(server.listed()))
  await until('the last is posted', () => bot.posts().waiting === 0, 60_000)

  const asked = performance.now()
  expect(await bot.end('SIGTERM')).toBe(0)
  expect(performance.now() - asked).toBeLessThan(10_000)
}

describe('kvm-bot run, from empty to idle', () => {
  test.skipIf(noDovecot !== undefined)(
    `ingests and posts what Dovecot serves, each mail once${because(noDovecot)}`,
    async () => expectAllFollowed(await dovecotWith(await archivedMails())),
    480_000,
  )

  test.skipIf(noPublicInbox !== undefined)(
    `ingests and posts what public-inbox-imapd serves, each mail once${because(noPublicInbox)}`,
    async () => expectAllFollowed(await publicInboxWith(await archivedMails())),
    480_000,
  )
})

describe('a mailbox that cannot be followed', () => {
  test.skipIf(noDovecot !== undefined)(
    `is told in words, by run and by check-config --live${because(noDovecot)}`,
    async () => {
      const server = await startDovecot()
      undo.push(() => server.stop())
      const { port, tlsPort, cert } = server
      const { dir, remove } = makeTempDir('kvm-bot-wrong')
      undo.push(remove)
      const wrong: readonly (readonly [string, RegExp])[] = [
        [`host: 127.0.0.1, port: ${port}, tls: false, user: bot, password: { env: WRONG }`, /refused the login of bot/],
        [
          `host: 127.0.0.1, port: ${port}, tls: false, user: bot, password: { env: PW }, mailbox: kwm`,
          /kwm.*(does not exist|no mailbox|no such)|no mailbox.*kwm/i,
        ],
        [
          `host: 127.0.0.1, port: ${tlsPort}, ca: ${cert}, user: bot, password: { env: PW }`,
          /certificate of 127\.0\.0\.1:\d+ is for another name/,
        ],
        [`host: 127.0.0.1, port: 1, tls: false, user: bot, password: { env: PW }`, /refuses connections/],
      ]
      for (const [place, [imap, message]] of wrong.entries()) {
        const config = join(dir, `${place}.yaml`)
        writeFileSync(
          config,
          `lists: [{ name: kvm, address: kvm@vger.kernel.org, source: { imap: { ${imap} } } }]
platforms: { terminal: {} }
http: { port: 0 }
storage: { url: "sqlite:${join(dir, `${place}.db`)}" }
`,
        )
        const env = { PW: 'secret', WRONG: 'sesame' }
        const checked = await kvmBot(['check-config', '--live', '--config', config], { env })
        expect(checked.code).toBe(1)
        expect(checked.out).toMatch(message)
        expect(checked.out + checked.err).not.toContain('sesame')
      }
      for (const place of [0, 1, 2]) {
        const env = { PW: 'secret', WRONG: 'sesame' }
        const ran = await kvmBot(['run', '--config', join(dir, `${place}.yaml`)], { env })
        expect(ran.code).toBe(1)
        expect(ran.err).toMatch(wrong[place]?.[1] ?? /never/)
        expect(ran.out + ran.err).not.toContain('sesame')
      }
    },
    240_000,
  )
})
