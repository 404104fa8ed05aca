import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noMailmap } from '#src/mail/mailmap.ts'
import { drainPipeline, runPipeline } from '#src/pipeline/run-pipeline.ts'
import type { PipelineParts } from '#src/pipeline/run-pipeline.ts'
import { replaySettings } from '#src/pipeline/settings.ts'
import type { PipelineSettings } from '#src/pipeline/settings.ts'
import { PermanentError, SourceError } from '#src/ports.ts'
import type { ChatPlatform, ListSource } from '#src/ports.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { rawOf } from '../storage/raw-of.ts'
import { series } from './letters.ts'
import type { ScriptedPlatform } from './scripted-platform.ts'
import { scriptedPlatform } from './scripted-platform.ts'
import type { ScriptedArrival } from './scripted-source.ts'
import { scriptedSource } from './scripted-source.ts'
import { virtualClock, type VirtualClock } from './virtual-clock.ts'

const minute = 60_000
const hour = 60 * minute
const monday = Date.UTC(2026, 10, 2, 8)

let storage: Storage
let clock: VirtualClock
beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
  clock = virtualClock(monday)
})
afterEach(() => storage.close())

interface Week {
  readonly arrivals: readonly ScriptedArrival[]
  readonly chat: ScriptedPlatform
  readonly time?: 'wall' | 'mail'
  readonly announceSince?: number | 'all'
  readonly backfill?: number | 'all'
  readonly settings?: Partial<PipelineSettings>
  readonly channels?: PipelineParts['channels']
}

function partsFor({
  arrivals,
  chat,
  time = 'mail',
  announceSince = 'all',
  backfill = 'all',
  settings,
  channels,
}: Week): PipelineParts {
  return {
    sources: [{ list: { name: 'kvm', announceSince, backfill }, source: scriptedSource(time, arrivals) }],
    platforms: [chat.platform],
    channels: channels ?? [{ platform: 'p', channel: 'all', list: 'kvm', filter: '' }],
    storage,
    tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
    clock,
    log: createLog('silent'),
    random: () => 0,
    settings: { ...replaySettings, ...settings },
  }
}

async function drain(week: Week): Promise<void> {
  await drainPipeline(partsFor(week), new AbortController().signal)
}

function linesOf({ posts }: ScriptedPlatform): readonly string[] {
  return posts.map(({ text, thread }) => `${thread === undefined ? '' : '  '}${text.split(' - ')[0] ?? ''}`)
}

/** The first line of each root, as it should be now. */
async function factsOfRoots(): Promise<readonly string[]> {
  const facts: string[] = []
  for await (const { key } of storage.seriesSince(undefined, 0)) {
    const root = (await storage.rowsOfSeries(key)).find(({ rootId }) => rootId === undefined)
    const [first] = root?.notice.blocks ?? []
    if (first?.is === 'facts') facts.push(first.spans.map(({ text }) => text).join(' · '))
  }
  return facts
}

function wants(name: string, filter: string) {
  return { platform: 'p', channel: name, list: 'kvm', filter }
}

