import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerRequest } from '#src/commands/answer.ts'
import { commands } from '#src/commands/commands.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readRequest } from '#src/commands/read-request.ts'
import { openForm, outlook } from '#src/commands/forms.ts'
import type { CommandRequest, Rights } from '#src/ports.ts'
import type { Change } from '#src/storage/rules.ts'
import type { Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { ask, contextOf, smallList } from '#test/commands/small-list.ts'

let storage: Storage
let told: Change[]
beforeEach(async () => {
  storage = await smallList()
  told = []
})
afterEach(() => storage.close())

function context(more: Partial<CommandContext> = {}): CommandContext {
  return contextOf(storage, { onChange: (change) => void told.push(change), ...more })
}

function asAdmin(): Promise<Rights> {
  return Promise.resolve({ admin: true, creator: false })
}

function asMember(): Promise<Rights> {
  return Promise.resolve({ admin: false, creator: false })
}

function failing(): Promise<Rights> {
  return Promise.reject(new Error('missing_scope'))
}

async function say(text: string, rights: () => Promise<Rights>, more: Partial<CommandRequest> = {}) {
  const request = { platform: 'terminal', channel: 'x86', user: { id: 'U2', name: 'Berit' }, input: { text }, rights }
  const answer = await answerRequest({ ...request, ...more }, context())
  return { ...answer, text: plainText(answer.notice) }
}

describe('settings', () => {
  test('of a channel without any are those of the config', async () => {
    const { text, to } = await ask('settings', context({ access: 'creator' }))
    expect(to).toBe('asker')
    expect(text).toContain('who-may: creator and administrators may change what this channel gets, as the config says')
    expect(text).toContain('Change one with /kvm settings who-may:admins')
  })

  test('are set for all to see, with an undo that works', async () => {
    const set = await ask('settings who-may:<@U7|berit>,U8', context())
    expect(set).toMatchObject({ ok: true, to: 'channel' })
    expect(set.text).toBe('Alex set who may change what this channel gets: U7,U8\nUndo: /kvm settings who-may:default')
    expect((await ask('settings', context())).text).toContain('who-may: U7,U8 and administrators may change')
    expect(await say('settings who-may:default', asAdmin)).toMatchObject({ ok: true })
    expect(await storage.channelSettings()).toEqual([])
  })

  test('that were set before are what the undo brings back', async () => {
    await say('settings who-may:admins', asAdmin)
    const set = await say('settings who-may:anyone', asAdmin)
    expect(set.text).toContain('Undo: /kvm settings who-may:admins')
  })

  test('may name people as chat programs do, also where we know them by longer ids', async () => {
    const user = { id: 'T1/U2', name: 'Berit' }
    expect((await say('settings who-may:<@U2>,<@U5>', asMember, { user })).text).toContain('T1/U2,T1/U5')
    expect(await say('subscribe arch:x86', asMember, { user })).toMatchObject({ ok: true })
    const other = { id: 'T9/U5', name: 'Stranger' }
    expect(await say('subscribe arch:s390', asMember, { user: other })).toMatchObject({ ok: false })
  })

  test('that cannot be read, or are there already, change nothing', async () => {
    expect(await ask('settings who-may:@all', context())).toMatchObject({ ok: false })
    expect((await ask('settings who-may:', context())).text).toMatch(
      /^who-may: needs a value, such as who-may:admins\n/,
    )
    expect((await ask('settings who-may:default', context())).text).toContain('set already')
    await ask('settings who-may:anyone', context())
    expect((await ask('settings who-may:anyone', context())).text).toContain('set already')
    expect(told).toHaveLength(1)
  })

  test('are of one channel', async () => {
    await ask('settings who-may:admins', context(), 's390')
    expect(await say('subscribe arch:x86', asMember)).toMatchObject({ ok: true })
    expect(await say('subscribe arch:x86', asMember, { channel: 's390' })).toMatchObject({ ok: false })
  })
})

describe('who may not change a channel', () => {
  beforeEach(async () => {
    await ask('subscribe arch:arm64', context())
    await ask('settings who-may:admins', context())
    told = []
  })

  test.each(['subscribe arch:x86', 'subscribe id:1 arch:x86', 'unsubscribe 1', 'settings who-may:anyone'])(
    'is refused %s, with what is needed, and an administrator is not',
    async (text) => {
      const refusal = await say(text, asMember)
      expect(refusal).toMatchObject({ ok: false, to: 'asker' })
      expect(refusal.text).toBe('Only administrators may change what this channel gets\nSee /kvm settings')
      expect(told).toEqual([])
      expect(await storage.subscriptions()).toMatchObject([{ id: '1', filter: 'arch:arm64' }])
      expect(await say(text, asAdmin)).toMatchObject({ ok: true, to: 'channel' })
      expect(told).toHaveLength(1)
    },
  )

  test('may still look', async () => {
    for (const text of ['settings', 'subscriptions', 'subscriptions history:yes', 'preview all', 'status'])
      expect(await say(text, asMember)).toMatchObject({ ok: true })
  })

  test('gets no form to fill in', async () => {
    const asked = { platform: 'terminal', channel: 'x86', user: { id: 'U2', name: 'Berit' } }
    const refusal = await openForm('subscribe', {}, { ...asked, rights: asMember }, context())
    expect(refusal).toMatchObject({ ok: false, to: 'asker' })
    const shown = await openForm('settings', {}, { ...asked, rights: asMember }, context())
    expect('notice' in shown ? plainText(shown.notice) : 'a form').toContain('who-may: admins')
    for (const command of ['subscribe', 'settings']) {
      expect(await openForm(command, {}, { ...asked, rights: asAdmin }, context())).toMatchObject({ submit: command })
    }
  })

  test('is everybody while the platform does not tell what they may', async () => {
    expect((await say('unsubscribe 1', failing)).text).toContain('whether you are one is not known: missing_scope')
    expect(await storage.subscriptions()).toHaveLength(1)
  })

  test('may in their own conversation with the bot', async () => {
    const direct = contextOf(storage, { access: 'admins' })
    const asked = { platform: 'terminal', user: { id: 'U2', name: 'Berit' }, rights: asMember }
    const input = { text: 'subscribe arch:x86' }
    expect(await answerRequest({ ...asked, input, channel: '@U2' }, direct)).toMatchObject({ ok: true })
    expect(await answerRequest({ ...asked, input, channel: '@U1' }, direct)).toMatchObject({ ok: false })
  })

  test('is nobody but administrators where a setting of a later version cannot be read', async () => {
    await storage.setSetting({ platform: 'terminal', channel: 'x86' }, 'who-may', 'role:maintainer!')
    expect(await say('unsubscribe 1', asMember)).toMatchObject({ ok: false })
    expect(await say('unsubscribe 1', asAdmin)).toMatchObject({ ok: true })
  })
})

test('every example that changes a channel is refused to who may not', async () => {
  const strict = contextOf(storage, { access: 'admins' })
  const changing = commands.flatMap(({ changes, isChange, examples }) =>
    examples.filter((text) => {
      const read = readRequest({ text }, commands, 'kvm')
      return read.ok && (isChange?.(read.options, {}) ?? changes)
    }),
  )
  const names = new Set(changing.map((text) => text.split(' ')[0]))
  expect([...names]).toEqual(
    expect.arrayContaining(['subscribe', 'unsubscribe', 'settings', 'digest', 'mute', 'status']),
  )
  for (const text of changing) {
    const answer = await ask(text, strict)
    expect({ text, ok: answer.ok, to: answer.to }).toEqual({ text, ok: false, to: 'asker' })
    expect(answer.text).toContain('Only administrators may change')
  }
  expect(await storage.changesOf({ platform: 'terminal', channel: 'x86' }, 20)).toEqual([])
})

describe('the history of a channel', () => {
  test('has a line for every change: who, when, what it was and what it is', async () => {
    expect((await ask('subscriptions history:yes', context())).text).toBe('Nothing was changed in this channel yet.')
    await ask('subscribe arch:arm64', context())
    await ask('subscribe id:1 arch:arm64,x86 -tag:rfc', context())
    await ask('settings who-may:creator', context())
    await say('unsubscribe 1', asAdmin)
    await ask('subscribe arch:s390', context(), 's390')
    const { text, to } = await ask('subscriptions history:yes', context())
    expect(to).toBe('asker')
    expect(text.replaceAll(/\d+ Nov 2026 \d\d:\d\d UTC/gu, 'T')).toBe(
      [
        '4 changes in this channel',
        '- T Berit · unsubscribe · #1 arch:arm64,x86 -tag:RFC ended',
        '- T Alex · settings · who-may:default → who-may:creator',
        '- T Alex · subscribe · #1 arch:arm64 → #1 arch:arm64,x86 -tag:RFC',
        '- T Alex · subscribe · new #1 arch:arm64',
      ].join('\n'),
    )
  })

  test('is told to the log as well', async () => {
    await ask('subscribe arch:arm64', context())
    expect(told).toEqual([
      {
        at: expect.any(Number),
        platform: 'terminal',
        channel: 'x86',
        userId: 'U1',
        userName: 'Alex',
        command: 'subscribe',
        before: undefined,
        after: '#1 arch:arm64',
      },
    ])
  })

  test('has no line for what changed nothing', async () => {
    await ask('subscribe arch:arm64', context())
    await ask('subscribe arch:arm64', context())
    await ask('unsubscribe 7', context())
    await ask('subscribe arch:arm', context())
    await ask('settings', context())
    expect(told).toHaveLength(1)
    expect(await storage.changesOf({ platform: 'terminal', channel: 'x86' }, 20)).toHaveLength(1)
  })

  test('keeps a change from standing when it cannot be written', async () => {
    const broken: Storage = {
      ...storage,
      together: (work) =>
        storage.together((inner) => work({ ...inner, addChange: () => Promise.reject(new Error('disk full')) })),
    }
    await expect(ask('subscribe arch:arm64', contextOf(broken))).rejects.toThrow('disk full')
    expect(await storage.subscriptions()).toEqual([])
  })
})

describe('the form of settings', () => {
  const alex = { platform: 'terminal', channel: 'x86', user: { id: 'U1', name: 'Alex' } }

  test('shows what is set, and sets it', async () => {
    const form = await openForm('settings', {}, alex, context({ access: ['U1'] }))
    expect(form).toMatchObject({ submit: 'settings', fields: [{ name: 'who-may', kind: 'choice', value: 'default' }] })
    await ask({ name: 'settings', options: { 'who-may': 'U1,U5' } }, context())
    const again = await openForm('settings', {}, alex, context())
    expect('fields' in again ? again.fields[0] : {}).toMatchObject({
      value: 'U1,U5',
      choices: expect.arrayContaining([{ value: 'U1,U5', label: 'These: U1, U5' }]),
    })
  })

  test('offers only what can be set, and says what cannot', async () => {
    const form = await openForm('settings', {}, alex, context())
    const choices = 'fields' in form ? (form.fields[0]?.choices ?? []) : []
    expect(choices.map(({ value }) => value)).toEqual(['default', 'anyone', 'creator', 'admins'])
    for (const { value } of choices) expect(await outlook('settings', { 'who-may': value }, context())).toBe('')
    expect(await outlook('settings', { 'who-may': '@all' }, context())).toContain('is no id of a person')
  })
})
