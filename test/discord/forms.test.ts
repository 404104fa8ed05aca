import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { choicePages } from '#adapters/discord/choice-pages.ts'
import type { Answer, ChatPlatform, CommandRequest, Form, Host } from '#src/ports.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { hostileTexts } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* A command without options, filled in with menus and a dialog. */

interface Component {
  readonly type: number
  readonly custom_id?: string
  readonly label?: string
  readonly component?: Component & { readonly value?: string }
  readonly components?: readonly Component[]
  readonly options?: readonly { readonly value: string; readonly label: string; readonly default?: boolean }[]
}
interface Given {
  readonly id: string
  readonly to: string
  readonly seen?: { readonly text: string; readonly alive: readonly string[] }
  readonly body?: { readonly components?: readonly Component[] }
}
interface Heard {
  readonly answers: readonly Given[]
  readonly dialog?: { readonly custom_id: string; readonly title: string; readonly components: readonly Component[] }
}

const subsystems = Array.from({ length: 60 }, (_, index) => `${'ABCDEF'.charAt(index % 6)}${index}, KVM`)

const form: Form = {
  title: `Subscribe ${hostileTexts[0]}`,
  submit: 'subscribe',
  fields: [
    {
      name: 'arch',
      label: 'Archs',
      kind: 'choices',
      choices: ['arm64', 'x86', 's390'].map((value) => ({ value, label: value })),
      required: false,
      value: 's390',
    },
    { name: 'subsystem', label: 'Subsystems', kind: 'choices', suggests: 'subsystem', required: false, value: '' },
    {
      name: 'detail',
      label: 'Detail',
      kind: 'choice',
      choices: [
        { value: 'root', label: 'Cards only' },
        { value: 'all', label: 'Everything' },
      ],
      required: true,
      value: 'root',
    },
    { name: 'author', label: 'Author', hint: 'A name', kind: 'text', required: false, value: '' },
    { name: 'path', label: 'Path '.repeat(20), hint: 'x'.repeat(300), kind: 'text', required: false, value: 'arch/**' },
  ],
}

let fake: RunningFake
let platform: ChatPlatform
let channel: string
let answers: Answer
let mayOpen: Form | Answer
let filled: { readonly command: string; readonly options: object }[] = []
const host: { -readonly [key in keyof Host]: Host[key] } & { readonly asked: CommandRequest[] } = {
  ...testHost(),
  commands: [
    { name: 'subscribe', summary: 'Subscribe', examples: [], options: [], changes: true, form: true },
    { name: 'unsubscribe', summary: 'Unsubscribe', examples: [], options: [], changes: true },
  ],
  form(command, options) {
    filled.push({ command, options })
    return Promise.resolve(mayOpen)
  },
  outlook: (_, options) => Promise.resolve(`would have posted ${JSON.stringify(options)}`),
  suggest: () => Promise.resolve(subsystems),
  answer(request) {
    host.asked.push(request)
    return Promise.resolve(answers)
  },
}

