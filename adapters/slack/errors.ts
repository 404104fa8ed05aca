import { RespondError, webApi } from '@slack/bolt'
import { networkCode, neverConnected } from '#src/runtime/network-error.ts'
import { PermanentError, TemporaryError, UncertainError, type ErrorScope } from '#src/ports.ts'

/** Slack's answers that will not change by themselves, and what they stop. Methods: docs.slack.dev/reference/methods/chat.postMessage#errors */
const permanent: Readonly<Record<ErrorScope, readonly string[]>> = {
  installation: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'org_login_required',
    'team_access_not_granted',
    'missing_scope',
    'not_allowed_token_type',
    'no_permission',
    'access_denied',
  ],
  channel: [
    'not_in_channel',
    'channel_not_found',
    'is_archived',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_only_channel',
    'cannot_post_to_channel',
    'ekm_access_denied',
    'user_is_restricted',
    'messages_tab_disabled',
    'user_disabled',
  ],
  message: ['restricted_action_thread_locked'],
}

/** Errors that the core knows under one name on every platform. */
const sameMeaning: Readonly<Record<string, string>> = {
  thread_not_found: 'message_not_found',
  cannot_reply_to_message: 'message_not_found',
  message_not_found: 'message_not_found',
  cant_update_message: 'cannot_edit',
  edit_window_closed: 'cannot_edit',
}

const mayHaveHappened = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])
const blockErrors = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'only_one_table_allowed',
])

/** Whether Slack refused the content itself, so that a plainer form may still pass. */
export function refusesContent(error: unknown): boolean {
  // A response_url tells no more than that.
  if (error instanceof RespondError) return error.statusCode === 400
  return error instanceof webApi.WebAPIPlatformError && blockErrors.has(error.data.error)
}

/**
 * What a failed call means for delivery (the error map of the reference). `limited` is what a 429 stops: posts are
 * limited per channel, edits per workspace and method, so an edit that must wait does not hold up posts.
 * An error that did not come from the call is returned as it is: a bug.
 */
export function deliveryError(error: unknown, limited: ErrorScope): unknown {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new TemporaryError('Slack asks to wait', {
      scope: limited,
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    })
  }
  if (error instanceof webApi.WebAPIPlatformError) return refusal(error, error.data.error, limited)
  if (error instanceof webApi.WebAPIHTTPError) {
    // Also a 2xx that is not the 200 of every answer of Slack's.
    if (error.statusCode < 300 || error.statusCode >= 500 || error.statusCode === 408)
      return uncertain(`Slack answered ${error.statusCode}`, error)
    return new TemporaryError(`Slack answered ${error.statusCode}`, { scope: 'installation', cause: error })
  }
  if (error instanceof webApi.WebAPIRequestError || networkCode(error) !== undefined) {
    if (!neverConnected(error)) return uncertain('the connection to Slack broke', error)
    return new TemporaryError(`Slack cannot be reached: ${networkCode(error)}`, { scope: 'installation', cause: error })
  }
  return error
}

/** Of several workspaces, one whose token is gone stops its own channels alone. */
export function ofOneWorkspace(meant: unknown, team: string | undefined): unknown {
  if (team === undefined || !(meant instanceof PermanentError) || meant.scope !== 'installation') return meant
  return ofChannel(meant)
}

export function ofChannel({ message, reason, cause }: PermanentError): PermanentError {
  return new PermanentError(message, { scope: 'channel', reason, cause })
}

function refusal(error: Error, code: string, limited: ErrorScope): Error {
  if (code === 'ratelimited' || code === 'rate_limited' || code === 'message_limit_exceeded') {
    return new TemporaryError('Slack asks to wait', { scope: limited, retryAfterMs: 30_000, cause: error })
  }
  // The library puts a body that is no JSON into the error's place: then nobody knows what happened.
  if (mayHaveHappened.has(code) || !/^\w{1,80}$/.test(code))
    return uncertain('Slack failed to say what happened', error)
  for (const scope of ['installation', 'channel', 'message'] as const) {
    if (permanent[scope].includes(code))
      return new PermanentError(`Slack refuses: ${code}`, { scope, reason: code, cause: error })
  }
  return new PermanentError(`Slack refuses: ${code}`, {
    scope: 'message',
    reason: sameMeaning[code] ?? code,
    cause: error,
  })
}

function uncertain(message: string, cause: unknown): UncertainError {
  return new UncertainError(message, { cause })
}
