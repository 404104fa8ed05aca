import { Routes } from 'discord.js'
import { TemporaryError, type SentRef } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { called, sayIt, type Delivery } from '#adapters/discord/delivery.ts'
import { hasCode, missingPermission, threadArchived, threadError, unknownChannel } from '#adapters/discord/errors.ts'
import { retag } from '#adapters/discord/forum.ts'
import { markerOf } from '#adapters/discord/marker.ts'
import type { OldEdits } from '#adapters/discord/old-edits.ts'
import { unarchive } from '#adapters/discord/threads.ts'

interface Edit {
  readonly sent: SentRef
  readonly notice: Notice
  readonly deliveryId: string
}

/** Makes a post say something else, and its tags in a forum too. */
export async function editNotice(delivery: Delivery, oldEdits: OldEdits, edit: Edit): Promise<void> {
  const { sent, notice } = edit
  const wait = oldEdits.waitMs(sent.id, notice)
  if (wait > 0) {
    throw new TemporaryError('Discord takes few edits of a post older than an hour', {
      scope: 'message',
      retryAfterMs: wait,
    })
  }
  await called(delivery, sent.channel, 'message', async () => {
    try {
      await changeWhereItStands(delivery, edit)
      oldEdits.done(sent.id, notice)
      if (sent.thread === sent.id) await retag(delivery, sent.thread, notice)
    } catch (error) {
      // To Discord a thread is a channel; the one that it belongs to is as well as before.
      if (hasCode(error, unknownChannel) && sent.thread !== undefined) throw threadError('thread_not_found', error)
      throw error
    }
  }).catch((error: unknown) => {
    if (error instanceof TemporaryError && error.scope === 'message') oldEdits.refused(sent.id, error.retryAfterMs ?? 0)
    throw error
  })
}

async function changeWhereItStands(delivery: Delivery, edit: Edit): Promise<void> {
  const { thread } = edit.sent
  try {
    await change(delivery, edit)
  } catch (error) {
    if (!hasCode(error, threadArchived) || thread === undefined) throw error
    await reopen(delivery, thread)
    await change(delivery, edit)
  }
}

async function reopen(delivery: Delivery, thread: string): Promise<void> {
  try {
    await unarchive(delivery.rest, thread)
  } catch (error) {
    // A thread that is locked answers as if we lacked what its channel does give us.
    const isLocked =
      hasCode(error, missingPermission) && !delivery.missing(thread)?.includes('Send Messages in Threads')
    throw isLocked ? threadError('thread_locked', error) : error
  }
}

function change({ rest }: Delivery, { sent, notice, deliveryId }: Edit): Promise<unknown> {
  const route = Routes.channelMessage(sent.channel, sent.id)
  return sayIt(notice, markerOf(deliveryId), ({ body, files }) => rest.patch(route, { body, files }))
}
