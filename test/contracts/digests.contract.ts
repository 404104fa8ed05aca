import { describe, expect, test } from 'vitest'
import type { Schedule } from '#src/storage/digests.ts'
import type { SavedSeries, Storage } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'
import { announcement, row, theCluster } from '../storage/outbox-rows.ts'
import { newMail, summaryOf } from '../storage/shapes.ts'

const morning: Schedule = {
  platform: 'p',
  channel: 'one',
  list: 'kvm',
  weekly: { time: '09:00', zone: 'Europe/Berlin', days: [1, 2, 3, 4, 5] },
  filter: undefined,
  createdBy: 'Maya',
  createdAt: 50,
  coveredUntil: 100,
}

/** What every database must do for digests. `current` gives the open, empty one. */
export function digestsContract(current: () => Storage): void {
  describe('schedules of digests', () => {
    test('are kept whole, one for each channel and list, and given back when they end', async () => {
      const storage = current()
      await storage.putSchedule(morning)
      const other = { ...morning, list: 'kvmarm', filter: 'arch:arm64' }
      const elsewhere = { ...morning, channel: 'two', filter: '' }
      await storage.putSchedule(elsewhere)
      await storage.putSchedule(other)
      expect(await storage.schedules()).toEqual([morning, other, elsewhere])
      const later = { ...morning, weekly: { time: '18:30', zone: 'UTC', days: [5] }, createdAt: 60 }
      await storage.putSchedule(later)
      expect(await storage.schedules({ platform: 'p', channel: 'one' })).toEqual([later, other])
      expect(await storage.removeSchedules('p', 'one')).toEqual([later, other])
      expect(await storage.removeSchedules('p', 'one')).toEqual([])
      expect(await storage.schedules()).toEqual([elsewhere])
    })

    test('a period is settled once, together with its post', async () => {
      const storage = current()
      await storage.putSchedule(morning)
      expect(await storage.settlePeriod(morning, 200, row('digest-1'), 210)).toBe(true)
      expect(await storage.settlePeriod(morning, 200, row('digest-2'), 210)).toBe(false)
      expect(await storage.row('digest-1')).toMatchObject({ state: 'pending' })
      expect(await storage.row('digest-2')).toBeUndefined()
      const [after] = await storage.schedules()
      expect(after?.coveredUntil).toBe(200)
      expect(after !== undefined && (await storage.settlePeriod(after, 300, undefined, 310))).toBe(true)
      expect(await storage.schedules()).toMatchObject([{ coveredUntil: 300 }])
    })

    test('many that settle the same period at once make one post', async () => {
      const storage = current()
      await storage.putSchedule(morning)
      const tries = Array.from({ length: 8 }, (_, index) =>
        storage.settlePeriod(morning, 200, row(`digest-${index}`, { channel: 'one' }), 210),
      )
      expect((await Promise.all(tries)).filter((won) => won)).toHaveLength(1)
      expect((await storage.counts()).outbox.pending).toBe(1)
    })

    test('one that was changed or ended meanwhile is not settled', async () => {
      const storage = current()
      await storage.putSchedule(morning)
      await storage.putSchedule({ ...morning, createdAt: 99 })
      expect(await storage.settlePeriod(morning, 200, row('digest-1'), 210)).toBe(false)
      await storage.removeSchedules('p', 'one')
      expect(await storage.settlePeriod({ ...morning, createdAt: 99 }, 200, row('digest-1'), 210)).toBe(false)
      expect(await storage.row('digest-1')).toBeUndefined()
    })
  })

  describe('what stands in a digest', () => {
    test('series that begun, were applied or were answered in a period', async () => {
      const storage = current()
      const state = {
        is: 'applied',
        by: { name: 'M', email: 'm@x' },
        sentence: 'Applied.',
        messageId: 'r',
        at: 250,
      } as const
      await save(storage, 'a', { firstAt: 100, replies: ['a-1', 'a-2', 'a-3'] })
      await save(storage, 'b', { firstAt: 150, state })
      await save(storage, 'c', { firstAt: 200, replies: ['c-1'] })
      expect(keys(await storage.seriesBegun('kvm', 100, 200))).toEqual(['a', 'b'])
      expect(keys(await storage.seriesBegun('other', 100, 200))).toEqual([])
      expect(keys(await storage.seriesUnanswered('kvm', 0, 300))).toEqual(['b'])
      expect(keys(await storage.seriesApplied('kvm', 200, 251))).toEqual(['b'])
      expect(keys(await storage.seriesApplied('kvm', 200, 250))).toEqual([])
      const answered = await storage.seriesAnswered('kvm', { from: 110, until: 1000 }, 2)
      expect(answered.map(({ series, replies }) => [series.key, replies])).toEqual([['a', 3]])
      expect(await storage.seriesAnswered('other', { from: 110, until: 1000 }, 1)).toEqual([])
      expect(await storage.oldestMail()).toBe(100)
    })

    test('mails of a list as they came, in the order in which they came', async () => {
      const storage = current()
      expect(await storage.oldestMail()).toBeUndefined()
      const mails = Array.from({ length: 450 }, (_, at) =>
        newMail({ messageId: `m${at}`, receivedAt: 1000 + (at % 7) }, { raw: at === 3 ? undefined : `mail ${at}` }),
      )
      await storage.saveMails('s', 'kvm', mails, '1')
      await storage.saveMails('t', 'other', [newMail({ messageId: 'other', receivedAt: 1003 })], '1')
      const found: { id: string; at: number; text: string | undefined }[] = []
      for await (const { messageId, receivedAt, bytes } of storage.rawMails('kvm', 1001, 1005)) {
        found.push({ id: messageId, at: receivedAt, text: bytes && Buffer.from(bytes).toString() })
      }
      const wanted = mails
        .map(({ mail }, at) => ({ id: mail.messageId, at: mail.receivedAt, text: at === 3 ? undefined : `mail ${at}` }))
        .filter(({ at }) => at >= 1001 && at < 1005)
        .sort((a, b) => a.at - b.at)
      expect(found).toEqual(wanted)
    })
  })

  describe('series that came in an outage', () => {
    test('wait until they are told together, once', async () => {
      const storage = current()
      await save(storage, 'a', { firstAt: 100 }, true)
      await save(storage, 'b', { firstAt: 50 }, true)
      expect((await storage.lateSeries('kvm')).map(({ key }) => key)).toEqual(['b', 'a'])
      expect(await storage.lateSeries('other')).toEqual([])
      const tries = [
        storage.tellLate(['b', 'a'], { rows: [row('late-1')], missed: [] }, 9),
        storage.tellLate(['b', 'a'], { rows: [row('late-2')], missed: [] }, 9),
      ]
      expect((await Promise.all(tries)).filter((won) => won)).toHaveLength(1)
      expect(await storage.lateSeries('kvm')).toEqual([])
      expect((await storage.counts()).outbox.pending).toBe(1)
    })

    test('are not told where one of them was told already', async () => {
      const storage = current()
      await save(storage, 'a', { firstAt: 100 }, true)
      expect(await storage.tellLate(['a', 'gone'], { rows: [row('late-1')], missed: [] }, 9)).toBe(false)
      expect(await storage.lateSeries('kvm')).toHaveLength(1)
    })
  })
}

function keys(found: readonly SavedSeries[]): readonly string[] {
  return found.map(({ key }) => key)
}

interface Shape {
  readonly firstAt: number
  readonly replies?: readonly string[]
  readonly state?: Summary['state']
}

const reviewer = { name: 'Åsa Lindqvist', email: 'asa@nordarm.example' }

/** A series of one patch, with replies a moment after it. */
async function save(storage: Storage, key: string, shape: Shape, isLate = false): Promise<void> {
  const { firstAt, replies = [] } = shape
  const mails = [
    newMail({ messageId: `${key}-0`, receivedAt: firstAt }, { keys: [key] }),
    ...replies.map((messageId) =>
      newMail({ messageId, kind: 'reply', from: reviewer, receivedAt: firstAt + 20 }, { keys: [key], raw: undefined }),
    ),
  ]
  await storage.saveMails('s', 'kvm', mails, key)
  const summary = summaryOf({ id: key, patches: [`${key}-0`], ...shape })
  const saved = { key, summary, announcedAt: isLate ? 0 : firstAt, touchedAt: firstAt }
  await storage.announce(announcement(await theCluster(storage), { series: [saved], late: isLate ? [key] : [] }))
}
