import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { deliver, deliverAll, openLanes } from '#src/pipeline/deliver.ts'
import type { Lanes } from '#src/pipeline/deliver.ts'
import { deliveryIdOf } from '#src/pipeline/delivery-id.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { directChannel, PermanentError, TemporaryError, UncertainError } from '#src/ports.ts'
import type { ChatPlatform } from '#src/ports.ts'
import { createBell } from '#src/runtime/bell.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { NewOutboxRow, OutboxRow, Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { addRows, notice, row } from '../storage/outbox-rows.ts'
import type { ScriptedPlatform } from './scripted-platform.ts'
import { scriptedPlatform } from './scripted-platform.ts'

const hour = 3_600_000

let storage: Storage
let now: number
let naps: number[]

beforeEach(async () => {
  storage = await openStorage('sqlite::memory:')
  now = 1_000_000
  naps = []
})
afterEach(() => storage.close())

function partsFor({ platform }: ScriptedPlatform, settings: Partial<LaneParts['settings']> = {}): LaneParts {
  return {
    platform,
    storage,
    clock: {
      now: () => now,
      sleep(ms) {
        naps.push(ms)
        return Promise.resolve()
      },
    },
    log: createLog('silent'),
    random: () => 0,
    checkpoint: noCheckpoint,
    settings: { ...usualSettings.delivery, editQuietMs: 4000, ...settings },
  }
}

/** Does all that is due now. */
async function work(scripted: ScriptedPlatform, settings: Partial<LaneParts['settings']> = {}): Promise<void> {
  const lanes = openLanes(partsFor(scripted, settings), createBell(), new AbortController().signal)
  while ((await lanes.startDue()) > 0) await lanes.settled()
}

async function stateOf(deliveryId: string): Promise<Pick<OutboxRow, 'state' | 'reason' | 'nextTryAt' | 'tries'>> {
  const found = await storage.row(deliveryId)
  if (found === undefined) throw new Error(`no row ${deliveryId}`)
  const { state, reason, nextTryAt, tries } = found
  return { state, reason, nextTryAt, tries }
}

function slow(scope: 'message' | 'channel' | 'installation', retryAfterMs?: number): TemporaryError {
  return new TemporaryError('slow down', { scope, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
}

describe('a post', () => {
  test('goes from pending over sending to sent', async () => {
    const chat = scriptedPlatform()
    const open = chat.hold('one')
    await addRows(storage, [row('a')])
    expect((await stateOf('a')).state).toBe('pending')
    const lanes = openLanes(partsFor(chat), createBell(), new AbortController().signal)
    await lanes.startDue()
    expect((await stateOf('a')).state).toBe('sending')
    expect(lanes.isIdle()).toBe(false)
    open()
    await lanes.settled()
    expect(await stateOf('a')).toMatchObject({ state: 'sent', tries: 1 })
    expect((await storage.row('a'))?.sent?.url).toBe('https://chat.example/one/a')
  })

  test('waits for its root and goes into its thread', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('reply', { rootId: 'root' }), row('root')])
    await work(chat)
    expect(chat.posts.map(({ deliveryId, thread }) => [deliveryId, thread])).toEqual([
      ['root', undefined],
      ['reply', 'root'],
    ])
  })

  test('is due no sooner than the root that it waits for', async () => {
    const chat = scriptedPlatform()
    chat.plan('root', slow('message', 10_000))
    await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
    await work(chat)
    expect(await storage.nextDueAt('p')).toBe(now + 10_000)
  })

  test('in one channel is sent before the next one begins', async () => {
    const chat = scriptedPlatform()
    const open = chat.hold('one')
    await addRows(storage, [row('a'), row('b'), row('c', { channel: 'two' })])
    const lanes = openLanes(partsFor(chat), createBell(), new AbortController().signal)
    expect(await lanes.startDue()).toBe(2)
    expect(await lanes.startDue()).toBe(0)
    open()
    await lanes.settled()
    expect(await lanes.startDue()).toBe(1)
    await lanes.settled()
    expect(chat.posts.filter(({ channel }) => channel === 'one').map(({ deliveryId }) => deliveryId)).toEqual([
      'a',
      'b',
    ])
  })

  test('keeps the distance that the platform asks for', async () => {
    const chat = scriptedPlatform({ limits: { postsPerSecond: 2 } })
    await addRows(storage, [row('a'), row('b')])
    await work(chat)
    expect(naps).toEqual([500, 500])
  })

  test('that is refused for a while is tried again with growing distance, others pass', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', slow('message'), slow('message'))
    await addRows(storage, [row('a'), row('b')])
    await work(chat)
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['b'])
    expect(await stateOf('a')).toEqual({ state: 'retry', reason: 'slow down', nextTryAt: now + 500, tries: 1 })
    now += 500
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'retry', nextTryAt: now + 1000, tries: 2 })
    now += 1000
    await work(chat)
    expect((await stateOf('a')).state).toBe('sent')
  })

  test('waits no longer than an hour, whatever the platform asks for', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', slow('channel', 99_999_999_999_000))
    await addRows(storage, [row('a')])
    await work(chat)
    expect((await stateOf('a')).nextTryAt).toBe(now + hour)
    now += hour
    await work(chat)
    expect((await stateOf('a')).state).toBe('sent')
  })

  test('that keeps failing by itself is given up, with its replies', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', slow('message'), slow('message'), slow('message'))
    await addRows(storage, [row('a'), row('reply', { rootId: 'a' })])
    for (let round = 0; round < 3; round += 1) {
      await work(chat, { mostTries: 3 })
      now += hour
    }
    expect(await stateOf('a')).toMatchObject({ state: 'dead', reason: 'tried 3 times: slow down' })
    expect(await stateOf('reply')).toMatchObject({ state: 'dead', reason: 'its root: tried 3 times: slow down' })
  })

  test('that is refused for good is dead with the reason', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', new PermanentError('too long', { scope: 'message', reason: 'msg_too_long' }))
    await addRows(storage, [row('a'), row('b')])
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'dead', reason: 'msg_too_long' })
    expect((await stateOf('b')).state).toBe('sent')
  })
})

