import type { Notice } from '#src/notice/notice.ts'
import type { ChannelId } from '#src/ports.ts'
import { hash } from 'node:crypto'

/** Made from content alone: 24 hexadecimal digits, short enough for every platform's own key for repeats. */
export function deliveryIdOf(eventId: string, part: string, platform: string, channel: ChannelId): string {
  return hash('sha256', JSON.stringify([eventId, part, platform, channel])).slice(0, 24)
}

/** Equal where two notices say the same. Key order counts, so notices must be built by the same code. */
export function noticeHashOf(notice: Notice): string {
  return hash('sha256', JSON.stringify(notice)).slice(0, 32)
}
