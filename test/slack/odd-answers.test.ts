import { beforeAll, describe, expect, test } from 'vitest'
import { directChannel, TemporaryError, UncertainError, type ChatPlatform } from '#src/ports.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { failure } from '#test/fakes/failure.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { slackAt, startSlack } from '#test/slack/open-slack.ts'

/* What answers is not Slack, or Slack is not well. */

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof startSlack>>['channel']
let deliveries = 0
const newId = (): string => `delivery-${(deliveries += 1)}`

beforeAll(async () => {
  const slack = await startSlack(testHost())
  ;({ fake, platform, channel: newChannel } = slack)
  return slack.stop
})

function failing(call: string, channel: string | undefined, does: object): Promise<unknown> {
  return fake.control('fault', { call, channel, times: 1, when: 'before', does })
}

/** Ways in which what answers is not Slack, or not as it should be. */
const oddAnswers = [
  ['a 429 without a time', TemporaryError, { status: 429, body: { ok: false, error: 'ratelimited' } }],
  ['a 429 with a date', TemporaryError, { status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' } }],
  ['a 429 that is a page', TemporaryError, { status: 429, body: '<html>Too many</html>' }],
  ['null', UncertainError, { status: 200, body: 'null' }],
  ['a number', UncertainError, { status: 200, body: '5' }],
  ['a word', UncertainError, { status: 200, body: '"ok"' }],
  ['a bare word', UncertainError, { status: 200, body: 'ok' }],
  ['a list', UncertainError, { status: 200, body: '[]' }],
  ['nothing', UncertainError, { status: 200, body: '' }],
  ['half an answer', UncertainError, { status: 200, body: '{"ok":true,"channel":"C1","ts":"12' }],
  ['no error where it is not ok', UncertainError, { status: 200, body: { ok: false } }],
  ['an error that is a number', UncertainError, { status: 200, body: { ok: false, error: 5 } }],
  ['metadata that is none', UncertainError, { status: 200, body: { ok: true, response_metadata: null } }],
  ['no content', UncertainError, { status: 204 }],
  [
    'a body that cannot be unpacked',
    UncertainError,
    { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x' },
  ],
] as const

describe('an answer that is not as Slack answers is no bug of ours', () => {
  for (const [what, kind, does] of oddAnswers) {
    test(`${what}, to a post, an edit and a look back`, async () => {
      // One that has not been asked to wait with its edits by the test before.
      const fresh = slackAt(fake)
      const channel = await newChannel()
      const sent = await fresh.send(channel, rootNotice(), newId())
      await failing('chat.postMessage', channel, does)
      expect(await failure(fresh.send(channel, rootNotice(), newId()))).toBeInstanceOf(kind)
      await failing('chat.update', channel, does)
      expect(await failure(fresh.edit?.(sent, rootNotice('x'), 'id'))).toBeInstanceOf(kind)
      await failing('conversations.history', channel, does)
      expect(await failure(fresh.findSent?.(channel, 'x', 0))).toBeInstanceOf(kind)
    })
  }

  for (const [what, body] of [
    ['no id', { ok: true }],
    ['an id that is a number', { ok: true, channel: 'C1', ts: 1234.5 }],
  ] as const) {
    test(`a post that was taken, with ${what}, may be there`, async () => {
      const channel = await newChannel()
      await failing('chat.postMessage', channel, { status: 200, body })
      expect(await failure(platform.send(channel, rootNotice(), newId()))).toBeInstanceOf(UncertainError)
    })
  }

  for (const [what, messages] of [
    ['none', undefined],
    ['an object', {}],
    ['null', [null]],
    ['one without an id', [{ blocks: [{ block_id: 'kvm:x' }] }]],
    ['one whose block has a number', [{ ts: '1.1', blocks: [{ block_id: 5 }] }]],
    ['one with odd blocks', [{ ts: '1.1', blocks: { block_id: 'kvm:x' } }]],
  ] as const) {
    test(`a history whose messages are ${what} tells nothing of what is there`, async () => {
      const channel = await newChannel()
      await failing('conversations.history', channel, { status: 200, body: { ok: true, messages } })
      expect(await failure(platform.findSent?.(channel, 'x', 0))).toBeInstanceOf(UncertainError)
    })
  }

  for (const [asked, waited] of [
    ['0', 1000],
    ['-5', 1000],
    ['99999999999999', 3_600_000],
    ['soon', 30_000],
  ] as const) {
    test(`to be asked to wait for ${asked} s is to wait ${waited} ms`, async () => {
      const channel = await newChannel()
      await failing('chat.postMessage', channel, { status: 429, headers: { 'retry-after': asked } })
      const error = await failure(platform.send(channel, rootNotice(), newId()))
      expect(error).toMatchObject({ name: 'TemporaryError', scope: 'channel', retryAfterMs: waited })
    })
  }

  test('a conversation without an id tells nothing of what is in it', async () => {
    await failing('conversations.open', undefined, { status: 200, body: { ok: true, channel: { id: 5 } } })
    expect(await failure(platform.findSent?.(directChannel('UASK'), 'x', 0))).toBeInstanceOf(UncertainError)
  })
})
