import { describe, expect, test } from 'vitest'
import type { Follow } from '#src/storage/personal.ts'
import type { Storage } from '#src/storage/storage.ts'
import { addRows, announcement, notice, row, theCluster } from '../storage/outbox-rows.ts'
import { newMail, summaryOf } from '../storage/shapes.ts'

const alex = { platform: 'p', userId: 'U1' }
const kim = { platform: 'p', userId: 'U2' }
const one = { platform: 'p', channel: 'one' }

function seriesFollow(target: string): Follow {
  return { what: 'series', target, label: 'KVM: Fix things' }
}

/** What every database must do for people: follows, mutes, addresses. */
export function personalContract(open: () => Storage): void {
  async function addSeries(key: string, supersededBy?: string): Promise<void> {
    const { mails } = await open().counts()
    await open().saveMails('s', 'kvm', [newMail({ messageId: `${key}@x` }, { keys: [key] })], String(mails))
    const summary = summaryOf({ id: key, patches: [`${key}@x`] })
    const saved = { key, summary, announcedAt: 1, touchedAt: 1, supersededBy }
    expect(await open().announce(announcement(await theCluster(open()), { series: [saved] }))).toBe(true)
  }

  describe('follows', () => {
    test('following twice changes nothing, and what was begun can be ended once', async () => {
      expect(await open().follow(alex, seriesFollow('k1'), 1)).toBe(true)
      expect(await open().follow(alex, seriesFollow('k1'), 2)).toBe(false)
      expect(await open().follow(kim, seriesFollow('k1'), 2)).toBe(true)
      expect(await open().followsOf(alex)).toEqual([seriesFollow('k1')])
      expect(await open().unfollow(alex, seriesFollow('k1'))).toBe(true)
      expect(await open().unfollow(alex, seriesFollow('k1'))).toBe(false)
      expect(await open().followsOf(alex)).toEqual([])
      expect(await open().followsOf(kim)).toHaveLength(1)
    })

    test('go on with the revisions that replace what is followed', async () => {
      await addSeries('v1', 'v2')
      await addSeries('v2', 'v3')
      await addSeries('v3')
      await open().follow(alex, seriesFollow('v1'), 1)
      expect(await open().listeners({ seriesKeys: ['v3'], people: [] })).toMatchObject([
        { ...alex, because: 'series', target: 'v1' },
      ])
      expect(await open().follow(alex, seriesFollow('v3'), 2)).toBe(false)
      expect(await open().unfollow(alex, seriesFollow('v3'))).toBe(true)
      expect(await open().listeners({ seriesKeys: ['v3'], people: [] })).toEqual([])
    })

    test('series that replace each other in a ring are no trap', async () => {
      await addSeries('a', 'b')
      await addSeries('b', 'a')
      await open().follow(alex, seriesFollow('a'), 1)
      expect(await open().listeners({ seriesKeys: ['b', 'a'], people: [] })).toHaveLength(1)
    })

    test('who has several reasons is told once, by the strongest', async () => {
      await open().follow(alex, { what: 'person', target: 'maya@quarrychip.example', label: 'Maya' }, 1)
      await open().follow(alex, seriesFollow('k'), 2)
      const people = ['maya@quarrychip.example', 'name maya thornquist']
      expect(await open().listeners({ seriesKeys: ['k'], people })).toMatchObject([{ ...alex, because: 'series' }])
      await open().linkEmail(alex, { email: 'maya@quarrychip.example', confirmed: true, name: 'Alex' }, 3)
      expect(await open().listeners({ seriesKeys: ['k'], people })).toEqual([
        {
          ...alex,
          because: 'author',
          target: 'maya@quarrychip.example',
          label: 'maya@quarrychip.example',
          own: ['maya@quarrychip.example'],
        },
      ])
      await open().setQuiet(alex, 'asked')
      expect(await open().listeners({ seriesKeys: ['k'], people })).toEqual([])
    })
  })

  describe('addresses', () => {
    test('several spellings of one mailbox are one address, and several mailboxes belong to one person', async () => {
      await open().linkEmail(alex, { email: 'Maya@QuarryChip.example', confirmed: true, name: 'Alex' }, 1)
      await open().linkEmail(alex, { email: 'maya+kvm@quarrychip.example', confirmed: true, name: 'Alex' }, 2)
      await open().linkEmail(alex, { email: 'maya@kernel.org', confirmed: true, name: 'Alex' }, 3)
      const { emails, quietBecause } = await open().person(alex)
      expect(emails.map(({ email }) => email)).toEqual(['Maya@QuarryChip.example', 'maya@kernel.org'])
      expect(quietBecause).toBeUndefined()
      expect(await open().unlinkEmail(alex, 'maya@quarrychip.example')).toBe(true)
      expect(await open().unlinkEmail(alex, 'maya@quarrychip.example')).toBe(false)
      expect(await open().person(kim)).toEqual({ emails: [], quietBecause: undefined })
    })

    test('one that two people say is theirs stays with the one who keeps it', async () => {
      const shared = { email: 'kvm-team@quarrychip.example', confirmed: true, name: 'Team' }
      await open().linkEmail(alex, shared, 1)
      await open().linkEmail(kim, shared, 2)
      expect(await open().unlinkEmail(alex, shared.email)).toBe(true)
      expect((await open().person(alex)).emails).toEqual([])
      expect((await open().person(kim)).emails).toEqual([{ email: shared.email, confirmed: true }])
    })

    test('one that waits for an administrator counts when it is confirmed, and stays so', async () => {
      const linked = { email: 'maya@kernel.org', confirmed: false, name: 'Alex' }
      await open().linkEmail(alex, linked, 1)
      expect(await open().unconfirmed('p')).toEqual([{ userId: 'U1', name: 'Alex', email: 'maya@kernel.org' }])
      expect(await open().listeners({ seriesKeys: [], people: ['maya@kernel.org'] })).toEqual([])
      expect(await open().confirmEmail(alex, 'MAYA@kernel.org')).toBe(true)
      expect(await open().confirmEmail(kim, 'maya@kernel.org')).toBe(false)
      await open().linkEmail(alex, linked, 2)
      expect(await open().unconfirmed('p')).toEqual([])
      expect(await open().listeners({ seriesKeys: [], people: ['maya@kernel.org'] })).toHaveLength(1)
    })

    test('quiet can be ended', async () => {
      await open().setQuiet(alex, 'asked')
      expect((await open().person(alex)).quietBecause).toBe('asked')
      await open().setQuiet(alex, undefined)
      expect((await open().person(alex)).quietBecause).toBeUndefined()
    })
  })

  describe('mutes', () => {
    const whole = { ...one, seriesKey: undefined, since: 10, until: 20, by: 'Alex' }

    test('of a channel and of a series stand beside each other; a longer one is the same mute', async () => {
      await open().mute(whole)
      await open().mute({ ...one, seriesKey: 'key', since: 11, until: undefined, by: 'Kim' })
      await open().mute({ ...whole, since: 15, until: 40 })
      expect(await open().mutes(one)).toEqual([
        { ...whole, until: 40 },
        { ...one, seriesKey: 'key', since: 11, until: undefined, by: 'Kim' },
      ])
      expect(await open().mutes({ platform: 'p', channel: 'two' })).toEqual([])
      expect(await open().unmute(one, 'key')).toBe(true)
      expect(await open().unmute(one, 'key')).toBe(false)
      expect(await open().mutes()).toHaveLength(1)
    })

    test('what was held back is told once, with the end of the mute, and stays known', async () => {
      await open().mute(whole)
      const missed = { ...one, deliveryId: 'held', seriesKey: 'key', part: 'root' }
      await addRows(open(), [], { missed: [missed, missed] })
      expect(await open().missedIn(one)).toEqual([missed])
      await open().endMute(whole, [row('told')], 30)
      expect(await open().missedIn(one)).toEqual([])
      expect(await open().mutes()).toEqual([])
      expect((await open().row('told'))?.state).toBe('pending')
      expect(await open().missedOfSeries(['key', 'other'])).toEqual(new Set(['held']))
      // An announcement that holds it back in a later mute has nothing new to tell.
      await addRows(open(), [], { missed: [missed] })
      expect(await open().missedIn(one)).toEqual([])
    })
  })

  describe('posts', () => {
    test('lead to their series, roots and replies, those of the channel first', async () => {
      await addSeries('key')
      await addSeries('key2')
      await addRows(open(), [row('root'), row('reply', { rootId: 'root' })])
      await open().addPosts([{ ...row('else', { channel: 'two' }), seriesKey: 'key2' }], 1)
      await open().markSent('root', { channel: 'one', id: '17.1' }, 'h')
      await open().markSent('reply', { channel: 'thread', id: '17.2', thread: '17.1' }, 'h')
      await open().markSent('else', { channel: 'two', id: '17.1' }, 'h')
      expect((await open().seriesOfPost(one, '17.1'))?.key).toBe('key')
      expect((await open().lastSent(one))?.id).toBe('17.2')
      expect(await open().sentRoots('p')).toEqual(['17.1', '17.1'])
      expect(await open().sentRoots('q')).toEqual([])
      expect(await open().lastSent({ platform: 'p', channel: 'three' })).toBeUndefined()
      expect((await open().seriesOfPost({ platform: 'p', channel: 'two' }, '17.1'))?.key).toBe('key2')
      expect((await open().seriesOfPost({ platform: 'p', channel: '17.1' }, '17.2'))?.key).toBe('key')
      expect(await open().seriesOfPost({ platform: 'q', channel: 'one' }, '17.1')).toBeUndefined()
      expect(await open().seriesOfPost(one, '17.3')).toBeUndefined()
    })

    test('that belong to no announcement are there once', async () => {
      await open().addPosts([{ ...row('note'), seriesKey: undefined }], 1)
      await open().addPosts([{ ...row('note'), notice: notice('other') }], 2)
      expect((await open().row('note'))?.notice.fallback).toBe('note')
    })
  })

  test('a pause is news once, and so is its end; each tells whose subscriptions it stops', async () => {
    const wanted = { ...one, list: 'kvm', createdBy: 'Alex', createdAt: 1 }
    await open().addSubscription({ ...wanted, filter: '', createdById: 'U1' })
    await open().addSubscription({ ...wanted, filter: 'arch:x86' })
    expect(await open().pauseChannel('p', 'one', 'gone')).toMatchObject([{ createdById: 'U1' }, { filter: 'arch:x86' }])
    expect(await open().pauseChannel('p', 'one', 'gone')).toEqual([])
    expect(await open().pauseChannel('p', 'one', 'archived')).toEqual([])
    expect((await open().subscriptions()).map(({ pausedBecause }) => pausedBecause)).toEqual(['archived', 'archived'])
    expect(await open().pauseChannel('p', 'one', undefined)).toHaveLength(2)
    expect(await open().pauseChannel('p', 'one', undefined)).toEqual([])
  })
}
