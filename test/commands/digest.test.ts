import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answerRequest } from '#src/commands/answer.ts'
import type { CommandContext } from '#src/commands/context.ts'
import type { Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { ask, contextOf, smallList } from '#test/commands/small-list.ts'

let storage: Storage
beforeEach(async () => {
  storage = await smallList()
})
afterEach(() => storage.close())

// Monday in Berlin, 10:14.
const now = Date.UTC(2026, 10, 23, 9, 14)

function said(text: string, more: Partial<CommandContext> = {}) {
  return ask(text, contextOf(storage, { now: () => now, ...more }))
}

/** As somebody whose platform tells where they live. */
async function inSeoul(text: string): Promise<string> {
  const user = { id: 'U2', name: 'Sol', timeZone: 'Asia/Seoul' }
  const answer = await answerRequest(
    { platform: 'terminal', channel: 'x86', user, input: { text } },
    contextOf(storage, { now: () => now }),
  )
  return plainText(answer.notice)
}

const two = [
  { name: 'kvm', address: 'kvm@vger.kernel.org' },
  { name: 'kvmarm', address: 'kvmarm@lists.linux.dev' },
]

describe('digest', () => {
  test('tells the channel who set it, what for, when it comes next, and how to undo it', async () => {
    const answer = await said('digest 09:00 Europe/Berlin mon-fri')
    expect(answer).toMatchObject({ ok: true, to: 'channel' })
    expect(answer.text).toBe(
      'Alex set a digest of this channel: 09:00 Europe/Berlin mon-fri, everything. Next: Tue 24 Nov, 09:00 Europe/Berlin.\n' +
        'Undo: /kvm digest off',
    )
    expect(await storage.schedules()).toEqual([
      {
        platform: 'terminal',
        channel: 'x86',
        list: 'kvm',
        weekly: { time: '09:00', zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5] },
        filter: '',
        createdBy: 'Alex',
        createdAt: now,
        coveredUntil: Date.UTC(2026, 10, 23, 8),
      },
    ])
    expect((await said('digest')).text).toBe(
      'This channel gets a digest:\n' +
        '- 09:00 Europe/Berlin mon-fri, everything. Next: Tue 24 Nov, 09:00 Europe/Berlin\n' +
        'Undo: /kvm digest off',
    )
  })

  test('takes what the channel subscribes to, or the filter that is given, and the undo gives that back', async () => {
    await said('subscribe arch:arm64')
    await said('digest 18:30 utc FRI')
    expect(await storage.schedules()).toMatchObject([{ filter: undefined }])
    const answer = await said('digest 7:05 Berlin mon, wed subsystem:"KVM x86" -tag:rfc')
    expect(answer.text).toContain('07:05 Europe/Berlin mon,wed, subsystem:"KVM x86" -tag:RFC')
    expect(answer.text).toContain('Undo: /kvm digest 18:30 UTC fri')
    expect(await storage.schedules()).toMatchObject([
      { filter: 'subsystem:"KVM x86" -tag:RFC', weekly: { time: '07:05', zone: 'Europe/Berlin', days: [1, 3] } },
    ])
    const ended = await said('digest off')
    expect(ended).toMatchObject({ ok: true, to: 'channel' })
    expect(ended.text).toContain('Undo: /kvm digest 07:05 Europe/Berlin mon,wed subsystem:"KVM x86" -tag:RFC')
    expect(await storage.schedules()).toEqual([])
    await said('digest 07:05 Europe/Berlin mon,wed subsystem:"KVM x86" -tag:RFC')
    expect(await storage.schedules()).toMatchObject([{ filter: 'subsystem:"KVM x86" -tag:RFC' }])
  })

  test('leaves no gap when its time is changed', async () => {
    await said('digest 09:00 UTC daily')
    const [before] = await storage.schedules()
    await said('digest 18:00 UTC daily')
    expect(await storage.schedules()).toMatchObject([{ coveredUntil: before?.coveredUntil }])
  })

  test('knows the zone of who asks, and days may be left out', async () => {
    expect(await inSeoul('digest')).toContain('At set times: /kvm digest 09:00 Asia/Seoul mon-fri')
    expect(await inSeoul('digest 09:00 mon-fri')).toContain('09:00 Asia/Seoul mon-fri')
    expect(await inSeoul('digest 10:00')).toContain('10:00 Asia/Seoul daily')
    expect(await inSeoul('digest 10:00 UTC')).toContain('10:00 UTC daily')
    expect((await said('digest 09:00 mon-fri')).text).toContain('Say in which time zone')
  })

  test.each([
    ['mon wed fri arch:x86', 'mon,wed,fri, arch:x86'],
    ['mon - fri', 'mon-fri, everything'],
    ['mon, wed - fri -tag:rfc', 'mon,wed,thu,fri, -tag:RFC'],
  ])('takes days as people write them: %s', async (typed, understood) => {
    expect((await said(`digest 09:00 UTC ${typed}`)).text).toContain(`09:00 UTC ${understood}. Next: `)
  })

  test.each([
    ['digest off arch:x86', 'off stands alone: leave out arch:x86'],
    ['digest 09:00 UTC mon arm64', 'This is no day: arm64'],
    ['digest 9am Europe/Berlin', 'This is no time: 9am (write 09:00 or 18:30)'],
    ['digest 24:00 UTC', 'no time: 24:00'],
    ['digest nwo', 'This is no time: nwo, did you mean now?'],
    ['digest 09:00 Europe/Berln mon', 'did you mean Europe/Berlin?'],
    ['digest 09:00 UTC mon-fir', 'This is no day: mon-fir'],
    ['digest 09:00 UTC mon arhc:x86', 'did you mean arch'],
    ['digest 09:00 UTC mon since:2d', 'goes with digest now'],
    ['digest now since:40d', 'a digest goes back 31 days at most'],
    ['digest now since:soon', 'is no time'],
    ['digest now arhc:x86', 'did you mean arch'],
  ])('%s is refused and changes nothing', async (text, problem) => {
    const answer = await said(text)
    expect(answer).toMatchObject({ ok: false, to: 'asker' })
    expect(answer.text.toLowerCase()).toContain(problem.toLowerCase())
    expect(await storage.schedules()).toEqual([])
  })

  test('with several lists is of those that the channel has, or of the one that is named', async () => {
    expect((await said('digest 09:00 UTC mon', { lists: two })).text).toContain(
      'Say of which list: list:kvm or list:kvmarm',
    )
    await said('digest 09:00 UTC mon list:kvmarm', { lists: two })
    expect(await storage.schedules()).toMatchObject([{ list: 'kvmarm', filter: '' }])
    await said('subscribe list:kvm arch:x86', { lists: two })
    await said('subscribe list:kvmarm', { lists: two })
    expect((await said('digest 09:00 UTC mon', { lists: two })).text).toContain('what it subscribes to of kvm; ')
    expect(await storage.schedules()).toMatchObject([{ list: 'kvm' }, { list: 'kvmarm' }])
    const ended = await said('digest off', { lists: two })
    expect(ended.text).toContain('what it subscribes to of kvm; 09:00 UTC mon, what it subscribes to of kvmarm).')
  })

  test('now is for who asks, changes nothing, and looks back as far as wanted', async () => {
    const answer = await said('digest now')
    expect(answer).toMatchObject({ ok: true, to: 'asker' })
    expect(answer.text).toContain('kvm digest\n')
    expect(answer.text).toContain('New series (2)')
    expect(answer.text).toContain('KVM: x86/mmu: Lockless TDP walker')
    expect((await said('digest now arch:arm64')).text).toContain('only arch:arm64')
    expect((await said('digest now arch:arm64')).text).not.toContain('Lockless')
    expect((await said('digest now arch:mips')).text).toMatch(/^Nothing happened between /u)
    expect((await said('digest since:5d')).text).toContain('kvm digest')
    expect(await storage.schedules()).toEqual([])
  })

  test('may be asked for by everybody and set by those who may change the channel', async () => {
    const strict = { access: 'admins' } as const
    expect(await said('digest now', strict)).toMatchObject({ ok: true })
    expect(await said('digest', strict)).toMatchObject({ ok: true })
    expect(await said('digest 09:00 UTC mon', strict)).toMatchObject({ ok: false })
    expect(await storage.schedules()).toEqual([])
    await said('digest 09:00 UTC mon')
    for (const text of [
      'digest off',
      'digest since:2d off',
      'digest since:"2d" off',
      'digest since:2d 10:00 UTC tue',
    ]) {
      expect(await said(text, strict)).toMatchObject({ ok: false, to: 'asker' })
    }
    const forms = [{ when: 'since:2d off' }, { when: 'off', since: '2d' }, { when: 'since:1d 10:00 UTC tue' }]
    const asked = { platform: 'terminal', channel: 'x86', user: { id: 'U1', name: 'Alex' } }
    for (const options of forms) {
      const request = { ...asked, input: { name: 'digest', options } }
      expect(await answerRequest(request, contextOf(storage, { now: () => now, ...strict }))).toMatchObject({
        ok: false,
      })
    }
    expect(await storage.schedules()).toMatchObject([{ weekly: { time: '09:00' } }])
  })

  test('is in the history of the channel', async () => {
    await said('digest 09:00 UTC mon')
    await said('digest off')
    expect(await storage.changesOf({ platform: 'terminal', channel: 'x86' }, 5)).toMatchObject([
      { command: 'digest', before: '09:00 UTC mon, everything', after: undefined },
      { command: 'digest', before: undefined, after: '09:00 UTC mon, everything' },
    ])
  })
})
