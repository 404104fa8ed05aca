import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { noMailmap } from '#src/mail/mailmap.ts'
import type { Notice } from '#src/notice/notice.ts'
import { deliveryIdOf } from '#src/pipeline/delivery-id.ts'
import { postLateSeries } from '#src/pipeline/digest-late.ts'
import { postDueDigests, type DigestList, type DigestParts } from '#src/pipeline/digest-round.ts'
import type { Schedule } from '#src/storage/digests.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { OutboxRow, SavedSeries, Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { announcement, row, theCluster } from '../storage/outbox-rows.ts'
import { newMail, summaryOf } from '../storage/shapes.ts'

const childPath = new URL('digest-child.ts', import.meta.url).pathname
const hour = 3_600_000
/** For a test that starts nine processes, most of them one after the other. */
const patient = { timeout: 120_000 }
const day = 24 * hour
const daily = [0, 1, 2, 3, 4, 5, 6]

let storage: Storage
beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
})
afterEach(() => storage.close())

function at(text: string): number {
  return Date.parse(text)
}

const readAll: DigestList = { name: 'kvm', isRead: () => true, hasReadUntil: () => true }

function partsOn(opened: Storage, list: DigestList = readAll): DigestParts {
  return { storage: opened, lists: [list], platforms: ['p'], mailmap: noMailmap }
}

function schedule(more: Partial<Schedule> = {}): Schedule {
  return {
    platform: 'p',
    channel: 'one',
    list: 'kvm',
    weekly: { time: '09:00', zone: 'UTC', days: daily },
    filter: '',
    createdBy: 'Maya',
    createdAt: at('2026-11-01T10:00Z'),
    coveredUntil: at('2026-11-01T09:00Z'),
    ...more,
  }
}

async function save(key: string, receivedAt: number, more: { archs?: readonly string[]; isLate?: boolean } = {}) {
  await storage.saveMails('s', 'kvm', [newMail({ messageId: `${key}-0`, receivedAt }, { keys: [key] })], key)
  const summary = summaryOf({ id: key, title: `KVM: ${key}`, patches: [`${key}-0`], firstAt: receivedAt })
  const saved: SavedSeries = {
    key,
    summary: { ...summary, archs: more.archs ?? ['x86'] },
    announcedAt: more.isLate === true ? 0 : receivedAt,
    touchedAt: receivedAt,
  }
  const late = more.isLate === true ? [key] : []
  await storage.announce(announcement(await theCluster(storage), { series: [saved], late }))
}