beforeAll(async () => {
  let newChannel
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  channel = await newChannel()
  await platform.start(host)
})
beforeEach(() => {
  mayOpen = form
  filled = []
  answers = { ok: true, to: 'channel', notice: sayNotice('Subscribed') }
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

const open = (): Promise<Heard> => fake.control('command', { channel, command: 'kvm', name: 'subscribe', options: [] })

/** Every component, nested ones too. */
function all(components: readonly Component[] = []): readonly Component[] {
  return components.flatMap((one) => [one, ...all(one.components), ...(one.component ? all([one.component]) : [])])
}

function idOf(given: Given | undefined, part: string): string {
  const id = all(given?.body?.components).find(({ custom_id: one }) => one?.endsWith(`:${part}`))?.custom_id
  if (id === undefined) throw new Error(`no ${part}`)
  return id
}

function press(given: Given | undefined, part: string, more = {}): Promise<Heard> {
  return fake.control('press', { channel, message: given?.id, customId: idOf(given, part), ...more })
}

describe('a form', () => {
  test('opens for the one who asks, as it is now, with what it would do', async () => {
    const [shown] = (await open()).answers
    expect(shown?.to).toBe('asker')
    const menu = all(shown?.body?.components).find(({ type }) => type === 3)
    expect(menu?.options?.filter((option) => option.default).map(({ value }) => value)).toEqual(['s390'])
    expect(shown?.seen?.text).toContain('Path')
    expect(shown?.seen?.text).toContain('would have posted {"arch":"s390","detail":"root","path":"arch/**"}')
    expect(shown?.seen?.alive).toEqual([])
  })

  test('is saved once, however often the button is pressed', async () => {
    const [shown] = (await open()).answers
    const before = host.asked.length
    await Promise.all([1, 2].map(() => press(shown, 'save', { answers: 2, waitMs: 1500 })))
    expect(host.asked).toHaveLength(before + 1)
  })

  test('what is chosen and typed is kept, shown with its outlook, and sent as options', async () => {
    const [shown] = (await open()).answers
    const [chosen] = (await press(shown, 'choose-0', { values: ['arm64', 'x86'] })).answers
    expect(chosen).toMatchObject({ to: 'changed', id: shown?.id })
    expect(chosen?.seen?.text).toContain('would have posted {"arch":"arm64,x86"')
    const { dialog } = await press(chosen, 'type-0')
    expect(all(dialog?.components).map(({ component }) => component?.value)).toContain('arch/**')
    const [typed] = (
      await fake.control<Heard>('submit', {
        channel,
        message: chosen?.id,
        customId: dialog?.custom_id,
        fields: { author: 'Åsa *L* @everyone', path: '' },
      })
    ).answers
    expect(typed?.seen?.text).toContain('Author: Åsa *L* @everyone')
    expect(typed?.seen?.alive).toEqual([])
    const saved = (await press(typed, 'save', { answers: 2 })).answers
    expect(saved.map(({ to }) => to)).toEqual(['gone', 'channel'])
    expect(host.asked.at(-1)).toMatchObject({
      channel,
      input: {
        name: 'subscribe',
        // The path was there and is not any more; the subsystem never was.
        options: { arch: 'arm64,x86', detail: 'root', author: 'Åsa *L* @everyone', path: '' },
      },
    })
    expect(await host.asked.at(-1)?.rights?.()).toMatchObject({ admin: true })
  })

  test('more choices than a menu holds come by first letter, and those of other pages stay', async () => {
    const [shown] = (await open()).answers
    const [first] = (await press(shown, 'choose-1', { values: ['A0, KVM', 'B1, KVM'] })).answers
    const [turned] = (await press(first, 'turn-1', { values: ['2'] })).answers
    expect(turned?.seen?.text).toContain('also A0, KVM, B1, KVM')
    const [second] = (await press(turned, 'choose-1', { values: ['E4, KVM'] })).answers
    await press(second, 'save', { answers: 2 })
    expect(host.asked.at(-1)?.input).toMatchObject({ options: { subsystem: 'A0, KVM,B1, KVM,E4, KVM' } })
  })

  test('what is refused stays open with the reason', async () => {
    answers = { ok: false, to: 'asker', notice: sayNotice('only administrators may change *this*') }
    const [shown] = (await open()).answers
    const [refused] = (await press(shown, 'save')).answers
    expect(refused).toMatchObject({ to: 'changed', id: shown?.id })
    expect(refused?.seen?.text).toContain('only administrators may change *this*')
    expect((await press(refused, 'cancel')).answers).toMatchObject([{ to: 'gone' }])
  })

  test('of somebody else, or of before a restart, says that it is too old', async () => {
    const [shown] = (await open()).answers
    const [other] = (await press(shown, 'save', { user: '555555555555555555' })).answers
    expect(other?.seen?.text).toContain('too old')
    const [unknown] = (
      await fake.control<Heard>('press', { channel, message: shown?.id, customId: 'form:0123456789abcdef:save' })
    ).answers
    expect(unknown?.seen?.text).toContain('too old')
  })

  test('is not shown to who may not have it', async () => {
    mayOpen = { ok: false, to: 'asker', notice: sayNotice('You may not') }
    const [refused] = (await open()).answers
    expect(refused?.seen?.text).toContain('You may not')
  })

  test('with hostile words everywhere shows them as they are', async () => {
    for (const text of hostileTexts) {
      const field = { name: 'a', label: text, hint: text, required: false, value: text }
      mayOpen = {
        title: text,
        submit: 'subscribe',
        fields: [
          { ...field, kind: 'choice', choices: [{ value: 'v', label: text }], value: '' },
          { ...field, name: 'b', kind: 'text' },
        ],
      }
      const [shown] = (await open()).answers
      expect(shown?.seen?.alive).toEqual([])
      expect((await press(shown, 'type-0')).dialog?.title.length).toBeGreaterThan(0)
    }
  })

  test('opens filled for the subscription that is named, also by its button, and is saved from there', async () => {
    const options = [{ name: 'id', type: 3, value: '3' }]
    await fake.control<Heard>('command', { channel, command: 'kvm', name: 'subscribe', options })
    const message = '700000000000099999'
    const { answers: shown } = await fake.control<Heard>('press', { channel, message, customId: '0:subscribe id:3' })
    expect(filled).toEqual([
      { command: 'subscribe', options: { id: '3' } },
      { command: 'subscribe', options: { id: '3' } },
    ])
    expect(shown[0]).toMatchObject({ to: 'asker' })
    const saved = await press(shown[0], 'save', { answers: 2 })
    expect(saved.answers).toMatchObject([{ to: 'gone' }, { to: 'channel' }])
  })

  test('does not come where the filter is there already', async () => {
    const message = '700000000000099999'
    await fake.control('press', { channel, message, customId: '0:subscribe id:3 arch:arm64' })
    expect(filled).toEqual([])
    expect(host.asked.at(-1)?.input).toEqual({ text: 'subscribe id:3 arch:arm64' })
  })

  test('a command that has none runs as it was typed', async () => {
    await fake.control('command', { channel, command: 'kvm', name: 'unsubscribe', options: [] })
    expect(host.asked.at(-1)?.input).toEqual({ name: 'unsubscribe', options: {} })
  })
})

test('choices are spread over pages of 25, none lost, none twice', () => {
  const pages = choicePages(subsystems.map((value) => ({ value, label: value })))
  expect(pages.map(({ choices }) => choices.length)).toEqual([20, 20, 20])
  expect(new Set(pages.flatMap(({ choices }) => choices.map(({ value }) => value))).size).toBe(60)
  expect(pages.map(({ name }) => name)).toEqual(['A–B', 'C–D', 'E–F'])
  const one = choicePages(Array.from({ length: 70 }, (_, at) => ({ value: `K${at}`, label: `K${at}` })))
  expect(one.map(({ choices }) => choices.length)).toEqual([25, 25, 20])
  expect(choicePages([{ value: 'x'.repeat(101), label: 'long' }])).toEqual([])
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