describe('a rate limit', () => {
  test('on one of five channels leaves the others undisturbed', async () => {
    const chat = scriptedPlatform()
    const channels = ['one', 'two', 'three', 'four', 'five']
    await addRows(
      storage,
      channels.flatMap((channel) => [1, 2, 3].map((number) => row(`${channel} ${number}`, { channel }))),
    )
    chat.plan('three 1', slow('channel', 30_000))
    await work(chat)
    expect(chat.posts).toHaveLength(12)
    expect(chat.posts.some(({ channel }) => channel === 'three')).toBe(false)
    now += 29_999
    await work(chat)
    expect(chat.posts).toHaveLength(12)
    now += 1
    await work(chat)
    const late = chat.posts.filter(({ channel }) => channel === 'three')
    expect(late.map(({ deliveryId }) => deliveryId)).toEqual(['three 1', 'three 2', 'three 3'])
  })

  test('on the installation holds every channel', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', slow('installation', 5000))
    await addRows(storage, [row('a')])
    await work(chat)
    await addRows(storage, [row('b', { channel: 'two' })])
    await work(chat)
    expect(chat.posts).toEqual([])
    now += 5000
    await work(chat)
    expect(chat.posts).toHaveLength(2)
  })

  test.each(['channel', 'installation'] as const)(
    'on the %s gives up no post, however long it lasts',
    async (scope) => {
      const chat = scriptedPlatform()
      chat.plan('a', ...Array.from({ length: 15 }, () => slow(scope, 1000)))
      await addRows(storage, [row('a')])
      for (let round = 0; round < 15; round += 1) {
        await work(chat)
        now += hour
      }
      expect(await stateOf('a')).toMatchObject({ state: 'retry', tries: 15 })
      await work(chat)
      expect((await stateOf('a')).state).toBe('sent')
      expect(shown(chat)).toEqual([['a', undefined]])
    },
  )
})

