import { factsOf } from '#src/events/facts-of.ts'
import { factWords } from '#src/events/fact-words.ts'
import type { FilterFacts } from '#src/events/filter-facts.ts'
import { clauseThatFails, formatClause, parseFilter } from '#src/events/filter.ts'
import { activeMutes } from '#src/people/active-mutes.ts'
import type { Channel } from '#src/ports.ts'
import type { MailRecord, OutboxRow, SavedSeries, Storage, Subscription } from '#src/storage/storage.ts'

/** What became of a mail. */
export interface MailTrace {
  readonly messageId: string
  /** undefined: never came in. */
  readonly record: MailRecord | undefined
  /** The series it belongs to or answers. */
  readonly series: SavedSeries | undefined
  readonly channels: readonly ChannelTrace[]
}

/** One channel's subscriptions and posts, as far as they have to do with the mail's series. */
export interface ChannelTrace extends Channel {
  readonly verdicts: readonly Verdict[]
  readonly rows: readonly OutboxRow[]
  /** The post that says what the mail says, where it is a reply. */
  readonly own: OutboxRow | undefined
  /** What is quiet there now. */
  readonly muted: 'channel' | 'series' | undefined
  /** The series came while the channel was muted, and will be listed at the end of that. */
  readonly isHeldBack: boolean
}

interface Verdict {
  readonly subscription: Subscription
  readonly takes: boolean
  /** In words: `arch:arm64 keeps it out: archs are x86`. */
  readonly because: string
}

/**
 * Follows a mail from the list to the channels: all of them, or the one that is asked for. The same reading for the
 * command `why` and the shell's `explain`.
 */
export async function traceMail(messageId: string, storage: Storage, now: number, of?: Channel): Promise<MailTrace> {
  const record = await storage.mailById(messageId)
  const series = await storage.seriesOfMail(messageId)
  const subscriptions = await storage.subscriptions(of)
  const rows = series === undefined ? [] : await storage.rowsOfSeries(series.key)
  const found = new Map<string, Channel>()
  for (const { platform, channel } of [
    ...(of === undefined ? [] : [of]),
    ...subscriptions,
    ...(of === undefined ? rows : []),
  ]) {
    found.set(`${platform}\n${channel}`, { platform, channel })
  }
  const channels: ChannelTrace[] = []
  const said = series === undefined ? new Set<string>() : await eventsThatSay(messageId, series.key, storage)
  for (const at of found.values()) {
    const mine = rows.filter((row) => isIn(at, row))
    channels.push({
      ...at,
      verdicts: subscriptions
        .filter((one) => isIn(at, one))
        .flatMap((one) => (series === undefined ? [] : [verdictOf(one, series, record)])),
      rows: mine,
      own: mine.find(({ eventId }) => said.has(eventId)),
      ...(await silenceOf(at, series?.key, storage, now)),
    })
  }
  return { messageId, record, series, channels }
}

function isIn(at: Channel, { platform, channel }: Channel): boolean {
  return at.platform === platform && at.channel === channel
}

/** Ids of the events whose posts hold the words of a reply. */
async function eventsThatSay(messageId: string, seriesKey: string, storage: Storage): Promise<ReadonlySet<string>> {
  const events = await storage.eventsOfSeries([seriesKey])
  const saying = events.filter(
    (event) =>
      (event.is === 'review' && event.messageIds.includes(messageId)) ||
      (event.is === 'state' && event.messageId === messageId),
  )
  return new Set(saying.map(({ id }) => id))
}

async function silenceOf(
  at: Channel,
  seriesKey: string | undefined,
  storage: Storage,
  now: number,
): Promise<Pick<ChannelTrace, 'muted' | 'isHeldBack'>> {
  const { whole, series } = activeMutes(await storage.mutes(at), now)
  const missed = await storage.missedIn(at)
  const isSeries = seriesKey !== undefined && series.has(seriesKey)
  return {
    muted: whole !== undefined ? 'channel' : isSeries ? 'series' : undefined,
    isHeldBack: missed.some((post) => post.seriesKey === seriesKey && post.part === 'root'),
  }
}

function verdictOf(subscription: Subscription, { summary }: SavedSeries, record: MailRecord | undefined): Verdict {
  if (record !== undefined && !record.lists.includes(subscription.list)) {
    const because = `it is for the list ${subscription.list}, the mail came by ${record.lists.join(', ')}`
    return { subscription, takes: false, because }
  }
  return { subscription, ...takes(subscription.filter, factsOf(summary, subscription.list)) }
}

function takes(filter: string, facts: FilterFacts): { readonly takes: boolean; readonly because: string } {
  const parsed = parseFilter(filter)
  if (!parsed.ok) return { takes: false, because: `its filter cannot be read: ${parsed.error}` }
  const failing = clauseThatFails(parsed.filter, facts)
  if (failing !== undefined)
    return { takes: false, because: `${formatClause(failing)} keeps it out: ${factWords(failing.key, facts)}` }
  if (parsed.filter.length === 0) return { takes: true, because: 'it takes everything' }
  return {
    takes: true,
    because: `${filter} lets it in: ${parsed.filter
      .map(({ key }) => factWords(key, facts))
      .filter(isFirst)
      .join(', ')}`,
  }
}

function isFirst(text: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(text) === index
}
