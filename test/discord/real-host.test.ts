import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finished, startKvmBot } from '#test/e2e/kvm-bot.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'

/* The program itself, as people meet it on Discord: who may change a channel, and the buttons of a card. */

const week = new URL('../../config/sample/kvm-week.mbox', import.meta.url).pathname
const channel = '850000000000000001'
const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-discord-people-'))

/** View Channel and Send Messages; Manage Channels on top: https://discord.com/developers/docs/topics/permissions */
const member = String(1024 + 2048)
const channelAdmin = String(1024 + 2048 + 16)

interface Given {
  readonly id: string
  readonly to: string
  readonly seen?: { readonly text: string }
  readonly body?: {
    readonly components?: readonly { readonly components: readonly { custom_id?: string; label: string }[] }[]
  }
}

let fake: RunningFake
let bot: ChildProcess
let ended: ReturnType<typeof finished>

beforeAll(async () => {
  fake = await startFake('discord')
  await fake.control('server', { speed: 50 })
  await fake.control('channel', { id: channel })
  writeFileSync(join(dir, 'bot.yaml'), config())
  bot = startKvmBot(['run', '--config', join(dir, 'bot.yaml')], {
    env: { DISCORD_TOKEN: 'MTExMTExMTExMTExMTExMTEx.stand.in' },
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
  discord: { token: { env: DISCORD_TOKEN }, apiUrl: "${fake.url}/api" }
channels:
  - { platform: discord, channel: "${channel}", filter: "arch:riscv" }
storage: { url: "sqlite:${join(dir, 'bot.db')}" }
http: { port: 0 }
log: { level: warn }
`
}

async function ask(name: string, options: Readonly<Record<string, string>>, more = {}): Promise<readonly Given[]> {
  const typed = Object.entries(options).map(([key, value]) => ({ name: key, type: 3, value }))
  const how = { channel, command: 'kvm', name, options: typed, waitMs: 8000, ...more }
  return (await fake.control<{ answers: readonly Given[] }>('command', how)).answers
}

async function press(message: string, customId: string | undefined, more = {}): Promise<readonly Given[]> {
  const how = { channel, message, customId, waitMs: 8000, ...more }
  return (await fake.control<{ answers: readonly Given[] }>('press', how)).answers
}

function buttonsOf({ body }: Pick<Given, 'body'>): readonly { custom_id?: string; label: string }[] {
  return body?.components?.flatMap(({ components }) => components) ?? []
}

const customId = (given: Given, label: string): string | undefined =>
  buttonsOf(given).find((button) => button.label === label)?.custom_id

async function root(): Promise<Given> {
  const [first] = await fake.control<(Given & { thread?: string })[]>('posts', { channel })
  if (!first || first.thread !== undefined) throw new Error('no root')
  return first
}

describe('the program on Discord', () => {
  test('lets those change a channel who manage it, and tells others why not', { timeout: 30_000 }, async () => {
    const filter = { filter: 'arch:s390' }
    const refused = await ask('subscribe', filter, { permissions: member })
    expect(refused.map(({ to }) => to)).toEqual(['asker'])
    expect(refused[0]?.seen?.text).toContain('Only administrators may change')
    const before = await ask('subscriptions', {}, { permissions: member })
    expect(before[0]?.seen?.text).not.toContain('arch:s390')

    const [done] = await ask('subscribe', filter, { permissions: channelAdmin })
    expect(done?.to).toBe('channel')
    expect(done?.seen?.text).toContain('arch:s390')
    const [listed] = await ask('subscriptions', {}, { permissions: member })
    expect(listed?.seen?.text).toContain('arch:s390')
    const change = listed && buttonsOf(listed).find(({ label }) => label.startsWith('Change '))?.custom_id
    const [notForm] = await press(listed?.id ?? '', change, { permissions: member })
    expect(notForm?.seen?.text).toContain('Only administrators may change')
    const [form] = await press(listed?.id ?? '', change, { permissions: channelAdmin })
    expect(form?.to).toBe('asker')
    expect(form?.seen?.text).toContain('s390')
  })

  test('shows the further buttons of a card, and they know its series', { timeout: 30_000 }, async () => {
    const card = await root()
    const [further] = await press(card.id, customId(card, '⋯'), { permissions: member })
    expect(further?.to).toBe('asker')
    expect(further && buttonsOf(further).length).toBeGreaterThan(1)
    const why = further && customId(further, 'Why here?')
    const [reason] = await press(further?.id ?? '', why, { permissions: member })
    expect(reason?.seen?.text).toContain('arch:riscv')
  })

  test('does nothing that Discord refuses', async () => {
    expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
  })
})
