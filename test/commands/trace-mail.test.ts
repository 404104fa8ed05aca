import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { traceMail } from '#src/commands/trace-mail.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { hour, minute, monday, openTown, type Town } from '#test/people/small-town.ts'
import { series, type LetterShape } from '../pipeline/letters.ts'
import { addRows } from '../storage/outbox-rows.ts'
import { newMail, summaryOf } from '../storage/shapes.ts'

test('a mail that came by two lists is let in by subscriptions to either', async () => {
  const storage = await openStorage('sqlite::memory:')
  await storage.saveMails('s', 'kvmarm', [newMail({ messageId: 'p1' }, { keys: ['outbox'] })], '1')
  await storage.saveMails('t', 'kvm', [newMail({ messageId: 'p1' }, { keys: ['outbox'] })], '1')
  await addRows(storage, [], {
    series: [{ key: 'key', summary: summaryOf({ patches: ['p1'] }), announcedAt: 5, touchedAt: 5 }],
  })
  for (const list of ['kvm', 'kvmarm', 'linux-mm']) {
    await storage.addSubscription({ platform: 'p', channel: list, list, filter: '', createdBy: 'u', createdAt: 0 })
  }
  const { channels } = await traceMail('p1', storage, 0)
  const told = channels.flatMap(({ verdicts }) => verdicts.map(({ takes, because }) => [takes, because]))
  await storage.close()
  expect(told).toEqual([
    [true, 'it takes everything'],
    [true, 'it takes everything'],
    [false, 'it is for the list linux-mm, the mail came by kvmarm, kvm'],
  ])
})

function reply(id: string, at: number, from = 'Olu Adeyemi <olu@cloudmoor.example>'): LetterShape {
  const body = `This takes the lock twice, says ${id}.`
  return {
    id: `${id}@x`,
    at,
    subject: 'Re: [PATCH 1/2] KVM: Walk faster',
    from,
    inReplyTo: 'a-1@quarrychip.example',
    body,
  }
}

describe('why says where the mail itself is', () => {
  let town: Town
  beforeEach(async () => {
    town = await openTown()
    await town.read(...series('a', 'KVM: Walk faster', 2, monday))
  })
  afterEach(() => town.close())

  async function where(messageId: string): Promise<string | undefined> {
    return /^- p all: (.*)$/m.exec((await town.ask(`why ${messageId}`)).text)?.[1]
  }

  test('a reply that was posted, and the report of a robot, which never is', async () => {
    await town.read(reply('r1', monday + minute), reply('r2', monday + hour, 'kernel test robot <lkp@intel.com>'))
    expect(await where('r1@x')).toBe('its card: posted; the reply: posted')
    expect((await town.ask('why r2@x')).text).toContain('Reports of robots are not posted.')
    expect(await where('r2@x')).toBe('its card: posted')
  })

  test('a reply to a series that is muted', async () => {
    await town.ask('mute a-0@quarrychip.example')
    await town.read(reply('r1', monday + hour))
    expect(await where('r1@x')).toBe('its card: posted; the reply: not posted, replies to this series are muted')
    await town.ask('mute a-0@quarrychip.example off')
    expect(await where('r1@x')).toBe('its card: posted; the reply: no post of its own')
  })

  test('a series and a reply that came while the channel was muted', async () => {
    await town.ask('mute 2h')
    await town.read(...series('b', 'KVM: Walk slower', 1, monday + minute), reply('r1', monday + 2 * minute))
    expect(await where('b-0@quarrychip.example')).toBe('not posted: the channel is muted; it is listed when that ends')
    expect(await where('r1@x')).toBe('its card: posted; the reply: not posted, the channel is muted')
    await town.live(() => town.time() > monday + 3 * hour)
    expect(await where('b-0@quarrychip.example')).toContain('or it came while the channel was muted')
  })

  test('a mute that is over holds nothing back, also before somebody was told of its end', async () => {
    await town.ask('mute 2h')
    await town.read(reply('r1', monday + minute))
    town.setTime(monday + 3 * hour)
    expect(await town.storage.mutes()).toHaveLength(1)
    expect(await where('r1@x')).toBe('its card: posted; the reply: no post of its own')
  })

  test('a series that came while the channel refused us', async () => {
    await town.storage.pauseChannel('p', 'all', 'not in the channel')
    await town.read(...series('b', 'KVM: Walk slower', 1, monday + hour))
    expect(await where('b-0@quarrychip.example')).toBe('not posted: posts to this channel are paused')
  })
})
