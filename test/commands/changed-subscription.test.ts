import { expect, test } from 'vitest'
import { hour, minute, monday, openTown } from '#test/people/small-town.ts'
import { series } from '../pipeline/letters.ts'

test('a wider filter brings what comes from then on, and no older series when somebody answers one', async () => {
  const town = await openTown()
  const channel = 'arm'
  await town.ask('subscribe arch:arm64', { channel })
  await town.read(...series('a', 'KVM: Walk faster', 2, monday + minute))
  town.setTime(monday + hour)
  await town.ask('subscribe id:1 all', { channel })
  await town.read(
    {
      id: 'r@x',
      at: monday + 2 * hour,
      subject: 'Re: [PATCH 1/2] KVM: Walk faster',
      from: 'Olu Adeyemi <olu@cloudmoor.example>',
      inReplyTo: 'a-1@quarrychip.example',
      body: 'This takes the lock twice.',
    },
    ...series('b', 'KVM: Walk slower', 1, monday + 3 * hour),
  )
  const roots = town.chat.posts.filter((post) => post.channel === channel && post.thread === undefined)
  await town.close()
  expect(roots.map(({ text }) => text.slice(0, 19))).toEqual(['v1 KVM: Walk slower'])
})
