import { createHash } from 'node:crypto'
import type { DiscordMessage } from '#adapters/discord/message.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * The nonce of a delivery: 25 characters, Discord's most, the same at every try. With `enforce_nonce` Discord answers
 * a repeat within a few minutes with the message that it already has
 * (https://discord.com/developers/docs/resources/message#create-message).
 */
export function nonceOf(deliveryId: string): string {
  return base62(deliveryId).slice(0, 25)
}

/** What marks a delivery's post for good: stands small in the footer. 71 bits, so that no two meet. */
export function markerOf(deliveryId: string): string {
  return `ref ${base62(deliveryId).slice(0, 12)}`
}

export function carriesMarker(message: DiscordMessage, deliveryId: string): boolean {
  const marker = markerOf(deliveryId)
  return message.nonce === nonceOf(deliveryId) || message.embeds.some(({ footer }) => footer?.text === marker)
}

function base62(text: string): string {
  let rest = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
  let written = ''
  while (written.length < 42) {
    written += digits.charAt(Number(rest % 62n))
    rest /= 62n
  }
  return written
}

/** The smallest message id of that instant: https://discord.com/developers/docs/reference#snowflakes */
export function snowflakeAt(at: number): string {
  return String(BigInt(Math.max(0, Math.floor(at) - 1_420_070_400_000)) << 22n)
}

/** When a message was made: its id begins with it. */
export function timeOfSnowflake(id: string): number {
  return Number(BigInt(id) >> 22n) + 1_420_070_400_000
}