describe('a lost answer', () => {
  const lost = { lost: new UncertainError('connection reset') }

  test('is settled by asking, and nothing is posted twice', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    await addRows(storage, [row('a')])
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'uncertain', reason: 'connection reset' })
    now += hour
    await work(chat)
    expect((await stateOf('a')).state).toBe('sent')
    expect(chat.posts).toHaveLength(1)
  })

  test('is sent again where the platform has nothing', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', new UncertainError('timeout'))
    await addRows(storage, [row('a')])
    await work(chat)
    now += hour
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'sent', tries: 2 })
    expect(chat.posts).toHaveLength(1)
  })

  test('stays uncertain while the platform cannot answer the question', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    chat.planFind(slow('message', 10_000))
    await addRows(storage, [row('a')])
    await work(chat)
    now += hour
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'uncertain', nextTryAt: now + 10_000 })
    now += 10_000
    await work(chat)
    expect(chat.posts).toHaveLength(1)
    expect((await stateOf('a')).state).toBe('sent')
  })

  test('rows that the last run left in the middle of sending are asked for, too', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a'), row('b', { channel: 'two' })])
    await storage.claimDue('p', now)
    await chat.platform.send('one', notice('a'), 'a')
    await storage.markInterruptedUncertain()
    await work(chat)
    expect(chat.posts.map(({ deliveryId }) => deliveryId).sort()).toEqual(['a', 'b'])
    expect((await stateOf('a')).state).toBe('sent')
  })

  test('stays uncertain where the channel is closed to us when we ask, and is not posted twice', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    chat.planFind(new PermanentError('not in channel', { scope: 'channel', reason: 'not_in_channel' }))
    await addRows(storage, [row('a')])
    await work(chat)
    now += hour
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'uncertain', reason: 'not_in_channel', nextTryAt: now + hour })
    now += hour
    await work(chat)
    expect(chat.posts).toHaveLength(1)
    expect((await stateOf('a')).state).toBe('sent')
  })

  test('of a second attempt leaves open which of the two is there: an edit makes it right', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', new UncertainError('timeout'), lost)
    await addRows(storage, [row('a')])
    for (let round = 0; round < 3; round += 1) {
      await work(chat)
      now += hour
    }
    await work(chat)
    expect((await stateOf('a')).state).toBe('sent')
    expect(chat.edits).toEqual(['a'])
  })

  test('is looked for from a little before the first attempt, since clocks differ', async () => {
    const chat = scriptedPlatform()
    const asked: number[] = []
    const platform: ChatPlatform = {
      ...chat.platform,
      findSent: (channel, deliveryId, since, thread) => {
        asked.push(since)
        return chat.platform.findSent?.(channel, deliveryId, since, thread) ?? Promise.resolve(undefined)
      },
    }
    const begun = now
    chat.plan('a', new UncertainError('timeout'), lost)
    await addRows(storage, [row('a')])
    for (let round = 0; round < 3; round += 1) {
      await work({ ...chat, platform })
      now += hour
    }
    expect(asked).toEqual([begun - 60_000, begun - 60_000])
  })

  test('what changed while it was uncertain is put right by an edit', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    await addRows(storage, [row('a')])
    await work(chat)
    await addRows(storage, [], { edits: [{ deliveryId: 'a', notice: notice('newer'), noticeHash: 'h2' }], at: now })
    now += hour
    await work(chat)
    expect(chat.posts.map(({ text }) => text)).toEqual(['newer'])
  })

  test('of a post that links to one that was still to come is put right by an edit', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    await addRows(storage, [linking('a', 'b'), row('b')])
    await work(chat)
    now += hour
    const links = await linksOfEdits(chat)
    expect(shown(chat)).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
    expect(links).toEqual([{ post: 'b', url: 'https://chat.example/one/b' }])
  })

  test('where nobody can be asked, a root rests and is sent again, or is held, as the setting says', async () => {
    const chat = scriptedPlatform({ canFind: false })
    chat.plan('a', lost)
    chat.plan('b', lost)
    await addRows(storage, [row('a')])
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'uncertain', nextTryAt: now + 60_000 })
    now += 60_000
    await work(chat)
    expect(chat.posts).toHaveLength(2)
    await addRows(storage, [row('b')])
    await work(chat, { whenUncertain: 'hold' })
    now += 60_000
    await work(chat, { whenUncertain: 'hold' })
    expect(chat.posts).toHaveLength(3)
    expect((await stateOf('b')).state).toBe('dead')
  })

  test('where nobody can be asked, a root is sent again once, and a reply until it is there', async () => {
    const chat = scriptedPlatform({ canFind: false })
    chat.plan('a', lost, lost)
    await addRows(storage, [row('a')])
    await work(chat)
    now += 60_000
    await work(chat)
    expect(chat.posts).toHaveLength(2)
    expect(await stateOf('a')).toMatchObject({ state: 'dead', reason: expect.stringContaining('sent twice') })
    chat.plan('c', new UncertainError('502'), new UncertainError('502'), new UncertainError('502'))
    await addRows(storage, [row('b'), row('c', { rootId: 'b' })])
    for (let round = 0; round < 5; round += 1) {
      await work(chat)
      now += hour
    }
    expect(await stateOf('c')).toMatchObject({ state: 'sent', tries: 4 })
  })

  test('of a root that was surely refused in between counts as one', async () => {
    const chat = scriptedPlatform({ canFind: false })
    chat.plan('a', slow('message', 5000), lost)
    await addRows(storage, [row('a')])
    await work(chat)
    now += hour
    await work(chat)
    expect((await stateOf('a')).state).toBe('uncertain')
    now += hour
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'sent' })
  })
})