describe('announcing', () => {
  test('a series is posted when it is complete: root, then its patches in the thread', async () => {
    const chat = scriptedPlatform()
    await drain({ chat, arrivals: series('a', 'KVM: Walk faster', 2, monday) })
    expect(linesOf(chat)).toEqual(['v1 KVM: Walk faster', '  2 patches: KVM: Walk faster'])
  })

  test('a part that comes after the quiet time edits the posts instead of making new ones', async () => {
    const chat = scriptedPlatform()
    const parts = series('a', 'KVM: Walk faster', 2, monday)
    const late = parts.map((part, index) => (index === 2 ? { ...part, at: monday + hour } : part))
    const rest = series('b', 'KVM: Something else', 1, monday + 2 * hour)
    await drain({ chat, arrivals: [...late, ...rest] })
    expect(chat.posts.filter(({ text }) => text.includes('Walk faster'))).toHaveLength(2)
    expect(chat.edits).toHaveLength(2)
  })

  test('of a series that lacks a part it is said that it may come, after some hours that it was not sent here', async () => {
    const chat = scriptedPlatform()
    const arrivals = series('a', 'KVM: Walk faster', 3, monday).slice(0, 3)
    const stop = new AbortController()
    const week = partsFor({ chat, arrivals, time: 'wall', settings: { stepwiseDelivery: false } })
    const polls: number[] = []
    const sources = week.sources.map(({ list, source }) => {
      const poll: ListSource['poll'] = (...asked) => {
        polls.push(clock.now())
        return source.poll(...asked)
      }
      return { list, source: { ...source, poll } }
    })
    const running = runPipeline({ ...week, sources }, stop.signal)
    while (chat.posts.length < 2) await clock.sleep(minute)
    expect(await factsOfRoots()).toEqual(['New · v1 · 3 patches · 2/3 received'])
    // The outbox is looked at every second: hours of that are of no interest here.
    clock.set(monday + 5.5 * hour)
    const lookedAgain = polls.length + 3
    for (let waited = 0; waited < 1200 && polls.length < lookedAgain; waited += 1) await clock.sleep(1000)
    expect(polls.length).toBeGreaterThanOrEqual(lookedAgain)
    expect(await factsOfRoots()).toEqual(['New · v1 · 3 patches · 2/3 received'])
    expect(chat.edits).toEqual([])
    clock.set(monday + 6 * hour)
    for (let waited = 0; waited < 1200 && chat.edits.length < 2; waited += 1) await clock.sleep(1000)
    stop.abort()
    await running
    expect(await factsOfRoots()).toEqual(['New · v1 · 3 patches · 2 of 3 sent to this list'])
    expect(clock.now() - monday).toBeGreaterThanOrEqual(6 * hour)
  })

  test('a part that comes late, at last, has the posts say that all are here', async () => {
    const chat = scriptedPlatform()
    const parts = series('a', 'KVM: Walk faster', 3, monday)
    const late = parts.map((part, index) => (index === 3 ? { ...part, at: monday + hour } : part))
    const rest = series('b', 'KVM: Something else', 1, monday + 2 * hour)
    await drain({ chat, arrivals: [...late, ...rest] })
    expect(await factsOfRoots()).toEqual(['New · v1 · 3 patches · all received', 'New · v1 · single patch'])
    expect(chat.edits).toHaveLength(2)
  })

  test('a part that comes within the quiet time is waited for', async () => {
    const chat = scriptedPlatform()
    const parts = series('a', 'KVM: Walk faster', 2, monday)
    await drain({ chat, arrivals: parts.map((part, index) => (index === 2 ? { ...part, at: monday + minute } : part)) })
    expect(chat.posts).toHaveLength(2)
    expect(chat.edits).toEqual([])
  })

  test('a series on the edge of what is young enough at a first start is posted, whole', async () => {
    const chat = scriptedPlatform()
    const first = monday - 24 * hour - minute
    const parts = series('a', 'KVM: Walk faster', 2, first)
    const split = parts.map((part, index) => (index === 2 ? { ...part, at: first + 2 * minute } : part))
    await drain({ chat, arrivals: split, announceSince: 24 * hour })
    expect(linesOf(chat)).toEqual(['v1 KVM: Walk faster', '  2 patches: KVM: Walk faster'])
  })

  test('a reply of today to a series that was too old for a post makes no post', async () => {
    const chat = scriptedPlatform()
    const old = series('a', 'KVM: Walk faster', 1, monday - 48 * hour)
    const reply: ScriptedArrival = {
      id: 'r',
      at: monday - hour,
      subject: 'Re: [PATCH] KVM: Walk faster',
      from: 'Olu Adeyemi <olu@cloudmoor.example>',
      inReplyTo: 'a-1@quarrychip.example',
      body: 'Looks good to me, apart from the name.\n',
    }
    await drain({ chat, arrivals: [...old, reply], announceSince: 24 * hour })
    expect(chat.posts).toEqual([])
  })

  test('two lists of one database are looked at one after the other', async () => {
    const chat = scriptedPlatform()
    const week = partsFor({ chat, arrivals: series('a', 'KVM: Walk faster', 2, monday) })
    const second = { ...scriptedSource('mail', series('b', 'KVM: Run', 2, monday + hour)), name: 'scripted:other' }
    const looks: { readonly begun: number; readonly ended: number }[] = []
    let now = 0
    async function together<T>(work: (inside: Storage) => Promise<T>): Promise<T> {
      const begun = now++
      let isLook = false
      await setImmediate()
      try {
        return await storage.together((inside) =>
          work({
            ...inside,
            clustersToLookAt(...asked) {
              isLook = true
              return inside.clustersToLookAt(...asked)
            },
          }),
        )
      } finally {
        if (isLook) looks.push({ begun, ended: now++ })
      }
    }
    const lists = [...week.sources, { list: { name: 'other', announceSince: 'all', backfill: 'all' }, source: second }]
    const parts = { ...week, storage: { ...storage, together }, sources: lists } as const
    await drainPipeline(parts as PipelineParts, new AbortController().signal)
    looks.sort((one, other) => one.begun - other.begun)
    expect(looks.length).toBeGreaterThan(1)
    for (const [at, { begun }] of looks.entries()) expect(begun).toBeGreaterThan(looks[at - 1]?.ended ?? -1)
  })

  test('a source that has lost its place can ask which mails are there', async () => {
    const chat = scriptedPlatform()
    const week = partsFor({ chat, arrivals: series('a', 'KVM: Walk faster', 2, monday) })
    await drainPipeline(week, new AbortController().signal)
    const ids = ['a-1@quarrychip.example', 'nobody@x']
    const answers: (readonly string[])[] = []
    const source: ListSource = {
      ...scriptedSource('mail', []),
      async *poll(_after, _signal, known) {
        answers.push([...((await known?.(ids)) ?? [])])
        yield* []
      },
    }
    const again = { ...week, sources: week.sources.map(({ list }) => ({ list, source })) }
    await drainPipeline(again, new AbortController().signal)
    expect(answers).toEqual([['a-1@quarrychip.example']])
  })

  test('replies go into the thread; trailers alone only move the counters; one sitting is one post', async () => {
    const chat = scriptedPlatform()
    const olu = 'Olu Adeyemi <olu@cloudmoor.example>'
    function reply(id: string, at: number, body: string): ScriptedArrival {
      return {
        id,
        at,
        subject: 'Re: [PATCH 1/2] KVM: Walk faster, step 1',
        from: olu,
        inReplyTo: 'a-1@quarrychip.example',
        body,
      }
    }
    await drain({
      chat,
      arrivals: [
        ...series('a', 'KVM: Walk faster', 2, monday),
        reply('r1@x', monday + hour, 'This takes the lock twice, and drops it once.'),
        reply('r2@x', monday + hour + 2 * minute, 'And the comment above it is wrong now as well.'),
        reply('r3@x', monday + 2 * hour, 'Reviewed-by: Olu Adeyemi <olu@cloudmoor.example>'),
        reply('r4@x', monday + 3 * hour, 'One more thing that I saw only today: the error path leaks.'),
      ],
    })
    expect(linesOf(chat).filter((line) => line.includes('Olu'))).toHaveLength(2)
    expect(chat.posts.every(({ thread }, index) => index === 0 || thread === chat.posts[0]?.deliveryId)).toBe(true)
  })

  test('a new version opens its own root, and the old thread is told where to go on', async () => {
    const chat = scriptedPlatform()
    await drain({
      chat,
      arrivals: [
        ...series('a', 'KVM: Walk faster', 2, monday),
        ...series('b', 'KVM: Walk faster', 2, monday + 24 * hour, { version: '2' }),
      ],
    })
    expect(linesOf(chat)).toEqual([
      'v1 KVM: Walk faster',
      '  2 patches: KVM: Walk faster',
      'v2 KVM: Walk faster',
      '  2 patches: KVM: Walk faster',
      '  Superseded by v2',
    ])
    expect(chat.posts[4]?.thread).toBe(chat.posts[0]?.deliveryId)
    expect(chat.edits).toContain(chat.posts[0]?.deliveryId)
  })

  test('a new version in the thread of the old one is posted before the old thread points to it', async () => {
    const chat = scriptedPlatform()
    const [cover, ...parts] = series('b', 'KVM: Walk faster', 2, monday + 24 * hour, { version: '2' })
    if (cover === undefined) throw new Error('a series has a cover')
    await drain({
      chat,
      arrivals: [
        ...series('a', 'KVM: Walk faster', 2, monday),
        { ...cover, inReplyTo: 'a-0@quarrychip.example' },
        ...parts,
      ],
    })
    expect(linesOf(chat).slice(2)).toEqual([
      'v2 KVM: Walk faster',
      '  2 patches: KVM: Walk faster',
      '  Superseded by v2',
    ])
  })

  test('a channel that refused us gets what comes for who subscribed it since', async () => {
    const chat = scriptedPlatform()
    const arm = { platform: 'p', channel: 'all', list: 'kvm', filter: 'arch:arm64', createdBy: 'u', createdAt: 0 }
    await storage.addSubscription(arm)
    await storage.pauseChannel('p', 'all', 'not_in_channel')
    const walk = series('a', 'KVM: arm64: Walk faster', 1, monday, { path: 'arch/arm64/kvm/mmu.c' })
    await drain({ chat, arrivals: walk })
    expect(linesOf(chat)).toEqual(['v1 KVM: arm64: Walk faster'])
  })

  test('v1 that arrives after v2 is linked all the same', async () => {
    const chat = scriptedPlatform()
    await drain({
      chat,
      arrivals: [
        ...series('b', 'KVM: Walk faster', 2, monday, { version: '2' }).map((part) => ({
          ...part,
          at: part.at + hour,
        })),
        ...series('a', 'KVM: Walk faster', 2, monday),
      ],
    })
    expect(linesOf(chat).filter((line) => !line.startsWith('  '))).toHaveLength(2)
    expect(linesOf(chat).at(-1)).toBe('  Superseded by v2')
  })

  test('each channel gets what its filter takes, and a channel with two subscriptions gets it once', async () => {
    const chat = scriptedPlatform()
    await drain({
      chat,
      channels: [
        wants('arm', 'arch:arm64'),
        wants('x86', 'arch:x86'),
        wants('x86', 'author:maya'),
        wants('other', 'path:drivers/**'),
      ],
      arrivals: [
        ...series('a', 'KVM: x86: Walk faster', 1, monday),
        ...series('b', 'KVM: arm64: Walk faster', 1, monday + hour, { path: 'arch/arm64/kvm/mmu.c' }),
      ],
    })
    const roots = chat.posts.filter(({ thread }) => thread === undefined)
    expect(roots.map(({ channel: name, text }) => [name, text.split(' - ')[0]])).toEqual([
      ['x86', 'v1 KVM: x86: Walk faster'],
      ['arm', 'v1 KVM: arm64: Walk faster'],
      ['x86', 'v1 KVM: arm64: Walk faster'],
    ])
  })

  test('the first start posts only what is younger than announceSince, and knows the rest', async () => {
    const chat = scriptedPlatform()
    clock.set(monday + 30 * hour)
    const old = series('a', 'KVM: Walk faster', 1, monday)
    const young = series('b', 'KVM: Walk slower', 1, monday + 29 * hour)
    const reply = {
      id: 'r@x',
      at: monday + 29.5 * hour,
      subject: 'Re: [PATCH 0/1] KVM: Walk faster',
      inReplyTo: 'a-0@quarrychip.example',
      body: 'Why would anybody want that?',
    }
    await drain({ chat, arrivals: [...old, ...young, reply], announceSince: 24 * hour })
    expect(linesOf(chat)).toEqual(['v1 KVM: Walk slower'])
    expect((await storage.counts()).series).toBe(2)
  })

  test('a subscription made later gets what comes, not what was', async () => {
    const chat = scriptedPlatform()
    const arrivals: ScriptedArrival[] = [...series('a', 'KVM: Walk faster', 1, monday)]
    await drain({ chat, arrivals })
    clock.set(clock.now() + hour)
    await storage.addSubscription({
      platform: 'p',
      channel: 'new',
      list: 'kvm',
      filter: '',
      createdBy: 'u',
      createdAt: clock.now(),
    })
    arrivals.push(
      {
        id: 'r@x',
        at: monday + hour,
        subject: 'Re: [PATCH 0/1] KVM: Walk faster',
        inReplyTo: 'a-0@quarrychip.example',
        body: 'What does it do to the nested case?',
      },
      ...series('b', 'KVM: Walk slower', 1, monday + 2 * hour),
    )
    clock.set(clock.now() + hour)
    await drain({ chat, arrivals })
    expect(chat.posts.filter(({ channel }) => channel === 'new').map(({ text }) => text.split(' - ')[0])).toEqual([
      'v1 KVM: Walk slower',
    ])
  })

  test('after a long outage there is no flood', async () => {
    const chat = scriptedPlatform()
    const arrivals: ScriptedArrival[] = []
    const week = { chat, arrivals, time: 'wall', settings: { catchUpMs: 24 * hour } } as const
    await drain(week)
    arrivals.push(
      ...series('a', 'KVM: Long ago', 1, monday + hour),
      ...series('b', 'KVM: Just now', 1, monday + 99 * hour),
    )
    clock.set(monday + 100 * hour)
    await drain(week)
    expect(linesOf(chat)).toEqual(['v1 KVM: Just now'])
  })

  test('draining twice changes nothing', async () => {
    const chat = scriptedPlatform()
    const week = { chat, arrivals: series('a', 'KVM: Walk faster', 2, monday) }
    await drain(week)
    await drain(week)
    expect(chat.posts).toHaveLength(2)
    expect(chat.edits).toEqual([])
  })
})

