import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer, ChatPlatform, Host } from '#src/ports.ts'
import { hostileTexts, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* Answers that only the asker sees: sharing them, pictures and files in them, and the further buttons of a post. */

interface Given {
  readonly id: string
  readonly to: string
  readonly seen?: { readonly text: string; readonly alive: readonly string[] }
  readonly body?: {
    readonly content?: string
    readonly embeds?: readonly { readonly image?: { readonly url: string } }[]
    readonly attachments?: readonly { readonly description?: string }[]
    readonly components?: readonly {
      readonly components: readonly { custom_id?: string; label: string; url?: string }[]
    }[]
  }
  readonly files?: readonly {
    readonly name: string
    readonly type: string
    readonly head: string
    readonly text: string
  }[]
}

let fake: RunningFake
let platform: ChatPlatform
let channel: string
let host: ReturnType<typeof testHost> & { -readonly [key in keyof Host]: Host[key] }
let says: Answer

const usual: Answer = { ok: true, to: 'asker', notice: rootNotice('Who wrote most') }

beforeAll(async () => {
  let newChannel
  ;({ fake, platform, channel: newChannel } = await openDiscord())
  channel = await newChannel()
  const base = testHost()
  const me = { name: 'me', summary: 'Whose mail is yours', examples: [], options: [], changes: false, personal: true }
  host = { ...base, commands: [...base.commands, me] }
  host.answer = (request) => {
    host.asked.push(request)
    return Promise.resolve(says)
  }
  await platform.start(host)
})
beforeEach(() => {
  says = usual
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

async function ask(more = {}): Promise<readonly Given[]> {
  const how = { channel, command: 'kvm', name: 'top-contributors', options: [], ...more }
  return (await fake.control<{ answers: readonly Given[] }>('command', how)).answers
}

async function press(customId: string, more = {}): Promise<readonly Given[]> {
  return (await fake.control<{ answers: readonly Given[] }>('press', { channel, customId, ...more })).answers
}

function buttonsOf(given: Given | undefined): readonly { custom_id?: string; label: string; url?: string }[] {
  return given?.body?.components?.flatMap(({ components }) => components) ?? []
}

describe('sharing', () => {
  test('shows everybody what one person saw, says who shared it, and takes the button away', async () => {
    const [answer] = await ask()
    expect(buttonsOf(answer).map(({ label }) => label)).toContain('Share in channel')
    const [changed, shared] = await press('share', { message: answer?.id, answers: 2 })
    expect(changed).toMatchObject({ id: answer?.id, to: 'changed' })
    expect(buttonsOf(changed).map(({ label }) => label)).not.toContain('Share in channel')
    expect(shared?.to).toBe('channel')
    expect(shared?.seen?.text).toContain('Shared by *Asker* @everyone')
    expect(shared?.seen?.text).toContain('Who wrote most')
    expect(shared?.seen?.alive).toEqual([])
    expect(buttonsOf(shared).map(({ label }) => label)).not.toContain('Share in channel')
  })

  test('happens once, however often the button is pressed', async () => {
    const [answer] = await ask()
    const twice = await Promise.all([1, 2].map(() => press('share', { message: answer?.id, answers: 2, waitMs: 1500 })))
    const later = await press('share', { message: answer?.id })
    expect([...twice.flat(), ...later].map(({ to }) => to).toSorted()).toEqual(['asker', 'asker', 'changed', 'channel'])
    expect(later[0]?.seen?.text).toContain('shared already')
  })

  test('is not for those who may not write there, nor of an answer that is not known any more', async () => {
    const [answer] = await ask()
    const [refused] = await press('share', { message: answer?.id, permissions: '1024' })
    expect(refused?.to).toBe('asker')
    expect(refused?.seen?.text).toContain('may not write')
    const [stale] = await press('share', { message: '700000000000099999' })
    expect(stale?.seen?.text).toContain('too old')
  })

  test('is not offered of a refusal, of what all see, or of a file', async () => {
    for (const answer of [
      { ...usual, ok: false },
      { ...usual, to: 'channel' as const },
      { ...usual, file: { name: 'kvm.json', text: '{}' } },
    ]) {
      says = answer
      const given = await ask()
      expect(buttonsOf(given.at(-1)).map(({ label }) => label)).not.toContain('Share in channel')
    }
  })
})

describe('what is about the asker alone', () => {
  test('is not offered to be shared, typed or by a button', async () => {
    const [typed] = await ask({ name: 'me' })
    expect(typed?.seen?.text).toContain('Who wrote most')
    const [pressed] = await press('0:me', { message: '700000000000099999' })
    expect(pressed?.seen?.text).toContain('Who wrote most')
    const [shared] = await press('0:help', { message: '700000000000099999' })
    const mayShare = [typed, pressed, shared].map((given) =>
      buttonsOf(given).some(({ label }) => label === 'Share in channel'),
    )
    expect(mayShare).toEqual([false, false, true])
  })
})

describe('what is attached', () => {
  test('a chart is a picture with words for those who cannot see it, and is shared with the answer', async () => {
    const alt = 'Anna wrote 12 patches, Bea 3'
    const chart = {
      is: 'bars' as const,
      title: 'Patches',
      unit: 'patches',
      alt,
      bars: [{ label: hostileTexts[0] ?? '', value: 12 }],
    }
    says = { ...usual, notice: { ...usual.notice, chart } }
    const [answer] = await ask()
    expect(answer?.files).toMatchObject([{ name: 'chart.png', type: 'image/png', head: '89504e470d0a1a0a' }])
    expect(answer?.body?.attachments).toMatchObject([{ description: alt }])
    expect(answer?.body?.embeds?.[0]?.image?.url).toBe('attachment://chart.png')
    const [, shared] = await press('share', { message: answer?.id, answers: 2 })
    expect(shared?.files).toMatchObject([{ name: 'chart.png' }])
    const sent = await platform.send(channel, says.notice, 'with a chart')
    const posts = await fake.control<{ id: string; files: object[] }[]>('posts', { channel })
    expect(posts.find(({ id }) => id === sent.id)?.files).toMatchObject([{ name: 'chart.png', type: 'image/png' }])
  })

  test('words for a picture are cut where Discord takes no more, and nothing in them steers', async () => {
    const alt = '\u202e' + 'wide '.repeat(600)
    const chart = { is: 'bars' as const, title: 'x', unit: 'x', alt, bars: [{ label: 'x', value: 1 }] }
    says = { ...usual, notice: { ...usual.notice, chart } }
    const [answer] = await ask()
    const said = answer?.body?.attachments?.[0]?.description ?? ''
    expect(said.length).toBeLessThanOrEqual(1024)
    expect(said).toMatch(/^wide .*…$/)
  })

  test('a file comes as one', async () => {
    says = { ...usual, file: { name: 'kvm.json', text: '{"subscriptions":[]}' } }
    const [answer] = await ask()
    expect(answer?.files).toMatchObject([{ name: 'kvm.json', text: '{"subscriptions":[]}' }])
  })
})

describe('a button', () => {
  const more = [
    { label: 'mbox', link: { url: 'https://lore.kernel.org/kvm/1@x/t.mbox.gz' } },
    { label: 'Why here?', command: 'why 1@x' },
  ]
  const card = rootNotice('With more', {
    buttons: [
      { label: 'Follow', command: 'follow k1' },
      { label: '⋯', more },
    ],
  })

  test('tells which post it stands under, in the channel and in its thread', async () => {
    const root = await platform.send(channel, card, 'about')
    await press('0:follow k1', { message: root.id })
    expect(host.asked.at(-1)).toMatchObject({ about: root.id, channel, input: { text: 'follow k1' } })
    const reply = await platform.send(channel, rootNotice('inside'), 'inside', root)
    await press('0:why', { message: reply.id, channel: root.id })
    expect(host.asked.at(-1)).toMatchObject({ about: root.id, channel })
    await ask({ channel: root.id })
    expect(host.asked.at(-1)).toMatchObject({ about: root.id, channel })
    await ask()
    expect(host.asked.at(-1)?.about).toBeUndefined()
  })

  test('⋯ shows the further ones to who pressed it, and those are about the same post', async () => {
    host.post = (request) => Promise.resolve(request.about === undefined ? undefined : card)
    const root = await platform.send(channel, card, 'more')
    const [shown] = await press('more:1', { message: root.id })
    expect(shown?.to).toBe('asker')
    expect(buttonsOf(shown)).toMatchObject([
      { label: 'mbox', url: 'https://lore.kernel.org/kvm/1@x/t.mbox.gz' },
      { label: 'Why here?', custom_id: '1:why 1@x' },
    ])
    await press('1:why 1@x', { message: shown?.id })
    expect(host.asked.at(-1)).toMatchObject({ about: root.id, input: { text: 'why 1@x' } })
  })

  test('⋯ of a post that is not known any more says so', async () => {
    host.post = () => Promise.resolve(undefined)
    const [shown] = await press('more:1', { message: '700000000000099999' })
    expect(shown?.seen?.text).toContain('Nothing more is known')
  })
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
