import Database from 'better-sqlite3'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'
import { finished, startKvmBot } from './kvm-bot.ts'
import { sample } from './replay.ts'

/* One bot, one archive, three platforms at once: whoever reads along on any of them reads the same. */

const filter = 'arch:s390,riscv'
const slackChannel = 'C0SAMEWORDS'
const discordChannel = '700000000000000777'
const mailsInSample = 187
const longestMs = 120_000

/** What a reader has before them: a root and, below it, its replies; words alone. */
interface Shown {
  readonly root: string
  readonly replies: readonly string[]
}

interface SlackPost {
  readonly ts: string
  readonly threadTs?: string
  readonly seen: { readonly text: string; readonly mentions: readonly string[] }
}

interface DiscordPost {
  readonly id: string
  readonly thread?: string
  readonly seen: { readonly text: string; readonly alive: readonly string[] }
}

let slack: RunningFake
let discord: RunningFake
let dir: string
let onSlack: readonly Shown[]
let onDiscord: readonly Shown[]
let onTerminal = ''
let alive: readonly string[]
let answers: readonly { readonly asked: string; readonly onSlack: string; readonly onDiscord: string }[]

/** As text, and as the options of a typed command. */
const questions = [
  ['top-contributors by:patches limit:5', { by: 'patches', limit: '5' }],
  ['top-contributors group:domain', { group: 'domain' }],
  ['response-time', {}],
  ['activity since:2w', { since: '2w' }],
  ['activity by:arch', { by: 'arch' }],
  ['search pages', { words: 'pages' }],
  ['digest now', { when: 'now' }],
] as const

beforeAll(async () => {
  ;[slack, discord] = await Promise.all([startFake('slack'), startFake('discord')])
  await slack.control('channel', { id: slackChannel })
  await discord.control('channel', { id: discordChannel })
  dir = mkdtempSync(join(tmpdir(), 'kvm-bot-three-'))
  const database = join(dir, 'bot.db')
  writeFileSync(join(dir, 'bot.yaml'), config(database))
  const child = startKvmBot(['run', '--config', join(dir, 'bot.yaml')], {
    // The terminal is asked when the sample is over.
    input: questions.map(([text]) => `/kvm ${text}\n`).join(''),
    env: { SLACK_BOT: 'xoxb-stand-in', SLACK_APP: 'xapp-stand-in', DISCORD: 'MTExMTExMTExMTExMTExMTEx.stand.in' },
  })
  const ended = finished(child)
  let fate: string | undefined
  void ended.then(({ code, err }) => (fate = `the bot ended with ${code}: ${err}`))
  await until(() => fate !== undefined || isDelivered(database))
  if (fate !== undefined) throw new Error(fate)
  answers = await askBoth()
  child.kill('SIGTERM')
  onTerminal = (await ended).out
  const slackPosts = await slack.control<SlackPost[]>('posts', { channel: slackChannel })
  const discordPosts = await discord.control<DiscordPost[]>('posts', { channel: discordChannel })
  onSlack = threads(slackPosts, ({ threadTs, ts }) => (threadTs === undefined || threadTs === ts ? ts : threadTs), 'ts')
  onDiscord = threads(discordPosts, ({ thread, id }) => thread ?? id, 'id')
  alive = [...slackPosts.flatMap(({ seen }) => seen.mentions), ...discordPosts.flatMap(({ seen }) => seen.alive)]
}, longestMs + 20_000)

afterAll(async () => {
  await Promise.all([slack.stop(), discord.stop()])
  rmSync(dir, { recursive: true, force: true })
})

describe('three platforms beside each other', () => {
  test('show the same series in the same order', () => {
    expect(onSlack.length).toBeGreaterThan(5)
    expect(onDiscord.map(({ root }) => root)).toEqual(onSlack.map(({ root }) => root))
  })

  test('show the same replies in the thread of each', () => {
    expect(onSlack.flatMap(({ replies }) => replies).length).toBeGreaterThan(8)
    expect(onDiscord.map(({ replies }) => replies)).toEqual(onSlack.map(({ replies }) => replies))
  })

  test('say every word of a reply on the terminal as well', () => {
    const terminal = wordsOf(onTerminal)
    const missing = onSlack.flatMap(({ replies }) => replies).filter((reply) => !terminal.includes(reply))
    expect(missing).toEqual([])
  })

  test.each(questions)('give the same answer to %s', (asked) => {
    const answer = answers.find((one) => one.asked === asked)
    expect(answer?.onSlack).toMatch(/\w{3}/)
    expect(answer?.onDiscord).toBe(answer?.onSlack)
    const terminal = new Set(wordsOf(onTerminal).split(' '))
    expect(answer?.onSlack.split(' ').filter((word) => !terminal.has(word))).toEqual([])
  })

  test('mention nobody anywhere', () => {
    expect(alive).toEqual([])
  })
})

