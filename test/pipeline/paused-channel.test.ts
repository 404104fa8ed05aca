import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PermanentError, UncertainError } from '#src/ports.ts'
import { addRows, row } from '../storage/outbox-rows.ts'
import { scriptedPlatform } from './scripted-platform.ts'
import type { SmallOutbox } from './small-outbox.ts'
import { smallOutbox } from './small-outbox.ts'

const hour = 3_600_000
const gone = new PermanentError('the bot is not in that channel', { scope: 'channel', reason: 'not_in_channel' })
const tooOld = new PermanentError('too old', { scope: 'message', reason: 'edit_window_closed' })

let outbox: SmallOutbox
beforeEach(async () => {
  outbox = await smallOutbox()
  const wanted = { platform: 'p', channel: 'one', list: 'kvm', filter: '', createdBy: 'Alex', createdAt: 0 }
  await outbox.storage.addSubscription(wanted)
})
afterEach(() => outbox.storage.close())

async function pausedBecause(): Promise<string | undefined> {
  return (await outbox.storage.subscriptions())[0]?.pausedBecause
}

describe('a paused channel', () => {
  test('takes posts again when the edit that was to try it is refused for its own sake', async () => {
    const chat = scriptedPlatform()
    await addRows(outbox.storage, [row('a')])
    await outbox.work(chat)
    chat.planEdit('a', gone, tooOld)
    await outbox.change('a', 'new')
    outbox.now += 4000
    await outbox.work(chat)
    expect(await pausedBecause()).toBe('not_in_channel')
    outbox.now += hour
    await outbox.work(chat)
    expect(await pausedBecause()).toBeUndefined()
    expect(await outbox.storage.nextDueAt('p', true)).toBeUndefined()
  })

  test('takes posts again when the post that was to try it is held, since nobody can be asked', async () => {
    const chat = scriptedPlatform({ canFind: false })
    chat.plan('a', gone, { lost: new UncertainError('reset') })
    await addRows(outbox.storage, [row('a')])
    await outbox.work(chat, { whenUncertain: 'hold' })
    expect(await pausedBecause()).toBe('not_in_channel')
    for (let round = 0; round < 2; round += 1) {
      outbox.now += hour
      await outbox.work(chat, { whenUncertain: 'hold' })
    }
    expect((await outbox.stateOf('a')).state).toBe('dead')
    expect(await pausedBecause()).toBeUndefined()
  })

  test('stays paused where an edit is refused for its own sake that never tried it', async () => {
    const chat = scriptedPlatform()
    await addRows(outbox.storage, [row('a'), row('b')])
    await outbox.work(chat)
    chat.planEdit('a', gone)
    chat.planEdit('b', tooOld)
    await outbox.change('a', 'new')
    outbox.now += 4000
    await outbox.work(chat)
    // What it was put off for is over by the time of the other one.
    await outbox.storage.retryEditAt('a', outbox.now + 2 * hour, 'not_in_channel', 1)
    await outbox.change('b', 'new')
    outbox.now += hour
    await outbox.work(chat)
    expect(await pausedBecause()).toBe('not_in_channel')
  })
})
