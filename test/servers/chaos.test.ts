import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { sampleMail, sampleMails } from '#test/sources/sample-mail.ts'
import type { BotProcess } from './bot-process.ts'
import { botProcess } from './bot-process.ts'
import { dovecotPrograms, startDovecot } from './dovecot.ts'
import { newsgroup, publicInboxPrograms, startPublicInbox } from './public-inbox.ts'
import { listedByPython } from './python-imap.ts'
import { missingProgram, until } from './server-help.ts'
import type { Victims } from './storm.ts'
import { rage } from './storm.ts'
import { startTcpProxy } from './tcp-proxy.ts'

// CHAOS_SECONDS=75 CHAOS_SEED=… npm run test:servers -- --reporter=verbose test/servers/chaos.test.ts tells what happened.
const seconds = Number(process.env['CHAOS_SECONDS'] ?? 20)
const seed = Number(process.env['CHAOS_SEED'] ?? 1)
const hurried = `--import=${new URL('hurried-timing.ts', import.meta.url).href}`
const noDovecot = missingProgram(...dovecotPrograms, 'python3')
const noPublicInbox = missingProgram(...publicInboxPrograms, 'python3')
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (skipped: ${reason})`)

/** Mails that are there before the storm begins. */
const before = 10
/** A patch of 2 KB, so that a cut after some kilobytes falls into the middle of one. */
function mailOf(number: number): Uint8Array {
  const added = Array.from(
    { length: 30 },
    (_, line) => `+\tkvm_fix_the_thing(vcpu, ${number}, ${line}, KVM_THINGS_PER_VCPU);\n`,
  )
  const diff = `diff --git a/arch/x86/kvm/thing${number}.c b/arch/x86/kvm/thing${number}.c