function gone(): PermanentError {
  return new PermanentError('the bot is not in that channel', { scope: 'channel', reason: 'not_in_channel' })
}

async function subscribe(more: { channel?: string; filter?: string; createdById?: string } = {}): Promise<void> {
  const usual = { platform: 'p', channel: 'one', list: 'kvm', filter: '', createdBy: 'Alex', createdAt: 0 }
  await storage.addSubscription({ ...usual, ...more })
}

async function toldPaused(user: string): Promise<string | undefined> {
  const event = `paused:one:not_in_channel:${Math.floor(now / 86_400_000)}`
  const told = await storage.row(deliveryIdOf(event, 'direct', 'p', directChannel(user)))
  return told && plainText(told.notice)
}

describe('a channel that refuses us', () => {
  test('is paused with the reason, tried again later, and resumes by itself', async () => {
    const chat = scriptedPlatform()
    await storage.addSubscription({
      platform: 'p',
      channel: 'one',
      list: 'kvm',
      filter: '',
      createdBy: 'u',
      createdAt: 0,
    })
    chat.plan('a', new PermanentError('not in channel', { scope: 'channel', reason: 'not_in_channel' }))
    await addRows(storage, [row('a'), row('b'), row('c', { channel: 'two' })])
    await work(chat)
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['c'])
    expect((await storage.subscriptions())[0]?.pausedBecause).toBe('not_in_channel')
    now += hour
    await work(chat)
    expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
    expect(chat.posts).toHaveLength(3)
  })

  test('is told once to everybody who subscribed it, with what to do, and so is its return', async () => {
    const chat = scriptedPlatform()
    await subscribe({ filter: 'arch:x86', createdById: 'U1' })
    await subscribe({ filter: 'arch:arm64', createdById: 'U1' })
    await subscribe({ filter: 'kind:pull', createdById: 'U2' })
    await subscribe({ filter: 'arch:s390' })
    await addRows(storage, [row('before')])
    await work(chat)
    chat.plan('a', gone(), gone(), gone())
    await addRows(storage, [row('a')])
    await work(chat)
    expect(await toldPaused('U1')).toMatchInlineSnapshot(`
      "Posts to one <https://chat.example/one/before> (arch:x86; arch:arm64) are paused: not_in_channel
      > the bot is not in that channel
      Invite the bot into the channel again. It is tried again every hour, and goes on by itself; what comes meanwhile is not posted later.
      You get this because you subscribed the channel."
    `)
    expect(await toldPaused('U2')).toContain('(kind:pull)')
    for (let hours = 0; hours < 2; hours += 1) {
      now += hour
      await work(chat)
      expect((await storage.subscriptions()).every(({ pausedBecause }) => pausedBecause === 'not_in_channel')).toBe(
        true,
      )
    }
    now += hour
    await work(chat)
    expect(chat.posts.filter(({ channel }) => channel === '@U1').map(({ text }) => text)).toEqual([
      'Posts to one are paused: not_in_channel',
      'Posts to one go out again',
    ])
    expect(chat.posts.filter(({ channel }) => channel === '@U2')).toHaveLength(2)
  })

  test('that comes and goes is told of once a day', async () => {
    const chat = scriptedPlatform()
    await subscribe({ createdById: 'U1' })
    for (const id of ['a', 'b', 'c']) {
      chat.plan(id, gone())
      await addRows(storage, [row(id)])
      await work(chat)
      now += hour
      await work(chat)
    }
    expect(chat.posts.map(({ text }) => text).filter((text) => text.includes('paused'))).toHaveLength(1)
  })

  test('resumes also when it was an edit that was refused', async () => {
    const chat = scriptedPlatform()
    await subscribe({ createdById: 'U1' })
    await addRows(storage, [row('a')])
    await work(chat)
    chat.planEdit('a', gone())
    await change('a', 'new')
    now += 4000
    await work(chat)
    expect((await storage.subscriptions())[0]?.pausedBecause).toBe('not_in_channel')
    now += hour
    await work(chat)
    expect(chat.edits).toEqual(['a'])
    expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
  })

  test('resumes when the post that was to try it again is given up', async () => {
    const chat = scriptedPlatform()
    await subscribe({ createdById: 'U1' })
    chat.plan('a', gone(), new PermanentError('too long', { scope: 'message', reason: 'msg_too_long' }))
    await addRows(storage, [row('a')])
    await work(chat)
    now += hour
    await work(chat)
    expect((await stateOf('a')).state).toBe('dead')
    expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
  })

  test('resumes when a post whose answer was lost is found there', async () => {
    const chat = scriptedPlatform()
    await subscribe({ createdById: 'U1' })
    chat.plan('a', { lost: new UncertainError('reset') })
    chat.planFind(gone())
    await addRows(storage, [row('a')])
    await work(chat)
    now += 2000
    await work(chat)
    expect((await storage.subscriptions())[0]?.pausedBecause).toBe('not_in_channel')
    now += hour
    await work(chat)
    expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
    expect(chat.posts.filter(({ deliveryId }) => deliveryId === 'a')).toHaveLength(1)
  })

  test('being a person who cannot be written to, is left alone until they ask again', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', new PermanentError('no', { scope: 'channel', reason: 'cannot_dm' }))
    await addRows(storage, [row('a', { channel: '@U1' }), row('c', { channel: 'two' })])
    await work(chat)
    expect(await stateOf('a')).toMatchObject({ state: 'dead', reason: 'cannot_dm' })
    expect((await storage.person({ platform: 'p', userId: 'U1' })).quietBecause).toBe('cannot_dm')
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['c'])
    // Nothing is parked: what they ask for next can be tried.
    await addRows(storage, [row('b', { channel: '@U1' })])
    await work(chat)
    expect(chat.posts.at(-1)?.deliveryId).toBe('b')
  })

  test('is a conversation that somebody subscribed, too: it is paused, and nobody is told where nobody can be', async () => {
    const chat = scriptedPlatform()
    await subscribe({ channel: '@U1', createdById: 'U1' })
    chat.plan('a', gone())
    await addRows(storage, [row('a', { channel: '@U1' })])
    await work(chat)
    expect((await storage.subscriptions())[0]?.pausedBecause).toBe('not_in_channel')
    now += hour
    await work(chat)
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['a'])
  })

  test('a revoked token stops the whole installation', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', new PermanentError('revoked', { scope: 'installation', reason: 'token_revoked' }))
    await addRows(storage, [row('a')])
    await work(chat)
    await addRows(storage, [row('b', { channel: 'two' })])
    now += hour - 1
    await work(chat)
    expect(chat.posts).toEqual([])
    expect((await stateOf('a')).reason).toBe('token_revoked')
  })
})

