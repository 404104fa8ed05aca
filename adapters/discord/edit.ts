import { Routes } from 'discord.js'
import { TemporaryError, type SentRef } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { called, sayIt, type Delivery } from '#adapters/discord/delivery.ts'
import { hasCode, threadArchived } from '#adapters/discord/errors.ts'
import { retag } from '#adapters/discord/forum.ts'
import { markerOf } from '#adapters/discord/marker.ts'
import type { OldEdits } from '#adapters/discord/old-edits.ts'
import { unarchive } from '#adapters/discord/threads.ts'

/** Makes a post say something else, and its tags in a forum too. */
export async function editNotice(
  delivery: Delivery,
  oldEdits: OldEdits,
  edit: { readonly sent: SentRef; readonly notice: Notice; readonly deliveryId: string },
): Promise<void> {
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
      await change(delivery, edit)
    } catch (error) {
      if (!hasCode(error, threadArchived) || sent.thread === undefined) throw error
      await unarchive(delivery.rest, sent.thread)
      await change(delivery, edit)
    }
    oldEdits.done(sent.id, notice)
    if (sent.thread === sent.id) await retag(delivery, sent.thread, notice)
  }).catch((error: unknown) => {
    if (error instanceof TemporaryError && error.scope === 'message') oldEdits.refused(sent.id, error.retryAfterMs ?? 0)
    throw error
  })
}

function change(
  { rest }: Delivery,
  { sent, notice, deliveryId }: { readonly sent: SentRef; readonly notice: Notice; readonly deliveryId: string },
): Promise<unknown> {
  const route = Routes.channelMessage(sent.channel, sent.id)
  return sayIt(notice, markerOf(deliveryId), ({ body, files }) => rest.patch(route, { body, files }))
}
