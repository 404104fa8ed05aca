import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { hour, monday, openTown } from '#test/people/small-town.ts'
import type { Town } from '#test/people/small-town.ts'
import { series } from '../pipeline/letters.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
  await town.read(
    ...series('a', 'KVM: Walk faster', 2, monday),
    ...series('c', 'KVM: arm64: Walk slower', 1, monday + hour, { from: 'Marc Quill <marc@tidewater.example>' }),
    ...series('d', 'KVM: arm64: Stand', 1, monday + hour, { from: 'Marcia Holt <holt@tidewater.example>' }),
    ...series('e', 'KVM: s390: Sit', 1, monday + hour, { from: 'Åsa Lindqvist <asa@tidewater.example>' }),
    ...series('b', 'KVM: Walk faster', 2, monday + 2 * hour, { version: '2' }),
  )
})
afterEach(() => town.close())

const alex = { platform: 'p', userId: 'U1' }

async function adminRights() {
  return { admin: true, creator: false }
}

function rootOf(words: string): string {
  return town.chat.posts.find(({ text }) => text.startsWith(words))?.deliveryId ?? ''
}

async function keyOf(words: string): Promise<string> {
  return (await town.storage.row(rootOf(words)))?.seriesKey ?? ''
}

describe('follow', () => {
  test('a series says what will come and how to end it; again ends it', async () => {
    const key = await keyOf('v2 KVM: Walk faster')
    expect((await town.ask('follow walk faster')).text).toBe(
      `You follow v2 KVM: Walk faster: you get a direct message about replies, a new version, and when it is applied.\nUndo: /kvm follow ${key} off`,
    )
    expect((await town.ask('follow')).text).toContain(`- v2 KVM: Walk faster · end: /kvm follow ${key} off`)
    expect((await town.ask(`follow ${key}`)).text).toContain('You no longer follow v2 KVM: Walk faster.')
    expect((await town.ask('follow')).text).toContain('You follow nothing yet.')
    expect((await town.ask(`follow ${key} off`)).text).toBe(
      `You do not follow v2 KVM: Walk faster.\nFollow: /kvm follow ${key}`,
    )
  })

  test('a title that ends in off can be followed and muted all the same', async () => {
    await town.read(...series('o', 'KVM: Turn paging off', 1, monday + 3 * hour))
    const key = await keyOf('v1 KVM: Turn paging off')
    expect((await town.ask('follow turn paging off')).text).toContain(`Follow: /kvm follow ${key}`)
    expect((await town.ask('mute turn paging off')).text).toContain(`Mute: /kvm mute ${key}`)
  })

  test('the thread of an old version means the newest', async () => {
    const about = rootOf('v1 KVM: Walk faster')
    expect((await town.ask('follow', { about })).text).toContain('You follow v2 KVM: Walk faster')
    expect((await town.ask('follow off', { about })).text).toContain('You no longer follow v2')
  })

  test.each([
    ['Marc Quill', 'name marc quill'],
    ['marcia', 'name holt marcia'],
    ['quill', 'name marc quill'],
    ['HOLT', 'name holt marcia'],
    ['lindqvist', 'name lindqvist åsa'],
    ['asa', 'name lindqvist åsa'],
    ['Lindqvist, Asa', 'name lindqvist åsa'],
    ['maya@quarrychip.example', 'maya@quarrychip.example'],
    ['<mailto:maya@quarrychip.example|maya@quarrychip.example>', 'maya@quarrychip.example'],
  ])('a person is found by %s', async (words, target) => {
    expect((await town.ask(`follow ${words}`)).text).toContain('about new series, replies to them')
    expect(await town.storage.followsOf(alex)).toMatchObject([{ what: 'person', target }])
    await town.ask(`follow ${words} off`)
    expect(await town.storage.followsOf(alex)).toEqual([])
  })

  test('a person is looked for without reading all names that there are', async () => {
    const known = vi.spyOn(town.storage, 'known')
    expect((await town.ask('follow lindqvist')).text).toContain('You follow Åsa Lindqvist')
    expect((await town.ask('follow Mark Quil')).text).toContain('Did you mean Marc Quill?')
    expect(Math.max(...known.mock.calls.map(([, , most]) => most))).toBeLessThanOrEqual(1000)
  })

  test('somebody unknown is nobody, and what was meant is offered', async () => {
    expect((await town.ask('follow Mark Quil')).text).toContain('Did you mean Marc Quill?')
    // Two names begin so.
    expect((await town.ask('follow marc')).text).toContain('Did you mean')
    expect(await town.ask('follow nobody at all')).toMatchObject({ ok: false })
    expect(await town.storage.followsOf(alex)).toEqual([])
  })

  test('counts series and people apart', async () => {
    await town.ask('follow walk faster')
    expect((await town.ask('follow')).text).toMatch(/^You follow 1 series\.\n/)
    await town.ask('follow Marc Quill')
    await town.ask('follow holt')
    expect((await town.ask('follow')).text).toMatch(/^You follow 1 series and 2 people\.\n/)
  })

  test('is everybody’s own', async () => {
    await town.ask('follow Marc Quill')
    expect((await town.ask('follow', { user: 'U2' })).text).toContain('You follow nothing yet.')
    expect((await town.ask('follow Marc Quill off', { user: 'U2' })).text).toContain('You do not follow')
    expect(await town.storage.followsOf(alex)).toHaveLength(1)
  })

  test('me means my own series, which are followed once the address is known', async () => {
    expect((await town.ask('follow me')).text).toContain('/kvm me EMAIL')
    await town.ask('me maya@quarrychip.example')
    expect((await town.ask('follow me')).text).toContain('series from maya@quarrychip.example already')
  })
})