describe('ingesting', () => {
  test('keeps and counts what could not be fetched, with and without headers, and goes on', async () => {
    const chat = scriptedPlatform()
    await drain({
      chat,
      arrivals: [
        {
          at: monday,
          problem: 'the server gave no text',
          headers: 'Message-ID: <lost@x>\nSubject: [PATCH] KVM: Lost\n\n',
        },
        { at: monday, problem: 'timeout' },
        ...series('a', 'KVM: Walk faster', 1, monday),
      ],
    })
    expect(await storage.counts()).toMatchObject({ mails: 4, problems: 2 })
    expect((await storage.mailById('lost@x'))?.mail.problem).toContain('the server gave no text')
    expect(linesOf(chat)).toContain('v1 KVM: Walk faster')
  })

  test('keeps a mail that is no mail at all', async () => {
    const chat = scriptedPlatform()
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256)
    await drain({
      chat,
      arrivals: [
        { at: monday, bytes: noise },
        { at: monday, bytes: new Uint8Array() },
      ],
    })
    expect((await storage.counts()).mails).toBe(2)
  })

  test('of a mail of 60 MB it keeps the headers and says so', async () => {
    const head = new TextEncoder().encode('Message-ID: <big@x>\nSubject: [PATCH] KVM: Add a firmware image\n\n')
    const big = new Uint8Array(60 * 1024 * 1024).fill(65)
    big.set(head)
    await drain({ chat: scriptedPlatform(), arrivals: [{ at: monday, bytes: big }] })
    const found = await storage.mailById('big@x')
    expect(found?.mail.problem).toBe('too large (60 MB): only its headers were kept')
    expect(await rawOf(storage, 'big@x')).toContain('Add a firmware image')
  })

  test('leaves out what is older than backfill, yet moves on past it', async () => {
    const chat = scriptedPlatform()
    clock.set(monday + 100 * hour)
    const arrivals = [...series('a', 'KVM: Old', 1, monday), ...series('b', 'KVM: New', 1, monday + 99 * hour)]
    await drain({ chat, arrivals, backfill: 24 * hour })
    expect((await storage.counts()).mails).toBe(2)
    expect(await storage.cursorOf('scripted:kvm')).toBe('4')
  })

  test('a thread of a thousand mails stays quick to add to', { timeout: 60_000 }, async () => {
    const chat = scriptedPlatform()
    const arrivals: ScriptedArrival[] = [...series('a', 'KVM: Everybody has an opinion', 3, monday)]
    for (let index = 0; index < 1000; index += 1) {
      const from = `Person ${index % 40} <p${index % 40}@opinion.example>`
      const inReplyTo = index === 0 ? 'a-0@quarrychip.example' : `t${index - 1}@x`
      const body = `I do not agree with point ${index}. ${'It was tried before, and it did not work then either. '.repeat(20)}`
      arrivals.push({
        id: `t${index}@x`,
        at: monday + hour + index * 30_000,
        subject: 'Re: [PATCH 0/3] KVM: Everybody has an opinion',
        from,
        inReplyTo,
        body,
      })
    }
    await drain({ chat, arrivals, settings: { stepMs: 24 * hour } })
    const before = process.cpuUsage()
    for (let index = 0; index < 5; index += 1) {
      arrivals.push({
        id: `u${index}@x`,
        at: monday + 24 * hour + index * hour,
        subject: 'Re: [PATCH 0/3] KVM: Everybody has an opinion',
        from: 'A <a@b.example>',
        inReplyTo: 't999@x',
        body: `One more thing, number ${index}, to think about.`,
      })
    }
    await drain({ chat, arrivals })
    const { user, system } = process.cpuUsage(before)
    // Some 100 ms each on the machine this was written on; seconds would mean that something grows with the square.
    expect((user + system) / 1000 / 5).toBeLessThan(1000)
    expect(chat.posts.at(-1)?.text).toContain('number 4')
  })
})