async function change(deliveryId: string, text: string): Promise<void> {
  await addRows(storage, [], { edits: [{ deliveryId, notice: notice(text), noticeHash: text }], at: now })
}

function shown({ posts }: ScriptedPlatform): readonly unknown[] {
  return posts.map(({ deliveryId, thread }) => [deliveryId, thread])
}

/** A post with a link to another one of ours, and where it leads until that has an address. */
function linking(deliveryId: string, post: string): NewOutboxRow {
  const link = { post, url: `https://archive.example/${post}/` }
  return { ...row(deliveryId), notice: { ...notice(deliveryId), title: { text: deliveryId, link } } }
}

/** Does all that is due now; the links in the titles of what was edited. */
async function linksOfEdits(chat: ScriptedPlatform): Promise<readonly unknown[]> {
  const links: unknown[] = []
  const platform: ChatPlatform = {
    ...chat.platform,
    edit: (...editing) => {
      links.push(editing[1].title?.link)
      return chat.platform.edit?.(...editing) ?? Promise.resolve()
    },
  }
  await work({ ...chat, platform })
  return links
}

describe('a root that somebody deleted', () => {
  const deleted = new PermanentError('no such message', { scope: 'message', reason: 'message_not_found' })

  test('is posted again for a reply, which goes under it as all that follow do', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root')])
    await work(chat)
    chat.plan('reply', deleted)
    await addRows(storage, [row('reply', { rootId: 'root' }), row('later', { rootId: 'root' })])
    await work(chat)
    expect(shown(chat)).toEqual([
      ['root', undefined],
      ['root-2', undefined],
      ['reply', 'root-2'],
      ['later', 'root-2'],
    ])
    expect(chat.posts[1]?.text).toBe('root')
  })

  test('is posted again with the words that an edit would have brought, and edited under its new name', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root')])
    await work(chat)
    chat.planEdit('root', deleted)
    await change('root', 'new')
    now += 4000
    await work(chat)
    expect(chat.posts.map(({ deliveryId, text }) => [deliveryId, text])).toEqual([
      ['root', 'root'],
      ['root-2', 'new'],
    ])
    await change('root', 'newer')
    now += 4000
    await work(chat)
    expect(chat.edits).toEqual(['root-2'])
  })

  test('says in its new thread where that of the deleted post is, if it had one that may live on', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root'), row('first', { rootId: 'root' }), row('last', { rootId: 'root' })])
    await work(chat)
    chat.planEdit('root', deleted)
    await change('root', 'new')
    now += 4000
    await work(chat)
    const [, , , again, pointer, ...more] = chat.posts
    expect(again).toMatchObject({ deliveryId: 'root-2', text: 'new' })
    expect(pointer).toMatchObject({
      thread: 'root-2',
      text: 'Earlier replies are in the thread of the post that was deleted',
    })
    expect(more).toEqual([])
    const said = await storage.row(pointer?.deliveryId ?? '')
    expect(said?.notice.blocks).toMatchObject([{ spans: [{}, { link: { url: 'https://chat.example/one/last' } }] }])
  })

  test('is not what is the matter where a reply was deleted: its root stands, and is not posted again', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
    await work(chat)
    chat.planEdit('reply', deleted)
    await change('reply', 'new')
    now += 4000
    await work(chat)
    expect(shown(chat)).toEqual([
      ['root', undefined],
      ['reply', 'root'],
    ])
    await change('root', 'newer')
    now += 4000
    await work(chat)
    expect(chat.edits).toEqual(['root'])
  })

  test('says nothing of a thread that took no reply', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root'), row('first', { rootId: 'root' })])
    await work(chat)
    chat.plan('reply', deleted)
    await addRows(storage, [row('reply', { rootId: 'root' })])
    await work(chat)
    expect(shown(chat).slice(2)).toEqual([
      ['root-2', undefined],
      ['reply', 'root-2'],
    ])
  })

  test('stays away when it is deleted again, and the reply is given up with the reason', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root')])
    await work(chat)
    chat.plan('reply', deleted, deleted)
    await addRows(storage, [row('reply', { rootId: 'root' })])
    await work(chat)
    chat.planEdit('root-2', deleted)
    await change('root', 'new')
    now += 4000
    await work(chat)
    expect(shown(chat)).toEqual([
      ['root', undefined],
      ['root-2', undefined],
    ])
    expect(await stateOf('reply')).toMatchObject({ state: 'dead', reason: 'message_not_found' })
  })

  test('is posted again once where the answer to the second post is lost', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root')])
    await work(chat)
    chat.plan('reply', deleted)
    chat.plan('root-2', { lost: new UncertainError('no answer') })
    await addRows(storage, [row('reply', { rootId: 'root' })])
    await work(chat)
    now += hour
    await work(chat)
    expect(shown(chat)).toEqual([
      ['root', undefined],
      ['root-2', undefined],
      ['reply', 'root-2'],
    ])
  })

  test('in the conversation with a person stays deleted', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('root', { channel: '@ada' })])
    await work(chat)
    chat.planEdit('root', deleted)
    await change('root', 'new')
    now += 4000
    await work(chat)
    expect(shown(chat)).toEqual([['root', undefined]])
  })
})

