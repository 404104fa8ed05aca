import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { z } from 'zod'
import { networkCode, neverConnected } from '#src/runtime/network-error.ts'
import type { NeededPermission } from '#adapters/discord/permissions.ts'
import { PermanentError, TemporaryError, UncertainError, type ErrorScope } from '#src/ports.ts'

/* https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */

export const unknownInteraction = 10062
export const alreadyAnswered = 40060
export const missingPermission = 50013
export const unknownChannel = 10003
export const unknownMember = 10007
export const unknownMessage = 10008
export const unknownUser = 10013
export const threadArchived = 50083
export const threadExists = 160004
export const tooManyThreads = 160006

/** A tag is required to create a forum post in this channel. */
const tagRequired = 40067

const permanent: Readonly<Record<number, readonly [scope: ErrorScope, reason: string]>> = {
  [unknownChannel]: ['channel', 'channel_not_found'],
  [unknownMessage]: ['message', 'message_not_found'],
  [tagRequired]: ['channel', 'forum_requires_a_tag'],
  40001: ['installation', 'unauthorized'],
  50001: ['channel', 'missing_access'],
  50005: ['message', 'cannot_edit'],
  50007: ['channel', 'direct_messages_closed'],
  50008: ['channel', 'not_a_text_channel'],
  [missingPermission]: ['channel', 'missing_permission'],
  [threadArchived]: ['message', 'thread_locked'],
  160005: ['message', 'thread_locked'],
  200000: ['message', 'blocked_by_automod'],
  240000: ['message', 'blocked_by_link_filter'],
}

/** Limits that have no reset time in their answer, and how long to leave them alone, in milliseconds. */
const limits: Readonly<Record<number, readonly [scope: ErrorScope, waitMs: number]>> = {
  20028: ['channel', 10_000],
  20029: ['installation', 30_000],
  // "Maximum number of edits to messages older than 1 hour reached": only that message's edits wait.
  30046: ['message', 20 * 60_000],
  130000: ['installation', 30_000],
}

/** What to do about it, where Discord's own words do not say so. */
const advice: Readonly<Record<number, string>> = {
  [unknownChannel]: 'the channel was deleted, or the bot was removed from the server',
  [tagRequired]: 'this forum requires a tag: add one named after an arch or "New", or no longer require tags',
  50001: 'let the role of the bot view this channel',
  50007: 'the person takes no direct messages from members of this server, or has blocked the bot',
}

const contentErrors = new Set([50035, 50006, 40005])

/** Whether Discord refused the content itself, so that a plainer form may still pass. */
export function refusesContent(error: unknown): boolean {
  return error instanceof DiscordAPIError && contentErrors.has(Number(error.code))
}

export function hasCode(error: unknown, code: number): boolean {
  return error instanceof DiscordAPIError && error.code === code
}

/**
 * What a failed call means for delivery (the error map of the reference). `limited` is what a limit without a wider
 * claim stops, `lacking` which permissions the bot has not got there. An error that did not come from the call is returned as it is: a bug.
 */
export function deliveryError(error: unknown, limited: ErrorScope, lacking?: readonly string[]): unknown {
  if (error instanceof RateLimitError) {
    const retryAfterMs = Math.max(error.retryAfter, error.sublimitTimeout)
    return new TemporaryError('Discord asks to wait', {
      scope: error.global ? 'installation' : limited,
      retryAfterMs,
      cause: error,
    })
  }
  if (error instanceof DiscordAPIError)
    return typeof error.code === 'number' ? refusal(error, lacking ?? []) : refusedOnTheWay(error, limited)
  if (error instanceof HTTPError) return new UncertainError(`Discord answered ${error.status}`, { cause: error })
  const code = networkCode(error)
  // An answer that is no JSON, or not the one that was asked for, came after the request was taken.
  if (error instanceof SyntaxError || error instanceof z.ZodError)
    return new UncertainError('Discord answered strangely', { cause: error })
  if (code === undefined) return error
  if (neverConnected(error)) {
    return new TemporaryError(`Discord cannot be reached: ${code}`, { scope: 'installation', cause: error })
  }
  return new UncertainError('the connection to Discord broke', { cause: error })
}

function refusal(error: DiscordAPIError, lacking: readonly string[]): Error {
  const code = Number(error.code)
  const limit = limits[code]
  if (limit)
    return new TemporaryError('Discord asks to wait', { scope: limit[0], retryAfterMs: limit[1], cause: error })
  if (error.status === 401) return permanentError('installation', 'invalid_token', error)
  if ((code === missingPermission || code === 50001) && lacking.length > 0) return lacks(lacking, error)
  const known = permanent[code]
  if (known) return permanentError(known[0], known[1], error)
  // Refusals are counted (10,000 in ten minutes end the bot): an unknown one stops the channel rather than repeat.
  if (error.status === 403) return permanentError('channel', `refused_${code}`, error)
  return permanentError('message', refusesContent(error) ? 'invalid_content' : `refused_${code}`, error)
}

/** Discord always says why, with a code: this page is of a proxy or of Cloudflare, and goes away with their trouble. */
function refusedOnTheWay(error: DiscordAPIError, limited: ErrorScope): Error {
  const message = `something on the way to Discord answered ${error.status}`
  // "Request Timeout": it may have been handed on by then.
  if (error.status === 408) return new UncertainError(message, { cause: error })
  return new TemporaryError(message, { scope: limited, cause: error })
}

function permanentError(scope: ErrorScope, reason: string, cause: DiscordAPIError): PermanentError {
  const words = advice[Number(cause.code)]
  const message = `Discord refuses: ${cause.message}${words === undefined ? '' : ` (${words})`}`
  return new PermanentError(message, { scope, reason, cause })
}

function lacks(names: readonly string[], cause: Error | undefined): PermanentError {
  return new PermanentError(`Discord refuses: the bot lacks ${names.join(', ')}`, {
    scope: 'channel',
    reason: `missing_${names.map((name) => name.toLowerCase().replaceAll(' ', '_')).join('_and_')}`,
    cause,
  })
}

/** Trouble of one thread, which says nothing of its channel. */
export function threadError(reason: 'thread_not_found' | 'thread_locked', cause: unknown): PermanentError {
  const what = reason === 'thread_not_found' ? 'was deleted' : 'is locked'
  return new PermanentError(`Discord refuses: the thread ${what}`, { scope: 'message', reason, cause })
}

/** A permission that we lack, named so that whoever may give it knows which. */
export function missing(permission: NeededPermission): PermanentError {
  return lacks([permission], undefined)
}
