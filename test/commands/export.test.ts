import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerRequest } from '#src/commands/answer.ts'
import type { Rights } from '#src/ports.ts'
import type { Schedule } from '#src/storage/digests.ts'
import type { Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { ask, contextOf, smallList } from '#test/commands/small-list.ts'

let storage: Storage
beforeEach(async () => {
  storage = await smallList()
})
afterEach(() => storage.close())

const digest: Schedule = {
  platform: 'terminal',
  channel: 'x86',
  list: 'kvm',
  weekly: { time: '09:00', zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5] },
  filter: undefined,
  createdBy: 'Alex',
  createdAt: 0,
  coveredUntil: 0,
}

async function exported(text: string, rights?: Partial<Rights>) {
  const answer = await answerRequest(
    {
      platform: 'terminal',
      channel: 'x86',
      user: { id: 'U1', name: 'Alex' },
      input: { text },
      ...(rights && { rights: () => Promise.resolve({ admin: true, creator: true, ...rights }) }),
    },
    contextOf(storage),
  )
  const json: unknown = answer.file === undefined ? undefined : JSON.parse(answer.file.text)
  return { ...answer, said: plainText(answer.notice), json }
}

describe('export', () => {
  test('hands over what was set up in this channel, and nothing of others', async () => {
    const context = contextOf(storage)
    await ask('subscribe arch:arm64 -tag:rfc', context)
    await ask('settings who-may:U7', context)
    await storage.putSchedule(digest)
    await storage.putSchedule({ ...digest, channel: 's390' })
    await ask('subscribe arch:s390', context, 's390')
    const { json, said, to, file } = await exported('export')
    expect({ said, to, name: file?.name }).toEqual({
      said: '1 subscription of this channel, with settings and digests, as JSON.',
      to: 'asker',
      name: 'kvm-export.json',
    })
    expect(json).toEqual({
      schemaVersion: 1,
      exportedAt: expect.stringMatching(/^2026-.*Z$/),
      channels: [
        {
          platform: 'terminal',
          channel: 'x86',
          subscriptions: [
            {
              id: '1',
              list: 'kvm',
              filter: 'arch:arm64 -tag:RFC',
              createdBy: 'Alex',
              createdById: 'U1',
              createdAt: expect.stringMatching(/^2026-/),
            },
          ],
          settings: { 'who-may': 'U7' },
          digests: [
            { list: 'kvm', time: '09:00', timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], createdBy: 'Alex' },
          ],
        },
      ],
    })
  })

  test('of a channel without anything is an empty one', async () => {
    expect((await exported('export')).json).toMatchObject({
      channels: [{ channel: 'x86', subscriptions: [], settings: {}, digests: [] }],
    })
  })

  test('of all channels is for who runs the bot, whatever somebody may do in a channel', async () => {
    await ask('subscribe arch:s390', contextOf(storage), 's390')
    for (const rights of [undefined, { admin: true }, { operator: false }]) {
      const { ok, file, said } = await exported('export all', rights)
      expect({ ok, file }).toEqual({ ok: false, file: undefined })
      expect(said).toContain('Only who runs the bot')
    }
    await ask('subscribe arch:x86', contextOf(storage))
    const { json, said } = await exported('export all', { operator: true })
    expect(said).toContain('2 subscriptions of 2 channels')
    expect(json).toMatchObject({ channels: [{ channel: 's390' }, { channel: 'x86' }] })
  })

  test('holds nothing that steers a terminal, and reads back the same', async () => {
    const name = 'A\u009b31m\u202eb\u0007 Ünïcode \u{e0041}'
    const subscription = {
      platform: 'terminal',
      channel: 'x86',
      list: 'kvm',
      filter: '',
      createdBy: name,
      createdAt: 0,
    }
    await storage.addSubscription(subscription)
    const { file, json } = await exported('export')
    expect(file?.text).not.toMatch(/[^\n\P{C}]/u)
    expect(file?.text).toContain('Ünïcode')
    expect(json).toMatchObject({ channels: [{ subscriptions: [{ createdBy: name }] }] })
  })
})
