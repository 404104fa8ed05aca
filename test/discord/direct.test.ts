import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { directChannel, type ChatPlatform } from '#src/ports.ts'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* Direct messages: `@` and the id of a person. */

const anna = '444444444444444444'
const conversation = '944444444444444444'
const channel = directChannel(anna)

let fake: RunningFake
let platform: ChatPlatform
const host = testHost()

beforeAll(async () => {
  ;({ fake, platform } = await openDiscord())
  await platform.start(host)
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

function posts(): Promise<readonly { id: string; repliesTo?: string; edits: number; seen: { text: string } }[]> {
  return fake.control('posts', { channel: conversation })
}

describe('a person', () => {
  test('gets what they follow, replies below it, and sees it change, in one conversation', async () => {
    const since = Date.now()
    const root = await platform.send(channel, rootNotice(), 'direct')
    const reply = await platform.send(channel, replyNotice(), 'direct reply', root)
    await platform.edit?.(root, rootNotice('Applied meanwhile'), 'direct')
    expect(root).toMatchObject({ channel: conversation })
    expect(root.url).toBe(`https://discord.com/channels/@me/${conversation}/${root.id}`)
    expect(await posts()).toMatchObject([
      { id: root.id, edits: 1 },
      { id: reply.id, repliesTo: root.id },
    ])
    expect((await platform.findSent?.(channel, 'direct', since))?.id).toBe(root.id)
    expect((await platform.findSent?.(channel, 'direct reply', since, root))?.id).toBe(reply.id)
    const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
    expect(calls['POST /users/@me/channels']).toBe(1)
  })

  test('who takes no direct messages is one person, not the whole bot, and is told of in words', async () => {
    await fake.control('server', { closedUsers: ['555555555555555555'] })
    const error: unknown = await platform
      .send(directChannel('555555555555555555'), rootNotice(), 'closed')
      .catch((e) => e)
    expect(error).toMatchObject({ name: 'PermanentError', scope: 'channel', reason: 'direct_messages_closed' })
    expect(String(error)).toContain('takes no direct messages')
    await platform.send(channel, rootNotice(), 'still')
  })

  test('asks there for themselves, as nobody’s administrator', async () => {
    const { answers } = await fake.control<{ answers: { seen: { text: string } }[] }>('command', {
      channel: conversation,
      command: 'kvm',
      name: 'help',
      options: [],
    })
    expect(answers).toHaveLength(1)
    const request = host.asked.at(-1)
    expect(request).toMatchObject({ channel, user: { id: anna } })
    expect(await request?.rights?.()).toEqual({ admin: false, creator: true })
  })
})

test('nothing of this broke a rule of Discord', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
