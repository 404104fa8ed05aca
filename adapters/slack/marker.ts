import { createHash } from 'node:crypto'
import { maxId } from '#adapters/slack/room.ts'

/**
 * The id of a post's first block, by which it is found again: conversations.history returns block ids as they were
 * sent. An edited message needs new ones (https://docs.slack.dev/reference/block-kit/blocks), so an edit adds a hash.
 */
export function markerOf(deliveryId: string, editedContent?: string): string {
  const marker = `kvm:${deliveryId}`
  if (marker.length > maxId - 9) throw new Error(`delivery id is longer than a block id allows: ${deliveryId}`)
  return editedContent === undefined
    ? marker
    : `${marker}:${createHash('sha256').update(editedContent).digest('hex').slice(0, 8)}`
}

/** Whether a message with these block ids is the post of that delivery, as first sent or as edited since. */
export function carriesMarker(blocks: readonly { readonly block_id?: string }[], deliveryId: string): boolean {
  const marker = markerOf(deliveryId)
  return blocks.some(({ block_id: id }) => id === marker || id?.startsWith(`${marker}:`) === true)
}
