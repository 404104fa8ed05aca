import { describe, expect, test } from 'vitest'
import { channelsFor } from '#src/pipeline/channels-for.ts'
import { groupReviews } from '#src/pipeline/review-groups.ts'
import { keyRevisions } from '#src/pipeline/series-keys.ts'
import { whenToAnnounce } from '#src/pipeline/when-to-announce.ts'
import { stateEventId } from '#src/pipeline/write-posts.ts'
import type { SavedSeries, Subscription } from '#src/storage/storage.ts'
import { listMail, summaryOf } from '../storage/shapes.ts'

function saved(key: string, id: string, patches: readonly (string | undefined)[], announcedAt?: number): SavedSeries {
  return { key, summary: summaryOf({ id, patches }), announcedAt, touchedAt: 0 }
}

function keysOf(
  revisions: readonly { id: string; patches: readonly (string | undefined)[] }[],
  before: readonly SavedSeries[],
) {
  return keyRevisions(
    revisions.map((shape) => summaryOf(shape).revision),
    before,
  ).map(({ revision, key }) => [revision.id, key])
}

function subscribed(channel: string, more: Partial<Subscription> = {}): Subscription {
  return {
    id: channel,
    platform: 'p',
    channel,
    list: 'kvm',
    filter: '',
    createdBy: 'u',
    createdAt: 5,
    pausedBecause: undefined,
    ...more,
  }
}

function channels(subscriptions: readonly Subscription[], announcedAt?: number): readonly string[] {
  return channelsFor(summaryOf({}), ['kvm', 'kvmarm'], subscriptions, announcedAt).map(({ channel }) => channel)
}

describe('the channels of a series', () => {
  test('are those subscribed to a list that brought it, each once', () => {
    const other = subscribed('elsewhere', { list: 'linux-mm' })
    const twice = subscribed('one', { id: '2', list: 'kvmarm' })
    expect(channels([subscribed('one'), twice, other])).toEqual(['one'])
  })

  test('are not those whose filter cannot be read, nor those that are paused', () => {
    expect(
      channels([subscribed('broken', { filter: 'arch:arm65' }), subscribed('also', { filter: 'nonsense' })]),
    ).toEqual([])
    expect(channels([subscribed('gone', { pausedBecause: 'not_in_channel' })])).toEqual([])
  })

  test('are not those that subscribed after it was announced', () => {
    expect(channels([subscribed('old'), subscribed('new', { createdAt: 11 })], 10)).toEqual(['old'])
  })
})

test('a state that is only guessed is no event', () => {
  const by = { name: 'M', email: 'm@x' }
  const state = { is: 'applied', by, sentence: 'Applied.', messageId: 'a', at: 1 } as const
  expect(stateEventId('key', { ...summaryOf({}), state })).toBe('state:key:a')
  expect(stateEventId('key', { ...summaryOf({}), state: { ...state, maybe: true } })).toBeUndefined()
})

describe('a series keeps the key that its posts hang on', () => {
  test('when a late cover gives it another id', () => {
    expect(keysOf([{ id: 'by cover', patches: ['p1', 'p2'] }], [saved('old', 'old', ['p1', undefined])])).toEqual([
      ['by cover', 'old'],
    ])
  })

  test('also when a part of it has moved to another, which gets a key of its own', () => {
    const before = [saved('a', 'a', ['p1', 'p2'], 5), saved('b', 'b', ['p3'], 9)]
    const keys = keysOf(
      [
        { id: '0 new', patches: ['p2', 'p1'] },
        { id: 'a', patches: ['p4'] },
      ],
      before,
    )
    expect(Object.fromEntries(keys)).toEqual({ a: 'a', '0 new': '0 new' })
  })

  test('of two that turn out to be one, that of the one announced first', () => {
    const before = [saved('b', 'b', ['p2'], 9), saved('a', 'a', ['p1'], 5)]
    expect(keysOf([{ id: 'both', patches: ['p1', 'p2'] }], before)).toEqual([['both', 'a']])
  })

  test('when a second one splits off', () => {
    const before = [saved('old', 'x', ['p1', 'p2'])]
    expect(
      keysOf(
        [
          { id: 'x', patches: ['p1'] },
          { id: 'y', patches: ['p2'] },
        ],
        before,
      ),
    ).toEqual([
      ['x', 'old'],
      ['y', 'y'],
    ])
  })

  test('and nobody else gets it', () => {
    expect(
      keysOf(
        [
          { id: 'new', patches: ['p1'] },
          { id: 'old', patches: ['p9'] },
        ],
        [saved('old', 'moved', ['p1'])],
      ),
    ).toEqual([
      ['new', 'old'],
      ['old', 'old-2'],
    ])
  })
})

describe('reviews of one sitting', () => {
  const place = { list: 'kvm', seriesKey: 'k' }
  const olu = { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example' }
  const minute = 60_000

  test('keep their event when an earlier mail of it comes late', () => {
    const later = listMail({ messageId: 'later', kind: 'reply', from: olu, receivedAt: 10 * minute })
    const earlier = listMail({ messageId: 'earlier', kind: 'reply', from: olu, receivedAt: 8 * minute })
    const [first] = groupReviews(place, [later], [])
    if (first === undefined) throw new Error('no group')
    const groups = groupReviews(place, [earlier, later], [first.event])
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({
      isUnchanged: false,
      event: { id: first.event.id, messageIds: ['later', 'earlier'] },
    })
    expect(
      groupReviews(
        place,
        [earlier, later],
        groups.map(({ event }) => event),
      )[0]?.isUnchanged,
    ).toBe(true)
  })

  test('robots have none', () => {
    const robot = listMail({ kind: 'report', from: { name: 'kernel test robot', email: 'lkp@intel.com' } })
    expect(groupReviews(place, [robot], [])).toEqual([])
  })
})

describe('the moment of a series', () => {
  const settings = { quietMs: 90, catchUpMs: 1000 }
  const start = { startedAt: 5000, announceFrom: 4000, backfillFrom: 0 }
  const partial = { ...summaryOf({ patches: ['p1', undefined] }).revision, lastAt: 6000 }
  const whole = { ...summaryOf({ patches: ['p1'] }).revision, lastAt: 6000 }
  const input = { start, settings, partSeenAt: 6000, now: 6010, wallNow: 6010 }

  test('is now when it is complete, or has been quiet', () => {
    expect(whenToAnnounce(whole, input)).toBe('now')
    expect(whenToAnnounce(partial, input)).toEqual({ waitUntil: 6090 })
    expect(whenToAnnounce(partial, { ...input, now: 6090 })).toBe('now')
  })

  test('is now where the clock was set back by more than a quiet time, since nobody knows how long it has been quiet', () => {
    const seenAt = (partSeenAt: number) => whenToAnnounce(partial, { ...input, partSeenAt })
    expect(seenAt(6100)).toEqual({ waitUntil: 6190 })
    expect(seenAt(6101)).toBe('now')
    // An archive has a time of its own.
    expect(whenToAnnounce(partial, { ...input, partSeenAt: 7000, wallNow: undefined })).toEqual({ waitUntil: 7090 })
  })

  test('is never when it is older than what the first start posts, and late when it came while we were away for long', () => {
    expect(whenToAnnounce({ ...whole, lastAt: 3999 }, input)).toBe('never')
    expect(whenToAnnounce(whole, { ...input, wallNow: 7001 })).toBe('late')
    expect(whenToAnnounce(whole, { ...input, wallNow: undefined })).toBe('now')
    expect(whenToAnnounce({ ...whole, lastAt: 4500 }, { ...input, wallNow: 9_999_999 })).toBe('now')
  })
})