/** Another process on the same database. */
function startBot(url: string, now: number) {
  const child = spawn(process.execPath, [childPath, url, String(now)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const opened = once(child.stdout, 'data')
  const said = readText(child.stdout)
  return { opened, posted: said.then((lines) => lines.trim().split('\n').at(-1)), kill: () => child.kill('SIGKILL') }
}

async function posts(channel = 'one'): Promise<readonly OutboxRow[]> {
  const found: OutboxRow[] = []
  for (;;) {
    const claimed = await storage.claimDue('p', 1e15)
    if (claimed.length === 0) return found.filter((one) => one.channel === channel)
    found.push(...claimed)
    for (const { deliveryId, channel: place, noticeHash } of claimed) {
      await storage.markSent(deliveryId, { channel: place, id: deliveryId }, noticeHash)
    }
  }
}

async function digestOf(until: string): Promise<Notice> {
  const found = await storage.row(deliveryIdOf(`digest:p:one:kvm:${at(until)}`, 'root', 'p', 'one'))
  if (found === undefined) throw new Error('channel one got no digest')
  return found.notice
}

async function titles(channel?: string): Promise<readonly string[]> {
  const texts = (await posts(channel)).map(({ notice }) => plainText(notice))
  return texts.map((text) => (text.match(/KVM: \S+/gu) ?? []).join(' '))
}

describe('a digest that is due', () => {
  test('tells of its period, once however often it is looked at', async () => {
    await storage.putSchedule(schedule())
    await save('before', at('2026-11-01T08:59Z'))
    await save('first', at('2026-11-01T09:00Z'))
    await save('last', at('2026-11-02T08:59Z'))
    await save('after', at('2026-11-02T09:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T08:59Z'))).toBe(0)
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:00Z'))).toBe(1)
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:01Z'))).toBe(0)
    expect(await titles()).toEqual(['KVM: last KVM: first'])
    expect(await postDueDigests(partsOn(storage), at('2026-11-03T09:00Z'))).toBe(1)
    expect(await titles()).toEqual(['KVM: after'])
  })

  test('is not sent for a period in which nothing came, and the next begins where that ended', async () => {
    await storage.putSchedule(schedule())
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:00Z'))).toBe(0)
    expect(await storage.schedules()).toMatchObject([{ coveredUntil: at('2026-11-02T09:00Z') }])
    expect(await posts()).toEqual([])
  })

  test('makes up for all missed times at once, from the last one on', async () => {
    await storage.putSchedule(schedule())
    for (const date of [2, 3, 4, 5]) await save(`day-${date}`, at(`2026-11-0${date}T07:00Z`))
    expect(await postDueDigests(partsOn(storage), at('2026-11-05T15:00Z'))).toBe(1)
    expect(await titles()).toEqual(['KVM: day-5 KVM: day-4 KVM: day-3 KVM: day-2'])
  })

  test('waits until the list has been read that far', async () => {
    await storage.putSchedule(schedule())
    await save('early', at('2026-11-02T01:00Z'))
    const now = at('2026-11-02T12:00Z')
    expect(await postDueDigests(partsOn(storage, { ...readAll, isRead: () => false }), now)).toBe(0)
    expect(
      await postDueDigests(partsOn(storage, { ...readAll, hasReadUntil: (end) => end < now - 4 * hour }), now),
    ).toBe(0)
    await save('read-late', at('2026-11-02T08:00Z'))
    expect(await postDueDigests(partsOn(storage), now)).toBe(1)
    expect(await titles()).toEqual(['KVM: read-late KVM: early'])
  })

  test('comes once where several bots have one database, also where one is killed at any moment', patient, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-digest-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    const url = `sqlite:${join(dir, 'bot.db')}`
    await storage.close()
    storage = await openStorage(url)
    await storage.putSchedule(schedule())
    const end = at('2026-11-02T09:00Z')
    await save('a', at('2026-11-02T01:00Z'))
    const bots = Array.from({ length: 3 }, () => startBot(url, end))
    const counts = await Promise.all(bots.map(({ posted }) => posted))
    expect(counts.filter((count) => count === '1')).toHaveLength(1)
    expect(await posts()).toHaveLength(1)

    await save('b', at('2026-11-03T01:00Z'))
    for (const afterMs of [0, 2, 5, 10, 20]) {
      const bot = startBot(url, end + day)
      await bot.opened
      await new Promise((resolve) => {
        setTimeout(resolve, afterMs)
      })
      bot.kill()
      await bot.posted
    }
    await startBot(url, end + day).posted
    expect(await titles()).toEqual(['KVM: b'])
  })

  test('comes once a day when clocks skip its time, or show it twice', async () => {
    for (const [from, days] of [
      ['2026-03-27T12:00Z', 4],
      ['2026-10-23T12:00Z', 4],
    ] as const) {
      const begin = at(from)
      await storage.putSchedule(
        schedule({
          weekly: { time: '02:30', zone: 'Europe/Berlin', days: daily },
          createdAt: begin,
          coveredUntil: begin,
        }),
      )
      let posted = 0
      for (let now = begin; now < begin + days * day; now += 30 * 60_000) {
        if ((now - begin) % (2 * hour) === 0) await save(`${from.slice(5, 7)}-${now}`, now)
        posted += await postDueDigests(partsOn(storage), now)
      }
      expect(posted).toBe(days)
      const told = (await titles())
        .join(' ')
        .split(' ')
        .filter((word) => word.startsWith('0') || word.startsWith('1'))
      expect(new Set(told).size).toBe(told.length)
    }
  })

  test('does not come again when the clock is set back', async () => {
    await storage.putSchedule(schedule())
    await save('a', at('2026-11-02T01:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:05Z'))).toBe(1)
    for (const time of ['2026-11-02T08:00Z', '2026-11-02T09:00Z', '2026-11-02T09:06Z', '2026-11-01T23:00Z']) {
      expect(await postDueDigests(partsOn(storage), at(time))).toBe(0)
    }
    await save('b', at('2026-11-03T01:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-03T09:00Z'))).toBe(1)
  })

  test.each(['2031-01-01T09:00Z', '2026-11-05T09:00Z'])('goes on after a clock that said %s', async (ahead) => {
    await storage.putSchedule(schedule({ coveredUntil: at(ahead) }))
    await save('a', at('2026-11-02T01:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T12:00Z'))).toBe(0)
    await save('b', at('2026-11-02T13:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-03T09:00Z'))).toBe(1)
    expect(await titles()).toEqual(['KVM: b'])
  })

  test('does not make up for times before it was asked for', async () => {
    const noon = at('2026-11-02T12:00Z')
    await storage.putSchedule(schedule({ createdAt: noon, coveredUntil: at('2026-11-01T09:00Z') }))
    await save('a', at('2026-11-02T01:00Z'))
    expect(await postDueDigests(partsOn(storage), noon + 1)).toBe(0)
    expect(await postDueDigests(partsOn(storage), at('2026-11-03T09:00Z'))).toBe(1)
  })

  test('takes what the channel subscribes to then, or what it was asked to take', async () => {
    await storage.putSchedule(schedule({ filter: undefined }))
    await storage.putSchedule(schedule({ channel: 'two', filter: 'arch:s390' }))
    await storage.putSchedule(schedule({ channel: 'none', filter: undefined }))
    for (const filter of ['arch:x86', 'arch:riscv']) {
      await storage.addSubscription({
        platform: 'p',
        channel: 'one',
        list: 'kvm',
        filter,
        createdBy: 'M',
        createdAt: 0,
      })
    }
    for (const arch of ['x86', 'riscv', 's390', 'arm64']) await save(arch, at('2026-11-02T01:00Z'), { archs: [arch] })
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:00Z'))).toBe(2)
    expect(plainText(await digestOf('2026-11-02T09:00Z'))).toMatch(/only arch:x86 or arch:riscv[^]*New series \(2\)/u)
    expect(await titles('two')).toEqual(['KVM: s390'])
  })

  test('waits while the channel refuses us, or wants quiet', async () => {
    await storage.putSchedule(schedule({ filter: undefined }))
    await storage.addSubscription({
      platform: 'p',
      channel: 'one',
      list: 'kvm',
      filter: '',
      createdBy: 'M',
      createdAt: 0,
    })
    await save('a', at('2026-11-02T01:00Z'))
    const now = at('2026-11-02T09:00Z')
    await storage.pauseChannel('p', 'one', 'not_in_channel')
    expect(await postDueDigests(partsOn(storage), now)).toBe(0)
    await storage.pauseChannel('p', 'one', undefined)
    await storage.mute({ platform: 'p', channel: 'one', seriesKey: undefined, since: now, until: now + hour, by: 'M' })
    expect(await postDueDigests(partsOn(storage), now)).toBe(0)
    expect(await postDueDigests(partsOn(storage), now + 2 * hour)).toBe(1)
  })

  test('comes where somebody has subscribed since the channel refused us', async () => {
    await storage.putSchedule(schedule({ filter: undefined }))
    const usual = { platform: 'p', channel: 'one', list: 'kvm', createdBy: 'M', createdAt: 0 }
    await storage.addSubscription({ ...usual, filter: 'arch:x86' })
    await storage.pauseChannel('p', 'one', 'not_in_channel')
    await storage.addSubscription({ ...usual, filter: '' })
    await save('a', at('2026-11-02T01:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:00Z'))).toBe(1)
  })

  test('links to the posts of its own channel, and to the archive where that has none', async () => {
    await storage.putSchedule(schedule())
    for (const key of ['here', 'elsewhere', 'dead']) await save(key, at('2026-11-02T01:00Z'))
    const own = [
      { ...row('own', { channel: 'one' }), seriesKey: 'here' },
      { ...row('given-up', { channel: 'one' }), seriesKey: 'dead' },
    ]
    const others = ['here', 'elsewhere'].map((seriesKey) => ({
      ...row(`${seriesKey} in two`, { channel: 'two' }),
      seriesKey,
    }))
    await storage.addPosts([...own, ...others], 1)
    await storage.giveUp('given-up', 'msg_too_long')
    await postDueDigests(partsOn(storage), at('2026-11-02T09:00Z'))
    const items = (await digestOf('2026-11-02T09:00Z')).blocks.flatMap((block) =>
      block.is === 'list' ? block.items : [],
    )
    const links = new Map(items.map(([title]) => [title?.text, title?.link]))
    expect(links).toEqual(
      new Map([
        ['KVM: here', expect.objectContaining({ post: 'own' })],
        ['KVM: elsewhere', { url: expect.any(String) }],
        ['KVM: dead', { url: expect.any(String) }],
      ]),
    )
  })

  test('is left to whoever has the platform and the list', async () => {
    await storage.putSchedule(schedule({ platform: 'q' }))
    await storage.putSchedule(schedule({ list: 'other' }))
    await save('a', at('2026-11-02T01:00Z'))
    expect(await postDueDigests(partsOn(storage), at('2026-11-02T09:00Z'))).toBe(0)
  })
})