describe('mute', () => {
  test('for a time says until when, to everybody, and how to end it', async () => {
    const answer = await town.ask('mute 2h')
    expect(answer.to).toBe('channel')
    expect(answer.text).toContain('U1 muted this channel until 2 Nov 2026 12:00 UTC.')
    expect(answer.text).toContain('Undo: /kvm mute off')
    expect((await town.ask('mute')).text).toContain('Muted until 2 Nov 2026 12:00 UTC by U1')
    expect((await town.ask('subscriptions')).text).toContain('Muted until 2 Nov 2026 12:00 UTC')
    expect((await town.ask('status')).text).toContain('Muted until 2 Nov 2026 12:00 UTC')
    expect((await town.ask('mute off')).text).toContain('U1 ended the mute of this channel.')
    expect((await town.ask('mute off')).text).toBe('This channel is not muted.')
    expect((await town.ask('subscriptions')).text).not.toContain('uted')
  })

  test.each(['mute 30m', 'mute 3 days', 'mute 1 hour', 'mute 2w'])('%s is understood', async (text) => {
    expect((await town.ask(text)).text).toContain('muted this channel until')
  })

  test('is ended once, and a setting is told as it was made, where two people ask at the same time', async () => {
    await town.ask('mute 2h')
    const both = ['U1', 'U2'].map((user) => town.ask('mute off', { user }))
    expect((await Promise.all(both)).map(({ to }) => to).toSorted()).toEqual(['asker', 'channel'])
    const set = ['admins', 'creator'].map((who) => town.ask(`settings who-may:${who}`))
    expect((await Promise.all(set)).map(({ text }) => text.split('\n')[0])).toEqual([
      'U1 set who may change what this channel gets: admins',
      'U1 set who may change what this channel gets: creator',
    ])
  })

  const noTimes = [
    '0h',
    '-2h',
    '0',
    '-2',
    '−3 days',
    '0 min',
    '1.5h',
    '2:30',
    '1h30m',
    '1 h 30 min',
    'for 2 hours',
    '1 month',
  ]
  test.each(noTimes)('%s is said to be no time', async (words) => {
    expect((await town.ask(`mute ${words}`)).text).toBe(`This is no time: ${words}\nFor example: /kvm mute 2h`)
  })

  test('a number without a unit is no series, and asked after', async () => {
    const answer = await town.ask('mute 1')
    expect(answer.text).toBe('This is no time: 1\nAdd the unit: /kvm mute 1h')
    expect(await town.storage.mutes()).toEqual([])
  })

  test.each(['mute 0h', 'mute 100d', 'mute 2 fortnights', 'mute forever'])('%s mutes nothing', async (text) => {
    expect(await town.ask(text)).toMatchObject({ ok: false })
    expect(await town.storage.mutes()).toEqual([])
  })

  test('a series is muted in this channel alone, by words or in its thread', async () => {
    const key = await keyOf('v1 KVM: arm64: Walk slower')
    expect((await town.ask('mute walk slower')).text).toContain(
      'no more replies are posted, its card is kept up to date',
    )
    expect((await town.ask('mute', { about: rootOf('v1 KVM: arm64: Walk slower') })).text).toContain(
      'muted here already',
    )
    expect(await town.storage.mutes()).toMatchObject([{ channel: 'all', seriesKey: key }])
    expect((await town.ask('mute')).text).toContain(`/kvm mute ${key} off`)
    expect((await town.ask('subscriptions')).text).toContain('KVM: arm64: Walk slower')
    expect((await town.ask('mute off', { about: rootOf('v1 KVM: arm64: Walk slower') })).text).toContain('unmuted v1')
    expect(await town.storage.mutes()).toEqual([])
  })

  test('of the channel can be ended in any of its threads', async () => {
    await town.ask('mute 2h')
    const answer = await town.ask('mute off', { about: rootOf('v1 KVM: arm64: Walk slower') })
    expect(answer).toMatchObject({ ok: true, to: 'channel' })
    expect(answer.text).toContain('U1 ended the mute of this channel.')
    expect((await town.ask('mute')).text).toContain('Nothing is muted in this channel.')
  })

  test('is asked for by those who may change the channel', async () => {
    expect((await town.ask('mute 2h', {}, { access: 'admins' })).ok).toBe(false)
    expect(await town.storage.mutes()).toEqual([])
    expect((await town.ask('follow Marc Quill', {}, { access: 'admins' })).ok).toBe(true)
    const inThread = { about: rootOf('v1 KVM: arm64: Walk slower') }
    expect((await town.ask('mute', inThread, { access: 'admins' })).ok).toBe(false)
  })

  test('how it is may be asked by everybody', async () => {
    await town.ask('mute 2h')
    const answer = await town.ask('mute', {}, { access: 'admins' })
    expect(answer).toMatchObject({ ok: true, to: 'asker' })
    expect(answer.text).toContain('Muted until')
  })
})

