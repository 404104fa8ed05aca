import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerRequest } from '#src/commands/answer.ts'
import { homeNotice } from '#src/commands/home.ts'
import type { Person } from '#src/ports.ts'
import type { Schedule } from '#src/storage/digests.ts'
import type { Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { ask, contextOf, smallList } from '#test/commands/small-list.ts'

let storage: Storage
beforeEach(async () => {
  storage = await smallList()
})
afterEach(() => storage.close())

const alex: Person = { id: 'U1', name: 'Alex' }
const berlin: Schedule = {
  platform: 'terminal',
  channel: 'x86',
  list: 'kvm',
  weekly: { time: '09:00', zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5] },
  filter: undefined,
  createdBy: 'Alex',
  createdAt: 0,
  coveredUntil: 0,
}

async function homeOf(user: Person, channel = `@${user.id}`): Promise<string> {
  return plainText(await homeNotice({ platform: 'terminal', channel, user }, contextOf(storage)))
}

async function sayAs(user: Person, text: string, channel: string): Promise<void> {
  const request = { platform: 'terminal', channel, user, input: { text } }
  expect(await answerRequest(request, contextOf(storage))).toMatchObject({ ok: true })
}

describe('a person’s own page', () => {
  test('of somebody new says how to begin, and that all is well', async () => {
    const home = await homeOf(alex)
    expect(home).toContain('You follow\nNothing yet: press Follow under a post')
    expect(home).toContain('None yet: in a channel, try /kvm subscribe arch:arm64')
    expect(home).toContain('All is well.')
    expect(home).toContain('0 posts sent, 1 waiting')
    expect(home).not.toContain('Digests')
  })

  test('shows what they follow, and the channels where they made something or are named', async () => {
    await sayAs(alex, 'subscribe arch:arm64', 'arm')
    await sayAs({ id: 'U2', name: 'Alex' }, 'subscribe arch:s390', 's390')
    await sayAs({ id: 'U2', name: 'Alex' }, 'subscribe arch:riscv', 'riscv')
    await sayAs({ id: 'U2', name: 'Alex' }, 'settings who-may:U2,U1', 'riscv')
    await sayAs(alex, 'follow Marc Zyngier', 'arm')
    const home = await homeOf(alex)
    expect(home).toMatch(/You follow\n- Marc Zyngier.* · person/)
    expect(home).toContain('- arm: 1 arch:arm64 · by Alex')
    expect(home).toContain('- riscv: 3 arch:riscv')
    // Another person of the same name made it.
    expect(home).not.toContain('s390')
    expect(await homeOf(alex, 's390')).toContain('- s390: 2 arch:s390')
  })

  test('shows when digests come by their own clock, and by the channel’s where theirs is unknown', async () => {
    await ask('subscribe arch:x86', contextOf(storage))
    await storage.putSchedule(berlin)
    await storage.putSchedule({ ...berlin, channel: 'other' })
    expect(await homeOf(alex)).toMatch(
      /x86: 09:00 Europe\/Berlin mon-fri, what it subscribes to\. Next: \w{3} \d+ Nov,? 09:00/,
    )
    expect(await homeOf({ ...alex, timeZone: 'Asia/Tokyo' })).toMatch(/Next: \w{3} \d+ Nov,? 17:00 Asia\/Tokyo/)
    expect(await homeOf({ ...alex, timeZone: 'Mars/Olympus' })).toMatch(/Next: \w{3} \d+ Nov,? 09:00 Europe\/Berlin/)
    expect(await homeOf(alex)).not.toContain('other')
    const notice = await homeNotice({ platform: 'terminal', channel: '@U1', user: alex }, contextOf(storage))
    expect(JSON.stringify(notice.blocks)).toMatch(/"at":\d{13}/)
  })

  test('stays short, however many subscriptions there are', async () => {
    for (let size = 1; size <= 30; size += 1) await sayAs(alex, `subscribe size:${size}`, 'arm')
    const home = await homeOf(alex)
    expect(home.match(/^- arm:/gmu)).toHaveLength(20)
    expect(home).toContain('and 10 more')
  })
})

test('settings show when digests come', async () => {
  await storage.putSchedule(berlin)
  expect((await ask('settings', contextOf(storage))).text).toMatch(
    /digest: 09:00 Europe\/Berlin mon-fri, what it subscribes to\. Next: .* · change with \/kvm digest/,
  )
})

describe('posts that were given up', () => {
  beforeEach(() => storage.giveUp('root-1', 'invalid_blocks'))

  test('are shown in their channel with a way to send them again, elsewhere only counted', async () => {
    const here = await ask('status', contextOf(storage))
    expect(here.text).toContain('not sent to this channel: invalid_blocks · again: /kvm status retry:root-1')
    expect(here.notice.buttons).toEqual([{ label: 'Send again', command: 'status retry:all' }])
    const there = await ask('status', contextOf(storage), 's390')
    expect(there.text).toContain('1 post could not be sent.')
    expect(there.text).not.toMatch(/x86|retry/)
    expect(there.notice.buttons).toBeUndefined()
  })

  test.each(['root-1', 'all'])('are due again by retry:%s, once, with a line in the history', async (which) => {
    const context = contextOf(storage)
    expect((await ask(`status retry:${which}`, context)).text).toBe('1 post will be sent again.')
    expect((await ask('status', context)).text).toContain('All is well.')
    expect(await storage.claimDue('terminal', context.now())).toMatchObject([{ deliveryId: 'root-1' }])
    expect(await ask(`status retry:${which}`, context)).toMatchObject({ ok: false })
    expect((await ask('subscriptions history:yes', context)).text).toContain(`Alex · status · new retry:${which}`)
  })

  test('are not sent again by who may not change the channel, nor from another one', async () => {
    expect(await ask('status retry:all', contextOf(storage, { access: 'admins' }))).toMatchObject({ ok: false })
    expect(await ask('status retry:root-1', contextOf(storage), 's390')).toMatchObject({ ok: false })
    expect((await storage.row('root-1'))?.state).toBe('dead')
  })
})