describe('running', () => {
  test('follows until it is told to stop, and announces what a quiet time held back', async () => {
    const chat = scriptedPlatform()
    const arrivals = series('a', 'KVM: Walk faster', 3, monday).slice(0, 3)
    const stop = new AbortController()
    const running = runPipeline(
      partsFor({ chat, arrivals, time: 'wall', settings: { stepwiseDelivery: false } }),
      stop.signal,
    )
    while (chat.posts.length < 2) await clock.sleep(100)
    expect(clock.now()).toBeGreaterThanOrEqual(monday + 90_000)
    stop.abort()
    await running
    expect(linesOf(chat)[0]).toBe('v1 KVM: Walk faster')
  })

  test.each([
    ['that grows keeps the quiet time', 0, 10 * minute, 12 * minute],
    ['of long ago is not waited for', 10 * hour, 0, 2 * minute],
    ['of the future is not waited for', -10 * hour, 0, 2 * minute],
  ])('an archive %s', async (_, age, least, most) => {
    clock.set(monday + 2000 + age)
    const begun = clock.now()
    const chat = scriptedPlatform()
    const postedAt: number[] = []
    const platform: ChatPlatform = {
      ...chat.platform,
      send: (...post) => {
        postedAt.push(clock.now())
        return chat.platform.send(...post)
      },
    }
    const stop = new AbortController()
    const arrivals = series('a', 'KVM: Walk faster', 3, monday).slice(0, 3)
    const running = runPipeline(
      partsFor({ chat: { ...chat, platform }, arrivals, settings: { stepwiseDelivery: false, quietMs: 10 * minute } }),
      stop.signal,
    )
    while (chat.posts.length < 2) await clock.sleep(100)
    stop.abort()
    await running
    const waited = (postedAt[0] ?? 0) - begun
    expect(waited).toBeGreaterThanOrEqual(least)
    expect(waited).toBeLessThan(most)
  })

  test('a thread whose root was refused for good gets nothing more', async () => {
    const chat = scriptedPlatform()
    const refusing: ChatPlatform = {
      ...chat.platform,
      send: () => Promise.reject(new PermanentError('too long', { scope: 'message', reason: 'msg_too_long' })),
    }
    const arrivals: ScriptedArrival[] = [...series('a', 'KVM: Walk faster', 2, monday)]
    await drain({ chat: { ...chat, platform: refusing }, arrivals })
    arrivals.push({
      id: 'r1@x',
      at: monday + hour,
      subject: 'Re: [PATCH 1/2] KVM: Walk faster, step 1',
      from: 'Olu Adeyemi <olu@cloudmoor.example>',
      inReplyTo: 'a-1@quarrychip.example',
      body: 'This takes the lock twice, and drops it once.',
    })
    await drain({ chat, arrivals })
    expect(chat.posts).toEqual([])
    expect((await storage.counts()).outbox).toMatchObject({ dead: 2, pending: 0 })
  })

  test('saves what a source gave before it failed', async () => {
    const parts = partsFor({ chat: scriptedPlatform(), arrivals: [] })
    const source = {
      ...scriptedSource('mail', []),
      async *poll() {
        yield* scriptedSource('mail', series('a', 'KVM: Walk faster', 3, monday)).poll(
          undefined,
          new AbortController().signal,
        )
        throw new SourceError('kvm.mbox.gz cannot be unpacked to its end', { retry: false })
      },
    }
    const sources = [{ list: { name: 'kvm', announceSince: 'all', backfill: 'all' } as const, source }]
    await expect(drainPipeline({ ...parts, sources }, new AbortController().signal)).rejects.toThrow(
      'cannot be unpacked',
    )
    expect((await storage.counts()).mails).toBeGreaterThan(2)
  })

  test('ends with the reason where only a person can help, at the first try', async () => {
    const parts = partsFor({ chat: scriptedPlatform(), arrivals: [] })
    const source = {
      ...scriptedSource('wall', []),
      async *poll() {
        yield* await Promise.reject<never[]>(new SourceError('imap.example.org: wrong password', { retry: false }))
      },
    }
    const [first] = parts.sources
    const list = first?.list ?? { name: 'kvm', announceSince: 'all', backfill: 'all' }
    const run = runPipeline({ ...parts, sources: [{ list, source }] }, new AbortController().signal)
    await expect(run).rejects.toThrow('imap.example.org: wrong password')
  })
})