describe('edits', () => {
  test('are coalesced: only the last of many changes is shown, when it has settled', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a')])
    await work(chat)
    for (const text of ['1', '2', '3']) {
      await change('a', text)
      await work(chat)
      now += 1000
    }
    expect(chat.edits).toEqual([])
    now += 4000
    await work(chat)
    await work(chat)
    expect(chat.edits).toEqual(['a'])
    expect(chat.posts[0]?.text).toBe('3')
  })

  test('stay within what the platform allows in a minute', async () => {
    const chat = scriptedPlatform({ limits: { editsPerMinute: 2 } })
    const rows = [1, 2, 3].map((number) => row(`r${number}`, { channel: `c${number}` }))
    await addRows(storage, rows)
    const lanes = openLanes(partsFor(chat), createBell(), new AbortController().signal)
    await lanes.startDue()
    await lanes.settled()
    for (const { deliveryId } of rows) await change(deliveryId, 'new')
    now += 4000
    await lanes.startDue()
    await lanes.settled()
    await lanes.startDue()
    await lanes.settled()
    expect(chat.edits).toHaveLength(2)
    now += 60_000
    await lanes.startDue()
    await lanes.settled()
    expect(chat.edits).toHaveLength(3)
  })

  test('are counted anew where the clock was set back', async () => {
    const chat = scriptedPlatform({ limits: { editsPerMinute: 1 } })
    await addRows(storage, [row('a')])
    const lanes = openLanes(partsFor(chat), createBell(), new AbortController().signal)
    async function editAt(at: number, text: string): Promise<void> {
      now = at
      await change('a', text)
      now += 4000
      await lanes.startDue()
      await lanes.settled()
    }
    await lanes.startDue()
    await lanes.settled()
    const begun = now
    await editAt(begun + 24 * hour, 'by a clock that runs ahead')
    await editAt(begun, 'by the right one')
    expect(chat.edits).toEqual(['a', 'a'])
  })

  test('that are refused for a while, or whose answer was lost, are repeated', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a')])
    await work(chat)
    chat.planEdit('a', slow('message', 60_000), new UncertainError('reset'))
    await change('a', 'new')
    now += 4000
    await work(chat)
    now += 60_000
    await work(chat)
    expect(chat.edits).toEqual([])
    now += 2000
    await work(chat)
    expect(chat.posts[0]?.text).toBe('new')
  })

  test('that keep failing are tried less and less often, and at the usual pace once one was taken', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a')])
    await work(chat)
    async function waitsOf(...failures: readonly Error[]): Promise<readonly number[]> {
      chat.planEdit('a', ...failures)
      await change('a', `after ${now}`)
      now += 4000
      const waits: number[] = []
      for (let round = 0; round < failures.length; round += 1) {
        await work(chat)
        const { nextTryAt } = await stateOf('a')
        waits.push(nextTryAt - now)
        now = nextTryAt
      }
      await work(chat)
      return waits
    }
    const long = Array.from({ length: 11 }, (_, at) => (at % 2 === 0 ? slow('message') : new UncertainError('reset')))
    const waits = await waitsOf(...long)
    expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000])
    expect(waits.at(-1)).toBe(150_000)
    expect(chat.edits).toEqual(['a'])
    expect(await waitsOf(slow('message'))).toEqual([500])
  })

  test('of a direct message wait with everything else while the token is refused', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a', { channel: '@U1' })])
    await work(chat)
    chat.planEdit('a', new PermanentError('revoked', { scope: 'installation', reason: 'token_revoked' }))
    await change('a', 'new')
    now += 4000
    await work(chat)
    expect(chat.edits).toEqual([])
    now += hour
    await work(chat)
    expect(chat.posts[0]?.text).toBe('new')
  })

  test('that a platform refuses for good are not tried again until there is something new to say', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a')])
    await work(chat)
    chat.planEdit('a', new PermanentError('too old', { scope: 'message', reason: 'edit_window_closed' }))
    await change('a', 'new')
    now += 4000
    await work(chat)
    now += hour
    await work(chat)
    expect(chat.edits).toEqual([])
    await change('a', 'newer')
    now += 4000
    await work(chat)
    expect(chat.posts[0]?.text).toBe('newer')
  })

  test('that are refused in the conversation with a person are let go, and what comes next can be tried', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a', { channel: '@U1' })])
    await work(chat)
    chat.planEdit('a', new PermanentError('no', { scope: 'channel', reason: 'cannot_dm' }))
    await change('a', 'new')
    now += 4000
    await work(chat)
    await addRows(storage, [row('b', { channel: '@U1' })])
    await work(chat)
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['a', 'b'])
    now += hour
    await work(chat)
    expect(chat.edits).toEqual([])
  })

  test('wait while their channel, or the whole platform, is told to wait', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [row('a'), row('b', { channel: 'two' })])
    await work(chat)
    await change('a', 'new')
    await change('b', 'new')
    await storage.parkLane('p', 'one', now + hour, 'slow down')
    now += 4000
    await work(chat)
    expect(chat.edits).toEqual(['b'])
    await change('b', 'newer')
    await storage.parkLane('p', undefined, now + 2 * hour, 'slow down')
    now += hour
    await work(chat)
    expect(chat.edits).toEqual(['b'])
    now += hour
    await work(chat)
    expect([...chat.edits].sort()).toEqual(['a', 'b', 'b'])
  })

  test('are left alone on a platform without them', async () => {
    const chat = scriptedPlatform({ limits: { edits: false } })
    await addRows(storage, [row('a')])
    await work(chat)
    await change('a', 'new')
    now += 4000
    await work(chat)
    expect(chat.edits).toEqual([])
  })
})

