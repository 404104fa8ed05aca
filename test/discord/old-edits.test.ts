import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { snowflakeAt } from '#adapters/discord/marker.ts'
import { oldEdits } from '#adapters/discord/old-edits.ts'
import type { ChatPlatform, SentRef } from '#src/ports.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* Discord takes few edits of posts older than an hour. */

const minuteMs = 60_000
const start = Date.UTC(2026, 10, 22)
const fresh = rootNotice('x', { tags: ['In review'] })
const applied = rootNotice('x', { tags: ['Applied'] })

describe('an edit', () => {
  test('of a young post goes at once, of an old one every twenty minutes', () => {
    let now = start
    const edits = oldEdits(() => now)
    const id = snowflakeAt(start - 50 * minuteMs)
    edits.done(id, fresh)
    expect(edits.waitMs(id, fresh)).toBe(0)
    now += 11 * minuteMs
    expect(edits.waitMs(id, fresh)).toBe(9 * minuteMs)
    now += 9 * minuteMs
    expect(edits.waitMs(id, fresh)).toBe(0)
    edits.done(id, fresh)
    expect(edits.waitMs(id, fresh)).toBe(20 * minuteMs)
    expect(edits.waitMs(snowflakeAt(start - 100 * minuteMs), fresh)).toBe(0)
  })

  test('that changes the state does not wait for its turn, but for what Discord asked', () => {
    let now = start
    const edits = oldEdits(() => now)
    const id = snowflakeAt(start - 100 * minuteMs)
    edits.done(id, fresh)
    expect(edits.waitMs(id, applied)).toBe(0)
    edits.refused(id, 30 * minuteMs)
    expect(edits.waitMs(id, applied)).toBe(30 * minuteMs)
    now += 31 * minuteMs
    expect(edits.waitMs(id, applied)).toBe(0)
  })
})

describe('on Discord', () => {
  let fake: RunningFake
  let platform: ChatPlatform
  let newChannel: Awaited<ReturnType<typeof openDiscord>>['channel']
  beforeAll(async () => {
    ;({ fake, platform, channel: newChannel } = await openDiscord())
    await platform.start(testHost())
  })
  afterAll(async () => {
    await platform.stop()
    await fake.stop()
  })

  async function oldPost(channel: string): Promise<SentRef> {
    const at = Date.now() - 2 * 60 * minuteMs
    return { channel, ...(await fake.control<{ id: string }>('post', { channel, at, body: {} })) }
  }
  test('counters of an old post wait, its change of state goes out, other posts are not held up', async () => {
    const channel = await newChannel()
    const old = await oldPost(channel)
    await platform.edit?.(old, fresh, 'old')
    expect(await failure(platform.edit?.(old, fresh, 'old'))).toMatchObject({
      name: 'TemporaryError',
      scope: 'message',
    })
    await platform.edit?.(old, applied, 'old')
    const young = await platform.send(channel, fresh, 'young')
    await platform.edit?.(young, fresh, 'young')
    await platform.edit?.(young, fresh, 'young')
    const posts = await fake.control<{ id: string; edits: number }[]>('posts', { channel })
    expect(posts.map(({ edits }) => edits)).toEqual([2, 2])
    expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
  })

  test('too many are refused by Discord: that post alone rests as long as it says, whatever its state', async () => {
    const channel = await newChannel()
    const old = await oldPost(channel)
    const states = ['New', 'In review', 'Applied', 'Queued', 'Superseded', 'NAK'].map((state) =>
      rootNotice('x', { tags: [state] }),
    )
    const ends: unknown[] = []
    for (const notice of states) {
      ends.push(await failure(platform.edit?.(old, notice, 'old')))
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    expect(ends.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(ends[5]).toMatchObject({ name: 'TemporaryError', scope: 'message' })
    const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
    expect(await failure(platform.edit?.(old, fresh, 'old'))).toMatchObject({ scope: 'message' })
    const after = await fake.control<{ calls: Record<string, number> }>('tally')
    expect(after.calls['PATCH /channels/:id/messages/:id']).toBe(calls['PATCH /channels/:id/messages/:id'])
    const other = await platform.send(channel, fresh, 'other')
    await platform.edit?.(other, applied, 'other')
  })
})
