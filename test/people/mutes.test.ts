import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { endMutes } from '#src/pipeline/end-mutes.ts'
import { plainText } from '#test/notice/plain-text.ts'
import type { Town } from '#test/people/small-town.ts'
import { hour, minute, monday, openTown } from '#test/people/small-town.ts'
import type { LetterShape } from '../pipeline/letters.ts'
import { series } from '../pipeline/letters.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
  await town.read(...series('a', 'KVM: Walk faster', 2, monday))
})
afterEach(() => town.close())

function reply(id: string, to: string, at: number, body: string): LetterShape {
  return {
    id: `${id}@x`,
    at,
    subject: 'Re: [PATCH 1/2] KVM: Walk faster, step 1',
    from: 'Olu Adeyemi <olu@cloudmoor.example>',
    inReplyTo: `${to}@quarrychip.example`,
    body,
  }
}

function lines(): readonly string[] {
  return town.chat.posts.map(({ text, thread }) => `${thread === undefined ? '' : '  '}${text.split(' - ')[0] ?? ''}`)
}

/** Mutes that are over are ended, and what that posts is delivered. */
async function endAt(at: number): Promise<void> {
  town.setTime(at)
  const clock = { now: () => at, sleep: () => Promise.resolve() }
  await endMutes({ storage: town.storage, clock, archive: 'https://lore.kernel.org/kvm/' })
  await town.run()
}