interface Answered {
  readonly answers: readonly { readonly seen: { readonly text: string } }[]
}

async function askBoth(): Promise<typeof answers> {
  const given: { asked: string; onSlack: string; onDiscord: string }[] = []
  for (const [asked, typed] of questions) {
    const options = Object.entries(typed).map(([name, value]) => ({ name, value, type: 3 }))
    const [name] = asked.split(' ')
    const [bySlack, byDiscord] = await Promise.all([
      slack.control<Answered>('command', { channel: slackChannel, command: '/kvm', text: asked }),
      discord.control<Answered>('command', { channel: discordChannel, command: 'kvm', name, options }),
    ])
    given.push({ asked, onSlack: answerOf(bySlack), onDiscord: answerOf(byDiscord) })
  }
  return given
}

/** Each word once: one platform draws charts from words of its own, another shows a picture. */
function answerOf({ answers: given }: Answered): string {
  return [...new Set(cardOf(given.at(-1)?.seen.text ?? '').split(' '))].join(' ')
}

function config(database: string): string {
  return `lists:
  - { name: kvm, address: kvm@vger.kernel.org, archive: "https://lore.kernel.org/kvm/", announceSince: all, source: { mbox: { file: "${sample}", follow: false } } }
platforms:
  slack: { botToken: { env: SLACK_BOT }, appToken: { env: SLACK_APP }, apiUrl: "${slack.url}/api/" }
  discord: { token: { env: DISCORD }, apiUrl: "${discord.url}/api" }
  terminal: {}
channels:
  - { platform: slack, channel: ${slackChannel}, filter: "${filter}" }
  - { platform: discord, channel: "${discordChannel}", filter: "${filter}" }
  - { platform: terminal, channel: terminal, filter: "${filter}" }
storage: { url: "sqlite:${database}" }
http: { port: 0 }
log: { level: warn }
`
}

/** Every post is out on every platform, and shows what it should by now. */
function isDelivered(database: string): boolean {
  if (!existsSync(database)) return false
  const open = new Database(database, { readonly: true })
  try {
    const { mails, waiting } = open
      .prepare<[], { mails: number; waiting: number }>(
        `select (select count(*) from mails) as mails,
           (select count(*) from outbox where state <> 'sent' or sent_hash <> notice_hash) +
           (select count(*) from clusters where look_at is not null) as waiting`,
      )
      .get() ?? { mails: 0, waiting: 0 }
    return mails === mailsInSample && waiting === 0
  } catch (error) {
    if (String(error).includes('no such table')) return false
    throw error
  } finally {
    open.close()
  }
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < longestMs; waited += 500) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`not so after ${longestMs} ms`)
}

function threads<Post extends { readonly seen: { readonly text: string } }>(
  posts: readonly Post[],
  rootOf: (post: Post) => string,
  id: keyof Post,
): readonly Shown[] {
  const shown = new Map<string, { root: string; replies: string[] }>()
  for (const post of posts) {
    const root = rootOf(post)
    if (root === post[id]) shown.set(root, { root: cardOf(post.seen.text), replies: [] })
    else shown.get(root)?.replies.push(wordsOf(post.seen.text))
  }
  return [...shown.values()]
}

/** Names of the fields that one platform sets the facts of a card into, below the text instead of above. */
const fieldNames = new Set(['State', 'Diffstat', 'Reviews', 'Before'])

/** The words of a card, wherever in it they stand. */
function cardOf(text: string): string {
  const lines = text.split('\n').filter((line) => !fieldNames.has(line))
  return wordsOf(lines.join('\n')).split(' ').sort().join(' ')
}

/** Without what a platform adds of its own: signs for the tone, list marks, dates in the reader's own zone, line ends. */
function wordsOf(text: string): string {
  return text
    .replaceAll(/\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d UTC|\bdate\b/g, '')
    .replaceAll(/[🔵🟡✅⛔⚪✔●•▸│└├─·“”]/gu, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-' && word !== '>')
    .join(' ')
}