describe('after an outage', () => {
  test('a channel is told once of what it missed, and only of what it would have got', async () => {
    const begun = at('2026-11-01T00:00Z')
    const subscription = { platform: 'p', list: 'kvm', createdBy: 'M', createdAt: begun }
    await storage.addSubscription({ ...subscription, channel: 'one', filter: '' })
    await storage.addSubscription({ ...subscription, channel: 'two', filter: 'arch:s390' })
    await storage.addSubscription({ ...subscription, channel: 'three', filter: 'arch:mips' })
    await storage.addSubscription({ ...subscription, channel: 'new', filter: '', createdAt: begun + 9 * day })
    await storage.addSubscription({ ...subscription, channel: 'muted', filter: '' })
    await storage.mute({
      platform: 'p',
      channel: 'muted',
      seriesKey: undefined,
      since: begun,
      until: undefined,
      by: 'M',
    })
    await save('a', begun + day, { isLate: true })
    await save('b', begun + 2 * day, { isLate: true, archs: ['s390'] })
    await save('posted', begun + 3 * day)
    expect(await postLateSeries(partsOn(storage, { ...readAll, isRead: () => false }), begun + 9 * day)).toBe(0)
    expect(await postLateSeries(partsOn(storage), begun + 9 * day)).toBe(2)
    expect(await postLateSeries(partsOn(storage), begun + 9 * day)).toBe(0)
    const rows = await posts()
    expect(rows.map(({ notice }) => plainText(notice).replaceAll(/ <.*?>/gu, ''))).toEqual([
      [
        'Missed: 2 series',
        'The bot was away when these came, so they have no posts of their own.',
        'From 2 Nov 2026 00:00 UTC to 3 Nov 2026 00:00 UTC',
        'New series (2)',
        '- KVM: b · single patch · Maya Thornquist',
        '- KVM: a · single patch · Maya Thornquist',
      ].join('\n'),
    ])
    expect(await storage.lateSeries('kvm')).toEqual([])
    const heldBack = await storage.missedIn({ platform: 'p', channel: 'muted' })
    expect(heldBack.map(({ seriesKey }) => seriesKey).toSorted()).toEqual(['a', 'b'])
  })
})
