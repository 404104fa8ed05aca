import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { z } from 'zod'
import { networkCode, neverConnected } from '#src/runtime/network-error.ts'
import { PermanentError, TemporaryError, UncertainError, type ErrorScope } from '#src/ports.ts'

/* https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */

export const unknownChannel = 10003
const unknownMessage = 10008
export const threadArchived = 50083
export const threadExists = 160004
export const tooManyThreads = 160006

const permanent: Readonly<Record<number, readonly [scope: ErrorScope, reason: string]>> = {
  [unknownChannel]: ['channel', 'channel_not_found'],
  [unknownMessage]: ['message', 'message_not_found'],
  40001: ['installation', 'unauthorized'],
  50001: ['channel', 'missing_access'],
  50005: ['message', 'cannot_edit'],
  50008: ['channel', 'not_a_text_channel'],
  50013: ['channel', 'missing_permission'],
  [threadArchived]: ['message', 'thread_locked'],
  160005: ['channel', 'missing_permission'],
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
 * claim stops. An error that did not come from the call is returned as it is: a bug.
 */
export function deliveryError(error: unknown, limited: ErrorScope): unknown {
  if (error instanceof RateLimitError) {
    const retryAfterMs = Math.max(error.retryAfter, error.sublimitTimeout)
    return new TemporaryError('Discord asks to wait', {
      scope: error.global ? 'installation' : limited,
      retryAfterMs,
      cause: error,
    })
  }
  if (error instanceof DiscordAPIError) return refusal(error)
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

function refusal(error: DiscordAPIError): Error {
  const code = Number(error.code)
  const limit = limits[code]
  if (limit)
    return new TemporaryError('Discord asks to wait', { scope: limit[0], retryAfterMs: limit[1], cause: error })
  if (error.status === 401) return permanentError('installation', 'invalid_token', error)
  const known = permanent[code]
  if (known) return permanentError(known[0], known[1], error)
  // Refusals are counted (10,000 in ten minutes end the bot): an unknown one stops the channel rather than repeat.
  if (error.status === 403) return permanentError('channel', `refused_${code}`, error)
  return permanentError('message', refusesContent(error) ? 'invalid_content' : `refused_${code}`, error)
}

function permanentError(scope: ErrorScope, reason: string, cause: Error): PermanentError {
  return new PermanentError(`Discord refuses: ${cause.message}`, { scope, reason, cause })
}
