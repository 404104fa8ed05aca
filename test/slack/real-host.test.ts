import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finished, startKvmBot } from '#test/e2e/kvm-bot.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { everyScope } from '#test/slack/open-slack.ts'

/* The program itself, as people meet it on Slack: the form, the thread, the home tab. */

const week = new URL('../../config/sample/kvm-week.mbox', import.meta.url).pathname
const channel = 'C0PEOPLE'
const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-slack-people-'))

interface Given {
  readonly acked: boolean
  readonly answers: readonly { readonly to: string; readonly seen: Seen }[]
}
interface Seen {
  readonly text: string
  readonly buttons: readonly string[]
}
interface View {
  readonly id: string
  readonly view: {
    readonly blocks: readonly { block_id?: string; element?: { action_id: string; type: string } }[]
    submit?: object
  }
  readonly seen: Seen
}

let fake: RunningFake
let bot: ChildProcess
let ended: ReturnType<typeof finished>

beforeAll(async () => {
  fake = await startFake('slack')
  await fake.control('pace', { speed: 50 })
  await fake.control('scopes', { scopes: everyScope })
  await fake.control('channel', { id: channel, creator: 'UASK' })
  await fake.control('channel', { id: 'C0NEW', creator: 'UASK' })
  writeFileSync(join(dir, 'bot.yaml'), config())
  bot = startKvmBot(['run', '--config', join(dir, 'bot.yaml')], {
    env: { SLACK_BOT: 'xoxb-stand-in', SLACK_APP: 'xapp-stand-in' },
  })
  ended = finished(bot)
  await eventually(
    () => fake.control<unknown[]>('posts', { channel }),
    (posts) => posts.length > 0,
    50_000,
  )
}, 60_000)
afterAll(async () => {
  bot.kill('SIGTERM')
  await ended
  await fake.stop()
  rmSync(dir, { recursive: true, force: true })
}, 20_000)

function config(): string {
  return `lists:
  - { name: kvm, address: kvm@vger.kernel.org, archive: "https://lore.kernel.org/kvm/", announceSince: all, source: { mbox: { file: "${week}", follow: false } } }
platforms:
  slack: { botToken: { env: SLACK_BOT }, appToken: { env: SLACK_APP }, apiUrl: "${fake.url}/api/" }
channels:
  - { platform: slack, channel: ${channel}, filter: "arch:riscv" }
storage: { url: "sqlite:${join(dir, 'bot.db')}" }
http: { port: 0 }
log: { level: warn }
`
}

const command = (text: string, where = channel): Promise<Given> =>
  fake.control<Given>('command', { channel: where, command: '/kvm', text, waitMs: 8000 })

async function root(): Promise<{ ts: string; seen: Seen }> {
  const posts = await fake.control<{ ts: string; threadTs?: string; seen: Seen }[]>('posts', { channel })
  const first = posts.find(({ threadTs }) => threadTs === undefined)
  if (!first) throw new Error('no root')
  return first
}

describe('the program on Slack', () => {
  test('answers every command that it declares, or says what it wants', { timeout: 60_000 }, async () => {
    for (const text of [
      '',
      'help',
      'subscriptions',
      'status',
      'top-contributors since:30d',
      'activity',
      'response-time',
      'search kvm',
      'nonsense',
    ]) {
      const { acked, answers } = await command(text)
      expect([text, acked, answers.length]).toEqual([text, true, 1])
      expect(answers[0]?.seen.text).not.toContain('That did not work')
    }
  })

  test(
    'subscribes a channel by the form, with a line that follows what is filled in',
    { timeout: 30_000 },
    async () => {
      await fake.control('command', { channel: 'C0NEW', command: '/kvm', text: 'subscribe', waitMs: 0 })
      const [view] = await eventually(
        () => fake.control<View[]>('views'),
        (views) => views[0]?.view.submit !== undefined,
      )
      const arch = view?.view.blocks.find(({ block_id: id }) => id === 'arch')?.element
      const riscv = { text: { type: 'plain_text', text: 'riscv' }, value: 'riscv' }
      const state = { type: arch?.type, selected_options: [riscv] }
      await fake.control('fill-in', { view: view?.id, block: 'arch', action: arch?.action_id, state })
      await eventually(
        () => fake.control<View[]>('views'),
        ([shown]) => / in the last 7 days/.test(shown?.seen.text ?? ''),
      )
      const { acked } = await fake.control<{ acked: boolean }>('submit', { view: view?.id })
      expect(acked).toBe(true)
      const said = await eventually(
        () => fake.control<{ seen: Seen }[]>('posts', { channel: 'C0NEW' }),
        (posts) => posts.length > 0,
      )
      expect(said[0]?.seen.text).toContain('arch:riscv')
      expect(said[0]?.seen.text).toContain('by asker')
      const { answers } = await command('subscriptions', 'C0NEW')
      expect(answers[0]?.seen.text).toContain('arch:riscv')
    },
  )

  test('knows in a thread what it is about', { timeout: 30_000 }, async () => {
    const { ts } = await root()
    const before = (await fake.control<unknown[]>('ephemerals', { channel })).length
    await fake.control('mention', { channel, text: '<@UBOT> why', thread_ts: ts })
    const shown = await eventually(
      () => fake.control<{ threadTs?: string; seen: Seen }[]>('ephemerals', { channel }),
      (answers) => answers.length > before,
    )
    expect(shown.at(-1)?.threadTs).toBe(ts)
    expect(shown.at(-1)?.seen.text).toContain('riscv')
  })

  test('shows a home tab', { timeout: 30_000 }, async () => {
    await fake.control('open-home')
    const [home] = await eventually(
      () => fake.control<View[]>('homes'),
      (homes) => homes.length === 1,
    )
    expect(home?.seen.text).not.toContain('That did not work')
    expect(home?.seen.text.length).toBeGreaterThan(20)
  })

  test('offers nothing that Slack refuses, and mentions nobody', async () => {
    expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
  })
})
