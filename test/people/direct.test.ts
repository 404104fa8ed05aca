import { assert, asyncProperty, integer, shuffledSubarray } from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Town } from '#test/people/small-town.ts'
import { hour, minute, monday, openTown } from '#test/people/small-town.ts'
import type { LetterShape } from '../pipeline/letters.ts'
import { series } from '../pipeline/letters.ts'

const olu = 'Olu Adeyemi <olu@cloudmoor.example>'
const sato = 'Ren Sato <sato@northgate.example>'
const maya = 'Maya Thornquist <maya@quarrychip.example>'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

function reply(id: string, at: number, body: string, more: Partial<LetterShape> = {}): LetterShape {
  const subject = 'Re: [PATCH 1/2] KVM: Walk faster, step 1'
  return { id: `${id}@x`, at, subject, from: olu, inReplyTo: 'a-1@quarrychip.example', body, ...more }
}

const first = series('a', 'KVM: Walk faster', 2, monday)

describe('who sent a series is told', () => {
  beforeEach(async () => {
    await town.ask('me maya@quarrychip.example')
    await town.read(...first)
  })

  test('of answers, with the reason and how to stop them; never of their own mails', async () => {
    expect(await town.told('U1')).toEqual([])
    await town.read(
      reply('r1', monday + hour, 'This takes the lock twice, and drops it once.'),
      reply('r2', monday + hour + minute, 'You are right, I shall fix that.', { from: maya, inReplyTo: 'r1@x' }),
    )
    expect(await town.told('U1')).toMatchInlineSnapshot(`
      [
        "v1 KVM: Walk faster
      https://lore.kernel.org/kvm/a-0@quarrychip.example/
      Olu Adeyemi on 01/02 <https://lore.kernel.org/kvm/r1@x/>
      This takes the lock twice, and drops it once.
      You sent this series, from maya@quarrychip.example. Stop: /kvm me remove maya@quarrychip.example; all direct messages: /kvm me quiet on",
      ]
    `)
  })

  test('of tags that come without a word', async () => {
    await town.read(reply('r1', monday + hour, `Reviewed-by: ${olu}`))
    expect((await town.told('U1'))[0]).toContain(
      'Olu Adeyemi on 01/02 <https://lore.kernel.org/kvm/r1@x/> · Reviewed-by',
    )
  })

  test('that it was applied, once', async () => {
    await town.read(reply('r1', monday + hour, 'Applied to kvm/next, thanks!'))
    const told = await town.told('U1')
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('Applied to kvm/next by Olu Adeyemi')
    await town.run()
    expect(await town.told('U1')).toEqual(told)
  })

  test('in one message for half an hour of answers, which grows', async () => {
    await town.read(reply('r1', monday + hour, 'First of all, why?'))
    await town.read(reply('r2', monday + hour + 20 * minute, 'I wonder as well.', { from: sato }))
    await town.read(reply('r3', monday + hour + 40 * minute, 'Still nothing?'))
    const told = await town.told('U1')
    expect(told).toHaveLength(2)
    expect(told[0]).toContain('First of all, why?')
    expect(told[0]).toContain('Ren Sato on 01/02')
    expect(town.chat.posts.find(({ channel }) => channel === '@U1')?.text).toContain('and 1 more person')
  })

  test('nothing about what robots say', async () => {
    const robot = { from: 'kernel test robot <lkp@intel.com>' }
    await town.read(reply('r1', monday + hour, 'Hi Maya,\n\nkernel test robot noticed build errors.', robot))
    expect(await town.told('U1')).toEqual([])
  })

  test('nothing about their own mails where a list wrote in their place', async () => {
    const mangled = { from: 'maya at quarrychip.example (Maya Thornquist)' }
    await town.read(reply('r1', monday + hour, 'I shall fix that.', mangled))
    expect(await town.told('U1')).toEqual([])
  })

  test('nothing when they want quiet, and nothing of that time afterwards', async () => {
    await town.ask('me quiet on')
    await town.read(reply('r1', monday + hour, 'This takes the lock twice.'))
    await town.ask('me quiet off')
    await town.read(reply('r2', monday + 3 * hour, 'Ping?'))
    const told = await town.told('U1')
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('Ping?')
  })
})

