import { beforeAll, beforeEach, expect, test } from 'vitest'
import { directChannel, UncertainError, type ChatPlatform } from '#src/ports.ts'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { everyScope, startSlack, slackAt } from '#test/slack/open-slack.ts'

/* Messages to one person. */

type Post = { ts: string; threadTs?: string; edits: number; seen: { text: string } }

let fake: RunningFake
let platform: ChatPlatform
let people = 0

beforeAll(async () => {
  const slack = await startSlack(testHost())
  ;({ fake, platform } = slack)
  return slack.stop
})
beforeEach(() => fake.control('scopes', { scopes: everyScope }))

/** The direct channel of somebody new, and Slack's own id of the conversation. */
async function somebody(): Promise<{ to: string; conversation: string }> {
  people += 1
  await fake.control('user', { id: `U${people}`, name: `person ${people}` })
  return { to: directChannel(`U${people}`), conversation: `D${people}` }
}

test('one goes to the conversation with them; replies and edits follow it there', async () => {
  const { to, conversation } = await somebody()
  const sent = await platform.send(to, rootNotice(), 'd1')
  expect(sent.channel).toBe(conversation)
  await platform.edit?.(sent, rootNotice('Edited since'), 'd1')
  const reply = await platform.send(to, replyNotice(), 'd2', sent)
  expect(reply).toMatchObject({ channel: conversation, thread: sent.id })
  const posts = await fake.control<Post[]>('posts', { channel: conversation })
  expect(posts.map(({ edits, threadTs }) => [edits, threadTs])).toEqual([
    [1, undefined],
    [0, sent.id],
  ])
})

test('one whose answer got lost is found in that conversation', async () => {
  const { to, conversation } = await somebody()
  const since = Date.now()
  await fake.control('fault', {
    call: 'chat.postMessage',
    channel: to.slice(1),
    times: 1,
    when: 'after',
    does: { reset: true },
  })
  await expect(platform.send(to, rootNotice(), 'd3')).rejects.toBeInstanceOf(UncertainError)
  expect(await platform.findSent?.(to, 'd3', since)).toMatchObject({ channel: conversation })
  expect(await platform.findSent?.(to, 'd4', since)).toBeUndefined()
})

test('without the scope to look there, it counts as not sent: told twice beats never told again', async () => {
  await fake.control('scopes', { scopes: everyScope.filter((scope) => scope !== 'im:history') })
  const careful = slackAt(fake)
  await careful.start(testHost())
  const { to } = await somebody()
  await careful.send(to, rootNotice(), 'd5')
  expect(await careful.findSent?.(to, 'd5', Date.now())).toBeUndefined()
  await careful.stop()
})

test('without the scope to write to people, that person alone is given a rest', async () => {
  await fake.control('scopes', { scopes: ['chat:write', 'commands'] })
  const { to } = await somebody()
  await expect(platform.send(to, rootNotice(), 'd6')).rejects.toMatchObject({
    name: 'PermanentError',
    scope: 'channel',
    reason: 'missing_scope',
  })
})