describe('links to our own posts', () => {
  test('are resolved when the post is sent', async () => {
    const chat = scriptedPlatform()
    const seen: unknown[] = []
    const platform = {
      ...chat.platform,
      async send(...sending: Parameters<typeof chat.platform.send>) {
        seen.push(sending[1].title?.link)
        return chat.platform.send(...sending)
      },
    }
    const link = { post: 'a', url: 'https://archive.example/a/' }
    await addRows(storage, [row('a'), { ...row('b'), notice: { ...notice('b'), title: { text: 'b', link } } }])
    await work({ ...chat, platform })
    expect(seen).toEqual([undefined, { post: 'a', url: 'https://chat.example/one/a' }])
  })

  test('that had no address yet are put right by an edit when the other post is there', async () => {
    const chat = scriptedPlatform()
    await addRows(storage, [linking('a', 'b'), row('b')])
    await work(chat)
    expect(chat.edits).toEqual(['a'])
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['a', 'b'])
  })

  test('lead elsewhere for good where the other post was given up: nothing waits for it', async () => {
    const chat = scriptedPlatform()
    chat.plan('b', new PermanentError('too long', { scope: 'message', reason: 'msg_too_long' }))
    await addRows(storage, [linking('a', 'b'), row('b')])
    expect(await linksOfEdits(chat)).toEqual([{ post: 'b', url: 'https://archive.example/b/' }])
    expect(await storage.nextDueAt('p')).toBeUndefined()
  })
})

