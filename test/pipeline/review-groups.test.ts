import { assert, integer, property, shuffledSubarray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReviewEvent } from '#src/pipeline/review-groups.ts'
import { groupReviews } from '#src/pipeline/review-groups.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { firstAt, fuad, paolo, replyMail } from '#test/notice/summaries.ts'

const minute = 60_000
const place = { list: 'kvm', seriesKey: 'key' }

function mail(id: string, minutes: number, more: Partial<ListMail> = {}): ListMail {
  return replyMail({ text: 'Why?', messageId: id, receivedAt: firstAt + minutes * minute, ...more })
}

function idsOf(mails: readonly ListMail[], before: readonly ReviewEvent[] = []): readonly (readonly string[])[] {
  return groupReviews(place, mails, before).map(({ event }) => event.messageIds)
}

describe('mails of one reviewer', () => {
  test('within five minutes of the first are one post', () => {
    expect(idsOf([mail('a', 0), mail('b', 2), mail('c', 5)])).toEqual([['a', 'b', 'c']])
    expect(idsOf([mail('a', 0), mail('b', 4), mail('c', 5.01)])).toEqual([['a', 'b'], ['c']])
  })

  test('are told apart by when we got them, not by when they say that they were sent', () => {
    const year2077 = Date.UTC(2077, 0, 1)
    expect(idsOf([mail('a', 0, { sentAt: year2077 }), mail('b', 1, { sentAt: 0 })])).toEqual([['a', 'b']])
    expect(idsOf([mail('a', 0, { sentAt: 0 }), mail('b', 9, { sentAt: 0 })])).toEqual([['a'], ['b']])
  })

  test('are one person’s, whatever the case of the address; two people are two posts', () => {
    const shouting = { ...paolo, email: paolo.email.toUpperCase() }
    expect(idsOf([mail('a', 0), mail('b', 1, { from: shouting }), mail('c', 1, { author: fuad })])).toEqual([
      ['a', 'b'],
      ['c'],
    ])
  })

  test('that come later join the post that is there, which keeps its name', () => {
    const [first] = groupReviews(place, [mail('b', 2)], [])
    const known = first === undefined ? [] : [first.event]
    const [joined, ...others] = groupReviews(place, [mail('a', 0), mail('b', 2), mail('c', 4)], known)
    expect(joined?.event).toMatchObject({ id: 'review:key:b', messageIds: ['b', 'a', 'c'] })
    expect(joined?.isUnchanged).toBe(false)
    expect(others).toEqual([])
    expect(groupReviews(place, [mail('b', 2)], known)).toMatchObject([{ isUnchanged: true }])
  })

  test('of robots are no post at all', () => {
    for (const from of [
      { name: 'kernel test robot', email: 'lkp@intel.com' },
      { name: 'syzbot', email: 'syzbot+0a1b2c@syzkaller.appspotmail.com' },
    ])
      expect(idsOf([mail('a', 0, { author: from, kind: 'report' })])).toEqual([])
  })
})

test('looking again, at any part of a thread, never doubles or loses a mail', () => {
  const mails = Array.from({ length: 12 }, (_, index) =>
    mail(`m${index}`, index * 1.7, index % 3 === 0 ? { author: fuad } : {}),
  )
  assert(
    property(shuffledSubarray(mails, { minLength: mails.length }), integer({ min: 0, max: 12 }), (order, cut) => {
      const early = groupReviews(place, order.slice(0, cut), []).map(({ event }) => event)
      const all = groupReviews(place, mails, early)
      const ids = all.flatMap(({ event }) => event.messageIds)
      expect([...ids].sort()).toEqual(mails.map(({ messageId }) => messageId).sort())
      expect(
        groupReviews(
          place,
          mails,
          all.map(({ event }) => event),
        ).every(({ isUnchanged }) => isUnchanged),
      ).toBe(true)
    }),
  )
})
