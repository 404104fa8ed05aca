import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pino } from 'pino'
import { discordPlatform } from '#adapters/discord/discord-platform.ts'
import type { ChatPlatform, Form, Host } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* The core fails while somebody waits for its answer: they are told, and the log says why. */

interface Heard {
  readonly responded: boolean
  readonly choices?: readonly object[]
  readonly answers: readonly { readonly id: string; readonly to: string; readonly seen?: { readonly text: string } }[]
}

const channel = '700000000000000001'
const words = 'That did not work. The log of the bot says why.'
const form: Form = {
  title: 'Subscribe',
  submit: 'subscribe',
  fields: [{ name: 'author', label: 'Author', kind: 'text', required: false, value: '' }],
}
const base = testHost()
const well: Pick<Host, 'answer' | 'form' | 'outlook'> = {
  answer: (request) => base.answer(request),
  form: () => Promise.resolve(form),
  outlook: () => Promise.resolve(''),
}
let host: { -readonly [key in keyof Host]: Host[key] }
const broken = (): Promise<never> => Promise.reject(new Error('the database is locked'))

let fake: RunningFake
let platform: ChatPlatform
let logged: string[] = []

beforeAll(async () => {
  ;({ fake } = await openDiscord())
  await fake.control('channel', { id: channel })
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) })
  const settings = { token: 'MTExMTExMTExMTExMTExMTEx.stand.in', apiUrl: `${fake.url}/api` }
  platform = discordPlatform(settings, { log, clock: wallClock })
  const commands = base.commands.map((command) => ({ ...command, form: command.name === 'subscribe' }))
  host = { ...base, ...well, commands }
  await platform.start(host)
})
beforeEach(() => {
  logged = []
  Object.assign(host, well)
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

const ask = (more: object): Promise<Heard> => fake.control('command', { channel, command: 'kvm', options: [], ...more })
const press = (more: object): Promise<Heard> => fake.control('press', { channel, ...more })

function expectTold({ answers }: Heard): void {
  expect(answers.map(({ to, seen }) => [to, seen?.text.trim()])).toEqual([['asker', words]])
  expect(logged.join('')).toContain('the database is locked')
}

test('a command', async () => {
  host.answer = broken
  expectTold(await ask({ name: 'help' }))
})

test('a command whose answer all would have seen: only the asker is told', async () => {
  host.answer = broken
  expectTold(await ask({ name: 'subscribe', options: [{ name: 'filter', type: 3, value: 'arch:x86' }] }))
})

test('a button', async () => {
  host.answer = broken
  const { id } = await platform.send(channel, rootNotice(), 'button')
  expectTold(await press({ customId: '0:help', message: id }))
})

test('the further buttons of a post', async () => {
  host.post = broken
  const { id } = await platform.send(channel, rootNotice(), 'more')
  expectTold(await press({ customId: 'more:0', message: id }))
})

test('a form that cannot be opened', async () => {
  host.form = broken
  expectTold(await ask({ name: 'subscribe' }))
})

test('a form that cannot be saved stays, and can be saved again', async () => {
  const { answers } = await ask({ name: 'subscribe' })
  const message = answers[0]?.id
  const customId = JSON.stringify(answers).match(/form:\w+:save/)?.[0]
  host.answer = broken
  expectTold(await press({ customId, message }))
  Object.assign(host, well)
  const saved = await press({ customId, message, answers: 2 })
  expect(saved.answers.map(({ to }) => to)).toEqual(['gone', 'channel'])
})

test('words that cannot be completed: an empty list', async () => {
  host.suggest = broken
  const arch = { name: 'arch', type: 3, value: 'a', focused: true }
  const how = { channel, command: 'kvm', name: 'top-contributors', options: [arch] }
  expect(await fake.control('complete', how)).toMatchObject({ responded: true, choices: [] })
  expect(logged.join('')).toContain('the database is locked')
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