describe('a muted channel', () => {
  beforeEach(async () => {
    await town.ask('mute 2h')
  })

  test('gets nothing new, its cards are kept up to date, and at the end one post lists what there was', async () => {
    const before = lines()
    await town.read(
      ...series('b', 'KVM: Walk slower', 1, monday + 10 * minute),
      reply('r1', 'a-1', monday + 20 * minute, 'This takes the lock twice.'),
      reply('r2', 'b-1', monday + 30 * minute, 'Why would anybody want that?'),
    )
    expect(lines()).toEqual(before)
    expect(town.chat.edits).toEqual([town.chat.posts[0]?.deliveryId])
    await endAt(monday + 2 * hour - minute)
    expect(lines()).toEqual(before)
    await endAt(monday + 3 * hour)
    expect(lines().slice(before.length)).toEqual(['While this channel was muted: 1 series and 1 reply in 1 thread'])
    const told = await town.storage.row(town.chat.posts.at(-1)?.deliveryId ?? '')
    expect(told && plainText(told.notice)).toMatchInlineSnapshot(`
      "While this channel was muted: 1 series and 1 reply in 1 thread (2 Nov 2026 08:00 UTC to 2 Nov 2026 10:00 UTC). What is answered from now on is posted again.
      - KVM: Walk slower <https://lore.kernel.org/kvm/b-0@quarrychip.example/> · v1 · single patch · Maya Thornquist
      - 1 reply: KVM: Walk faster <https://lore.kernel.org/kvm/a-0@quarrychip.example/> · v1 · 2 patches · Maya Thornquist"
    `)
    await endAt(monday + 9 * hour)
    expect(lines()).toHaveLength(before.length + 1)
  })

  test('that missed nothing gets no post at the end', async () => {
    const before = lines()
    await endAt(monday + 3 * hour)
    expect(lines()).toEqual(before)
    expect(await town.storage.mutes()).toEqual([])
  })

  test('gets afterwards what is said from then on: a missed card comes with its next reply, alone', async () => {
    await town.read(
      ...series('b', 'KVM: Walk slower', 1, monday + 10 * minute),
      reply('r1', 'b-1', monday + 20 * minute, 'Why would anybody want that?'),
    )
    await endAt(monday + 3 * hour)
    const before = lines().length
    await town.read(reply('r2', 'b-1', monday + 4 * hour, `Reviewed-by: Olu Adeyemi <olu@cloudmoor.example>`))
    expect(lines()).toHaveLength(before)
    await town.read(reply('r3', 'b-1', monday + 5 * hour, 'I have changed my mind.'))
    expect(lines().slice(before)).toEqual([
      'v1 KVM: Walk slower',
      expect.stringContaining('  Olu Adeyemi: I have changed my mind.'),
    ])
  })

  test('gets afterwards the list of the patches, too, with a card that was missed', async () => {
    await town.read(...series('b', 'KVM: Walk slower', 2, monday + 10 * minute))
    await endAt(monday + 3 * hour)
    const before = lines().length
    await town.read(reply('r1', 'b-1', monday + 4 * hour, 'Why would anybody want that?'))
    expect(lines().slice(before)).toEqual([
      'v1 KVM: Walk slower',
      '  2 patches: KVM: Walk slower',
      '  Olu Adeyemi on 01/02: Why would anybody want that?',
    ])
  })

  test('is one channel: others get what comes', async () => {
    await town.storage.addSubscription({
      platform: 'p',
      channel: 'other',
      list: 'kvm',
      filter: '',
      createdBy: 'U1',
      createdAt: monday - 1,
    })
    await town.read(...series('b', 'KVM: Walk slower', 1, monday + 10 * minute))
    expect(town.chat.posts.filter(({ text }) => text.includes('slower')).map(({ channel }) => channel)).toEqual([
      'other',
    ])
  })

  test('that is muted again tells only what came since', async () => {
    await town.read(...series('b', 'KVM: Walk slower', 1, monday + 10 * minute))
    await endAt(monday + 3 * hour)
    await town.ask('mute 2h')
    await town.read(...series('c', 'KVM: Stand', 1, monday + 4 * hour))
    await endAt(monday + 6 * hour)
    expect(lines().at(-1)).toBe('While this channel was muted: 1 series')
    expect(town.chat.posts.some(({ text }) => text.includes('Stand'))).toBe(false)
  })

  test('is told of in a bot that runs, when the time has come and not before', async () => {
    await town.read(...series('b', 'KVM: Walk slower', 1, monday + 10 * minute))
    const before = town.chat.posts.length
    await town.live(() => town.chat.posts.length > before)
    expect(town.chat.posts.at(-1)?.text).toBe('While this channel was muted: 1 series')
    expect(town.time()).toBeGreaterThanOrEqual(monday + 2 * hour)
    // Every loop of the bot moves the clock while it sleeps.
    expect(town.time()).toBeLessThan(monday + 2 * hour + 10 * minute)
  })

  test('of forty series tells the first and counts the rest', async () => {
    const all = Array.from({ length: 40 }, (_, index) =>
      series(`m${index}`, `KVM: Number ${index}`, 1, monday + index * minute),
    )
    await town.read(...all.flat())
    await endAt(monday + 3 * hour)
    const told = await town.storage.row(town.chat.posts.at(-1)?.deliveryId ?? '')
    expect(town.chat.posts).toHaveLength(3)
    expect(told && plainText(told.notice)).toContain('- and 25 more')
  })
})

test('a muted series gets no more replies, also not that it was superseded; its card is kept up to date', async () => {
  await town.ask('mute walk faster')
  const before = lines()
  await town.read(
    reply('r1', 'a-1', monday + hour, 'This takes the lock twice.'),
    ...series('b', 'KVM: Walk faster', 2, monday + 24 * hour, { version: '2' }),
  )
  // The new version is a post of its own.
  expect(lines().slice(before.length)).toEqual(['v2 KVM: Walk faster', '  2 patches: KVM: Walk faster'])
  expect(town.chat.edits).toContain(town.chat.posts[0]?.deliveryId)
  const root = await town.storage.row(town.chat.posts[0]?.deliveryId ?? '')
  expect(root && plainText(root.notice)).toContain('Superseded by v2')
  expect(root && plainText(root.notice)).toContain('1 reply')
})

test('a muted channel does not keep people from their direct messages', async () => {
  await town.ask('follow walk faster')
  await town.ask('mute 2h')
  await town.read(reply('r1', 'a-1', monday + hour, 'This takes the lock twice.'))
  expect(await town.told('U1')).toHaveLength(1)
})
