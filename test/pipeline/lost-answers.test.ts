import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TemporaryError, UncertainError } from '#src/ports.ts'
import { addRows, row } from '../storage/outbox-rows.ts'
import { scriptedPlatform } from './scripted-platform.ts'
import type { SmallOutbox } from './small-outbox.ts'
import { smallOutbox } from './small-outbox.ts'

const hour = 3_600_000
const lost = { lost: new UncertainError('reset') }
const mostTries = 12

let outbox: SmallOutbox
beforeEach(async () => {
  outbox = await smallOutbox()
})
afterEach(() => outbox.storage.close())

function unanswered(times: number): readonly Error[] {
  return Array.from({ length: times }, () => new UncertainError('Slack does not tell what is there'))
}

describe('a question about a lost post that gets no answer', () => {
  test('is asked ever less often, and the post is given up in the end; others pass meanwhile', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    chat.planFind(...unanswered(100))
    await addRows(outbox.storage, [row('a'), row('reply', { rootId: 'a' }), row('b')])
    await outbox.work(chat)
    const waits: number[] = []
    for (;;) {
      const { state, nextTryAt } = await outbox.stateOf('a')
      if (state === 'dead') break
      expect(state).toBe('uncertain')
      waits.push(nextTryAt - outbox.now)
      outbox.now = nextTryAt
      await outbox.work(chat)
      expect(chat.posts.map(({ deliveryId }) => deliveryId)).toEqual(['a', 'b'])
    }
    // The first wait is the one after the send.
    expect(waits.slice(0, 6)).toEqual([500, 500, 1000, 2000, 4000, 8000])
    expect(waits).toHaveLength(mostTries)
    expect(await outbox.stateOf('a')).toMatchObject({
      tries: 1,
      reason: 'asked 12 times whether it is there: Slack does not tell what is there',
    })
    expect((await outbox.stateOf('reply')).state).toBe('dead')
  })

  test('uses up no try of the post, which surely is not there, and is sent again', async () => {
    const chat = scriptedPlatform()
    const busy = new TemporaryError('busy', { scope: 'message' })
    chat.plan('a', new UncertainError('reset'), ...Array.from({ length: mostTries - 2 }, () => busy))
    chat.planFind(...unanswered(mostTries - 1))
    await addRows(outbox.storage, [row('a')])
    for (let round = 0; round < 3 * mostTries; round += 1) {
      await outbox.work(chat)
      outbox.now += hour
    }
    expect(await outbox.stateOf('a')).toMatchObject({ state: 'sent', tries: mostTries })
    expect(chat.posts).toHaveLength(1)
  })

  test('leaves no doubt what the post says that is found at last: it needs no edit', async () => {
    const chat = scriptedPlatform()
    chat.plan('a', lost)
    chat.planFind(...unanswered(mostTries - 1))
    await addRows(outbox.storage, [row('a')])
    for (let round = 0; round < 2 * mostTries; round += 1) {
      await outbox.work(chat)
      outbox.now += hour
    }
    expect(await outbox.stateOf('a')).toMatchObject({ state: 'sent', tries: 1 })
    expect(chat.posts).toHaveLength(1)
    expect(chat.edits).toEqual([])
  })
})