async function startOver(chat: ScriptedPlatform): Promise<Lanes> {
  const lanes = openLanes(partsFor(chat), createBell(), new AbortController().signal)
  await look(lanes)
  return lanes
}

async function look(lanes: Lanes): Promise<void> {
  while ((await lanes.startDue()) > 0) await lanes.settled()
}

describe('a clock that is set back by a day', () => {
  test.each(['while it runs', 'while it is stopped'])('%s makes nothing wait longer than usual', async (when) => {
    const chat = scriptedPlatform()
    now = 30 * 24 * hour
    chat.plan('a', slow('channel', hour))
    chat.plan('b', slow('message', hour))
    await addRows(storage, [row('a'), row('b', { channel: 'two' }), row('c', { channel: 'three' })])
    let lanes = await startOver(chat)
    await change('c', 'new')
    now -= 24 * hour
    if (when === 'while it runs') await look(lanes)
    else lanes = await startOver(chat)
    now += 4000
    await look(lanes)
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['c'])
    expect(chat.edits).toEqual(['c'])
    now += 1.1 * hour
    await look(lanes)
    expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['c', 'a', 'b'])
  })
})

test('an error that no platform should throw stops delivery', async () => {
  const chat = scriptedPlatform()
  chat.plan('a', new TypeError('cannot read properties of undefined'))
  await addRows(storage, [row('a')])
  const { clock, ...parts } = partsFor(chat)
  const bell = createBell()
  const stop = new AbortController()
  const lanes = openLanes({ ...parts, clock }, bell, stop.signal)
  await expect(deliver(lanes, { ...parts, clock }, bell, stop.signal)).rejects.toThrow('cannot read properties')
  expect((await stateOf('a')).state).toBe('sending')
})

test('delivering all there is ends where a channel is closed for long, and leaves what it holds', async () => {
  const chat = scriptedPlatform()
  await addRows(storage, [row('a'), row('b', { channel: 'two' })])
  await storage.parkLane('p', 'one', now + hour, 'not_in_channel')
  const clock = {
    now: () => now,
    sleep(ms: number) {
      now += Math.max(ms, 600_000)
      return Promise.resolve()
    },
  }
  const parts = { ...partsFor(chat), clock }
  const stop = new AbortController().signal
  const bell = createBell()
  await deliverAll(openLanes(parts, bell, stop), parts, bell, stop)
  expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['b'])
  expect((await stateOf('a')).state).toBe('pending')
})