function addresses(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `maya${from + index}@quarrychip.example`).join(' ')
}

describe('me', () => {
  test('links addresses, shows them and lets them go', async () => {
    expect((await town.ask('me')).text).toContain('I know no mail address of yours.')
    expect((await town.ask('me maya@quarrychip.example, maya@kernel.org')).text).toContain('are yours')
    expect((await town.ask('me')).text).toContain('- maya@kernel.org · end: /kvm me remove maya@kernel.org')
    expect((await town.ask('me remove maya@kernel.org')).text).toContain('Undo: /kvm me maya@kernel.org')
    expect((await town.ask('me remove maya@kernel.org')).text).toContain('Yours: maya@quarrychip.example')
    expect((await town.ask('me', { user: 'U2' })).text).toContain('I know no mail address of yours.')
  })

  test.each(['me jane', 'me @', 'me jane@example', 'me quiet maybe', 'me remove'])(
    '%s changes nothing',
    async (text) => {
      expect(await town.ask(text)).toMatchObject({ ok: false })
      expect(await town.storage.person(alex)).toEqual({ emails: [], quietBecause: undefined })
    },
  )

  test('ten addresses of one person are the most, also when they come a few at a time', async () => {
    expect(await town.ask(`me ${addresses(1, 8)}`)).toMatchObject({ ok: true })
    const tooMany = await town.ask(`me ${addresses(9, 3)}`)
    expect(tooMany).toMatchObject({ ok: false })
    expect(tooMany.text).toContain('10 addresses of one person are the most')
    expect(await town.ask(`me ${addresses(9, 2)}`)).toMatchObject({ ok: true })
    // Known already, be it in capitals.
    expect(await town.ask(`me ${addresses(1, 2).toUpperCase()}`)).toMatchObject({ ok: true })
    expect((await town.storage.person(alex)).emails).toHaveLength(10)
  })

  test('quiet stops all messages, and can be undone', async () => {
    expect((await town.ask('me quiet On')).text).toContain('Undo: /kvm me quiet off')
    expect((await town.ask('follow Marc Quill')).text).toContain('Direct messages to you are off, as you asked.')
    await town.ask('me maya@quarrychip.example')
    expect((await town.ask('me')).text).toMatch(
      /^I know 1 address of yours:\n.*You get no direct messages, as you asked/s,
    )
    expect((await town.ask('follow me')).text).toMatch(
      /^Series from maya@quarrychip.example are yours already.\nDirect messages to you are off, as you asked/,
    )
    expect((await town.ask('me quiet off')).text).toContain('Undo: /kvm me quiet on')
    expect((await town.ask('me')).text).toMatch(/^You get direct messages about series from 1 address:/)
    expect((await town.storage.person(alex)).quietBecause).toBeUndefined()
  })

  test('an address waits for an administrator where the config says so', async () => {
    const admin = { user: 'U9', rights: adminRights }
    const asked = await town.ask('me maya@quarrychip.example', {}, { confirm: 'admin' })
    expect(asked.text).toContain('waits for an administrator to agree')
    expect(asked.text).toContain('/kvm me confirm U1 maya@quarrychip.example')
    expect((await town.ask('me')).text).toMatch(/^I know 1 address of yours:\n.*an administrator has to agree/)
    expect((await town.ask('follow me')).text).toContain('An administrator has to agree to your address first.')
    expect((await town.ask('me confirm U1 maya@quarrychip.example')).text).toContain('Only an administrator')
    const lost = { rights: () => Promise.reject(new Error('the platform does not answer')) }
    expect(await town.ask('me confirm U1 maya@quarrychip.example', lost)).toMatchObject({ ok: false })
    expect((await town.ask('me confirm', admin)).text).toContain('U1 says to be maya@quarrychip.example')
    expect(await town.ask('me confirm U2 maya@quarrychip.example', admin)).toMatchObject({ ok: false })
    const berlin = { ...admin, user: 'T1/U7' }
    expect((await town.ask('me confirm', berlin)).text).toBe('No address waits to be confirmed.')
    expect(await town.ask('me confirm U1 maya@quarrychip.example', berlin)).toMatchObject({ ok: false })
    expect(await town.ask('me confirm @U2 maya@quarrychip.example', admin)).toMatchObject({ ok: false })
    expect(await town.ask('me confirm @U1 maya@quarrychip.example', admin)).toMatchObject({ ok: true })
    expect(await town.ask('me confirm <@U1|alex> maya@quarrychip.example', admin)).toMatchObject({ ok: true })
    expect((await town.storage.person(alex)).emails).toEqual([{ email: 'maya@quarrychip.example', confirmed: true }])
  })

  test('only an administrator of a place where that person is may agree, where ids do not tell who is', async () => {
    const here = new Set(['U1'])
    const asked: string[] = []
    const admin = {
      user: 'U9',
      rights: adminRights,
      isHere(userId: string) {
        asked.push(userId)
        return Promise.resolve(here.has(userId))
      },
    }
    await town.ask('me maya@quarrychip.example maya@kernel.org', {}, { confirm: 'admin' })
    await town.ask('me kim@quarrychip.example', { user: 'U2' }, { confirm: 'admin' })
    const waiting = await town.ask('me confirm', admin)
    expect(waiting.text).toContain('2 addresses to confirm:')
    expect(waiting.text).not.toContain('kim@quarrychip.example')
    expect(asked.toSorted()).toEqual(['U1', 'U2'])
    const stranger = await town.ask('me confirm U2 kim@quarrychip.example', admin)
    expect(stranger.text).toContain('Nobody asked for U2 kim@quarrychip.example')
    expect((await town.storage.person({ platform: 'p', userId: 'U2' })).emails).toMatchObject([{ confirmed: false }])
    expect(await town.ask('me confirm U1 maya@kernel.org', admin)).toMatchObject({ ok: true })
    // The platform is not asked about ids that somebody made up.
    asked.length = 0
    expect(await town.ask('me confirm U7 maya@kernel.org', admin)).toMatchObject({ ok: false })
    expect(asked).toEqual([])
    const silent = { ...admin, isHere: () => Promise.reject(new Error('Missing Access')) }
    for (const text of ['me confirm', 'me confirm U1 maya@quarrychip.example']) {
      const answer = await town.ask(text, silent)
      expect(answer).toMatchObject({ ok: false })
      expect(answer.text).toContain('Who is here cannot be seen at the moment: Missing Access')
    }
    expect((await town.storage.person(alex)).emails).toContainEqual({
      email: 'maya@quarrychip.example',
      confirmed: false,
    })
  })

  test('no more people than can be asked after are listed, those who came last', async () => {
    for (let at = 1; at <= 27; at += 1) {
      town.setTime(town.time() + 1000)
      await town.ask(`me maya${at}@quarrychip.example`, { user: `U${at}` }, { confirm: 'admin' })
    }
    const { text } = await town.ask('me confirm', {
      user: 'U99',
      rights: adminRights,
      isHere: () => Promise.resolve(true),
    })
    expect(text).toContain('25 addresses to confirm:')
    expect(text).toContain('maya27@')
    expect(text).not.toContain('maya2@')
    expect(text).toContain('Only the 25 people who asked last were looked at')
  })
})