--- a/arch/x86/kvm/thing${number}.c
+++ b/arch/x86/kvm/thing${number}.c
@@ -10,1 +10,31 @@ static void kvm_fix_things(struct kvm_vcpu *vcpu)
 {
${added.join('')}`
  return sampleMail(number, {
    body: `A thing is broken.\n\nSigned-off-by: A U Thor <author@example.org>\n---\n${diff}`,
  }).bytes
}
const titles = /Fix the thing number (\d+)/g

interface StormyServer {
  readonly port: number
  readonly mailbox: string
  /** So many mails come at least. */
  readonly atLeast: number
  readonly victims: Victims
  deliver(mail: Uint8Array): Promise<void>
  /** The Message-IDs that another client is shown. */
  listed(): readonly string[]
}

let undo: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.toReversed()) await step()
  undo = []
})

async function stormyDovecot(): Promise<StormyServer> {
  const server = await startDovecot()
  undo.push(() => server.stop())
  server.create('list')
  server.fill(
    'list',
    sampleMails(before).map(({ at }, index) => ({ at, bytes: mailOf(index + 1) })),
  )
  return {
    port: server.port,
    mailbox: 'list',
    atLeast: 10,
    victims: {
      'the server is killed': () => server.killAndRestart(),
      'sessions are kicked': () => server.kick(),
    },
    deliver: (mail) => server.saveMeanwhile('list', mail),
    listed: () => listedByPython(server.port, 'bot', 'secret', ['list']),
  }
}

/** Its first slice is full in the middle of the storm. */
async function stormyPublicInbox(): Promise<StormyServer> {
  const room = Math.ceil(seconds / 3)
  const server = await startPublicInbox({ firstUid: 50_001 - before - room })
  undo.push(() => server.stop())
  server.fill(Array.from({ length: before }, (_, index) => ({ bytes: mailOf(index + 1) })))
  await server.startServer()
  const restart = async (signal: NodeJS.Signals): Promise<void> => {
    await server.stopServer(signal)
    await server.startServer()
  }
  const inSlice = (slice: number): readonly string[] =>
    listedByPython(server.port, 'anyone', 'any', [`${newsgroup}.${slice}`])
  return {
    port: server.port,
    mailbox: newsgroup,
    atLeast: room + 5,
    victims: {
      'the server is killed': () => restart('SIGKILL'),
      'the server is restarted': () => restart('SIGTERM'),
    },
    deliver: (mail) => server.deliverMeanwhile(mail),
    listed() {
      const slices = [inSlice(0), inSlice(1)]
      expect(slices[0]).toHaveLength(before + room)
      expect(slices[1]?.length).toBeGreaterThan(0)
      return slices.flat()
    },
  }
}

/** Runs the program on this server through the storm; then it has what the server has, and posted all of it. */
async function expectNothingLost(server: StormyServer): Promise<string> {
  const story: string[] = []
  const begun = performance.now()
  const tell = (what: string): void => void story.push(`${((performance.now() - begun) / 1000).toFixed(1)} s: ${what}`)
  const proxy = await startTcpProxy(server.port)
  undo.push(() => proxy.close())
  const bot = botProcess({
    port: proxy.port,
    mailbox: server.mailbox,
    quietTime: '1s',
    env: { NODE_OPTIONS: hurried },
  })
  undo.push(() => bot.remove())
  let kills = 0
  const victims: Victims = {
    ...server.victims,
    async 'the bot is killed'() {
      kills++
      expect(bot.endedByItself()).toBeUndefined()
      await bot.end('SIGKILL')
      bot.start()
    },
  }
  try {
    bot.start()
    await until('the mails before the storm are in', () => isAliveWith(bot, before), 60_000)
    tell('the storm begins')
    const deliver = (number: number): Promise<void> => server.deliver(mailOf(number))
    const mails = { first: before + 1, atLeast: server.atLeast, deliver }
    const last = await rage({ seed, seconds, proxy, victims, mails, tell })
    tell(`${bot.ids().length} mails are in, after ${kills} kills of the bot and ${proxy.accepted} connections`)
    const listed = server.listed()
    expect(new Set(listed)).toEqual(new Set(sampleMails(last).map(({ id }) => id)))
    // Where this is in vain the comparison says what is missing.
    await settled(() => isAliveWith(bot, last))
    const ids = bot.ids()
    expect({ missing: without(listed, ids), extra: without(ids, listed), doubled: doubled(ids) }).toEqual({
      missing: [],
      extra: [],
      doubled: [],
    })
    tell('caught up')
    await settled(() => bot.posts().roots >= last && bot.posts().waiting === 0)
    tell('all is posted')
    expect(bot.posts()).toEqual({ waiting: 0, roots: last, replies: 0 })
    // Paper cannot be asked what stands on it: the one post that was on its way may be printed again after a kill.
    const printed = [...bot.output().matchAll(titles)].map(([, number]) => Number(number))
    expect(new Set(printed).size).toBe(last)
    expect(printed.length - last).toBeLessThanOrEqual(kills)
  } catch (error) {
    if (error instanceof Error) error.message += `\n\nCHAOS_SEED=${seed} CHAOS_SECONDS=${seconds}\n${story.join('\n')}`
    throw error
  }
  return `CHAOS_SEED=${seed}\n${story.join('\n')}`
}

function isAliveWith(bot: BotProcess, mails: number): boolean {
  expect(bot.endedByItself()).toBeUndefined()
  return bot.ids().length >= mails
}

/** Waits for it, at most 90 s. */
async function settled(holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < 90_000 && !holds(); waitedMs += 200) await sleep(200)
}

function without<T>(all: readonly T[], some: readonly T[]): readonly T[] {
  const left = new Set(some)
  return all.filter((each) => !left.has(each))
}

function doubled(all: readonly string[]): readonly string[] {
  return all.filter((each, place) => all.indexOf(each) !== place)
}

describe('a storm around kvm-bot run', () => {
  test.skipIf(noDovecot !== undefined)(
    `with Dovecot: every mail is in once, and posted${because(noDovecot)}`,
    async ({ annotate }) => {
      await annotate(await expectNothingLost(await stormyDovecot()))
    },
    (seconds + 300) * 1000,
  )

  test.skipIf(noPublicInbox !== undefined)(
    `with public-inbox, whose slice is full in the middle of it: every mail is in once, and posted${because(noPublicInbox)}`,
    async ({ annotate }) => {
      await annotate(await expectNothingLost(await stormyPublicInbox()))
    },
    (seconds + 300) * 1000,
  )
})
