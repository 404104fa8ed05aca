import { webApi, type Logger } from '@slack/bolt'
import type { Clock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { TemporaryError, UncertainError } from '#src/ports.ts'
import { carefulFetch, type FetchSettings } from '#adapters/slack/careful-fetch.ts'
import { editLimit, type EditLimit } from '#adapters/slack/edit-limit.ts'
import { deliveryError, ofOneWorkspace } from '#adapters/slack/errors.ts'
import type { SlackSettings } from '#adapters/slack/settings.ts'

/** One Slack workspace that the app is installed in, and what is known of it. */
export interface Workspace {
  /** Undefined where it is the only one: ids are then Slack's own. */
  readonly team: string | undefined
  /** `https://name.slack.com/` */
  readonly url: string
  readonly client: webApi.WebClient
  /** Undefined where Slack did not tell. */
  readonly scopes: ReadonlySet<string> | undefined
  readonly self: { readonly bot: string; readonly user: string }
  /** Turns false when the workspace refuses a chart block: not every one has them yet. */
  drawsCharts: boolean
  /** How far our clock is ahead of Slack's, by the last answer. */
  readonly skew: { aheadMs: number }
  readonly editLimit: EditLimit
  readonly clock: Clock
  readonly log: Log
}

export interface WorkspaceTools {
  readonly log: Log
  readonly clock: Clock
  readonly logger: Logger
}

/** Asks Slack who the token is. Rejects with one of the errors of the platform door. */
export async function openWorkspace(
  { token, team }: { readonly token: string; readonly team: string | undefined },
  settings: SlackSettings,
  { log, clock, logger }: WorkspaceTools,
): Promise<Workspace> {
  const skew = { aheadMs: 0 }
  const client = webClient(token, settings, logger, (slackNow) => (skew.aheadMs = clock.now() - slackNow))
  const self = await whoAmI(client, team)
  const scopes = self.response_metadata?.scopes
  return {
    team,
    url: self.url ?? 'https://slack.com/',
    client,
    scopes: scopes && new Set(scopes),
    // Given to Bolt, so that it does not ask by itself: a refusal there would be an unhandled rejection.
    self: { bot: self.bot_id ?? '-', user: self.user_id ?? '-' },
    drawsCharts: true,
    skew,
    editLimit: editLimit(() => clock.now()),
    clock,
    log,
  }
}

/** True also where nobody knows: Slack then refuses by itself. */
export function mayUse({ scopes }: Workspace, scope: string): boolean {
  return scopes === undefined || scopes.has(scope)
}

/** How a client of ours behaves, whoever makes it. */
export function clientOptions(
  { apiUrl, timeoutMs = 15_000 }: SlackSettings,
  heard?: FetchSettings['heard'],
): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    fetch: carefulFetch({ apiUrl, timeoutMs, ...(heard && { heard }) }),
  }
}

/**
 * Slack has no idempotency key, so a client must never repeat a call by itself (the library's default does so ten
 * times), nor sleep through a 429, which would hold up every other channel as well.
 */
function webClient(
  token: string,
  settings: SlackSettings,
  logger: Logger,
  heard: FetchSettings['heard'],
): webApi.WebClient {
  return new webApi.WebClient(token, { ...clientOptions(settings, heard), logger })
}

async function whoAmI(client: webApi.WebClient, team: string | undefined): Promise<webApi.AuthTestResponse> {
  const scope = team === undefined ? 'installation' : 'channel'
  try {
    return await client.auth.test()
  } catch (error) {
    const meant = ofOneWorkspace(deliveryError(error, scope), team)
    if (!(meant instanceof UncertainError)) throw meant
    // Whatever became of the question, nothing was posted.
    throw new TemporaryError(meant.message, { scope, cause: error })
  }
}