describe('who follows', () => {
  test('a series is told of answers and new versions, until they stop', async () => {
    await town.read(...first)
    await town.ask('follow walk faster')
    await town.read(reply('r1', monday + hour, 'This takes the lock twice.'))
    await town.read(...series('b', 'KVM: Walk faster', 2, monday + 24 * hour, { version: '2' }))
    // The follow goes on with the new version.
    await town.read(reply('r2', monday + 25 * hour, 'Much better.', { inReplyTo: 'b-1@quarrychip.example' }))
    const [answer, version, answerToNew, ...others] = await town.told('U1')
    expect(answer).toContain('You follow this series. Stop: /kvm follow')
    expect(version).toMatchInlineSnapshot(`
      "v2 KVM: Walk faster
      https://lore.kernel.org/kvm/b-0@quarrychip.example/
      New version, after v1 · v2 · 2 patches
      Maya Thornquist · x86 · 3 Nov 2026 08:00 UTC
      +2 −0 · 1 file · arch/x86/kvm/mmu/mmu.c
      You follow this series. Stop: /kvm follow d666952bfbc8407f off; all direct messages: /kvm me quiet on"
    `)
    expect(answerToNew).toContain('Much better.')
    expect(others).toEqual([])
    await town.ask('follow walk faster off')
    await town.read(reply('r3', monday + 30 * hour, 'One more thing.', { inReplyTo: 'b-1@quarrychip.example' }))
    expect(await town.told('U1')).toHaveLength(3)
  })

  test('a person is told of their series, by any address, and of nobody else’s', async () => {
    await town.read(...series('z', 'KVM: Older', 1, monday - hour))
    await town.ask('follow Maya Thornquist')
    await town.read(
      ...first,
      ...series('c', 'KVM: Of another', 1, monday + minute, { from: sato }),
      ...series('e', 'KVM: From home', 1, monday + 2 * minute, { from: 'Maya Thornquist <maya@home.example>' }),
    )
    const told = await town.told('U1')
    expect(told.map((text) => text.split('\n')[0])).toEqual(['v1 KVM: Walk faster', 'v1 KVM: From home'])
    expect(told[0]).toContain('You follow Maya Thornquist. Stop: /kvm follow Maya Thornquist off')
  })

  test('a person is told of what was answered while their series waited to be complete', async () => {
    await town.read(...series('z', 'KVM: Older', 1, monday - hour))
    await town.ask('follow Maya Thornquist')
    const last = first.slice(2).map((part) => ({ ...part, at: monday + minute }))
    await town.read(...first.slice(0, 2), reply('r1', monday + minute / 2, 'This takes the lock twice.'), ...last)
    const told = await town.told('U1')
    expect(told).toHaveLength(2)
    expect(told[0]).toContain('v1 · 2 patches')
    expect(told[1]).toContain('This takes the lock twice.')
  })

  test('begins with what comes then', async () => {
    await town.read(...first, reply('r1', monday + hour, 'This takes the lock twice.'))
    await town.ask('follow walk faster')
    await town.run()
    expect(await town.told('U1')).toEqual([])
    await town.read(reply('r2', monday + 3 * hour, 'Ping?'))
    expect(await town.told('U1')).toHaveLength(1)
  })

  test('is told though no channel has the series', async () => {
    await town.read(...first)
    await town.ask('follow walk faster')
    await town.run({ channels: [] })
    await town.storage.syncConfigured([], monday)
    await town.read(reply('r1', monday + hour, 'This takes the lock twice.'))
    expect(await town.told('U1')).toHaveLength(1)
  })

  test('is no channel: the thread of a channel stays one thread, the message is no root', async () => {
    await town.read(...first)
    await town.ask('follow walk faster')
    await town.read(reply('r1', monday + hour, 'This takes the lock twice.'))
    await town.read(reply('r2', monday + 2 * hour, 'And the comment is wrong.'))
    const inChannel = town.chat.posts.filter(({ channel }) => channel === 'all')
    expect(inChannel.filter(({ thread }) => thread === undefined)).toHaveLength(1)
    expect(town.chat.posts.filter(({ channel }) => channel === '@U1').every(({ thread }) => thread === undefined)).toBe(
      true,
    )
    expect(town.chat.posts).toHaveLength(6)
  })

  test('may ask about a message as in a thread', async () => {
    await town.read(...first)
    await town.ask('follow walk faster')
    await town.read(reply('r1', monday + hour, 'This takes the lock twice.'))
    const about = town.chat.posts.find(({ channel }) => channel === '@U1')?.deliveryId ?? ''
    expect((await town.ask('follow off', { channel: '@U1', about })).text).toContain('You no longer follow')
  })
})

test('after a long outage nobody is told of everything at once', async () => {
  await town.close()
  town = await openTown({ time: 'wall' })
  await town.ask('me maya@quarrychip.example')
  await town.read(...first)
  const late = monday + 100 * hour
  town.setTime(late)
  await town.read(
    reply('r1', monday + hour, 'Long ago.'),
    reply('r2', monday + 50 * hour, 'A day and more ago.'),
    reply('r3', late - hour, 'Just now.'),
  )
  const told = await town.told('U1')
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('Just now.')
})

async function toldAfter(steps: readonly (readonly LetterShape[])[]): Promise<readonly string[]> {
  const place = await openTown()
  try {
    await place.ask('me maya@quarrychip.example')
    await place.read(...first)
    for (const letters of steps) await place.read(...letters)
    return [...(await place.told('U1'))].sort()
  } finally {
    await place.close()
  }
}

test('any order of answers ends in the same messages', { timeout: 60_000 }, async () => {
  const answers = [
    reply('r1', monday + hour, 'First of all, why?'),
    reply('r2', monday + hour + 3 * minute, 'And how?'),
    reply('r3', monday + hour + 20 * minute, 'I wonder as well.', { from: sato }),
    reply('r4', monday + 2 * hour, 'Because.', { from: maya }),
    reply('r5', monday + 3 * hour, 'I see.', { inReplyTo: 'a-2@quarrychip.example' }),
    reply('r6', monday + 3 * hour, `Acked-by: ${sato}`, { from: sato }),
  ]
  const inOrder = await toldAfter([answers])
  expect(inOrder).toHaveLength(2)
  await assert(
    asyncProperty(
      shuffledSubarray(answers, { minLength: answers.length }),
      integer({ min: 1, max: 5 }),
      async (shuffled, cut) => {
        expect(await toldAfter([shuffled.slice(0, cut), shuffled.slice(cut), shuffled.slice(0, 2)])).toEqual(inOrder)
      },
    ),
    { numRuns: 25 },
  )
})
