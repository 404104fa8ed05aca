import { emailKey } from '#src/mail/address.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import { directRepliesNotice, directSeriesNotice, directStateNotice } from '#src/notice/direct-notice.ts'
import type { DirectReason } from '#src/notice/direct-notice.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { NoticeView, OtherRevision } from '#src/notice/view.ts'
import { loneRow } from '#src/pipeline/lone-row.ts'
import { seriesEventId, stateEventId } from '#src/pipeline/write-posts.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { directChannel } from '#src/ports.ts'
import type { Listener } from '#src/storage/personal.ts'
import type { NewOutboxRow, Post, SavedSeries } from '#src/storage/storage.ts'

/**
 * Answers to one series within the same half hour are one message, so that a lively thread is a few of them. By the
 * clock, not by the first mail: then any order of arrival ends in the same messages. Milliseconds.
 */
const windowMs = 30 * 60_000

/** What is new about a series, for people rather than channels. */
export interface SeriesNews {
  readonly series: SavedSeries
  readonly previous: OtherRevision | undefined
  readonly isNew: boolean
  readonly isStateNew: boolean
  readonly replies: readonly ListMail[]
  /** Message ids of replies that came since the last look. */
  readonly fresh: ReadonlySet<string>
}

export interface KnownForDirect {
  readonly posts: readonly Post[]
  readonly canReach: (platform: string) => boolean
  readonly archiveUrl: (messageId: string) => string
  readonly commandName: string
}

/** Direct messages to everybody who listens, less what they have; never about their own mails. Pure. */
export function composeDirect(
  { series, previous, isNew, isStateNew, replies, fresh }: SeriesNews,
  listeners: readonly Listener[],
  known: KnownForDirect,
): { readonly rows: readonly NewOutboxRow[]; readonly edits: readonly NewOutboxRow[] } {
  const { key, summary } = series
  const posts = new Map(known.posts.map((post) => [post.deliveryId, post]))
  const view: NoticeView = { key, archiveUrl: known.archiveUrl, previous }
  const rows: NewOutboxRow[] = []
  const edits: NewOutboxRow[] = []
  for (const listener of listeners.filter(({ platform }) => known.canReach(platform))) {
    const own = new Set(listener.own)
    const isOwn = ({ email }: { readonly email: string }): boolean => own.has(emailKey(email))
    const reason = reasonOf(listener, key, known.commandName)
    if (!isOwn(summary.revision.author)) {
      add(listener, seriesEventId(key), directSeriesNotice(summary, reason, view), isNew)
    }
    const others = replies.filter(({ from, author }) => !isRobot(from) && !isOwn(from) && !isOwn(author))
    for (const [window, mails] of byWindow(others)) {
      const notice = directRepliesNotice(bySender(mails), summary, reason, view)
      const hasNews = mails.some(({ messageId }) => fresh.has(messageId))
      add(listener, `direct:${key}:${window}`, notice, hasNews)
    }
    const { state } = summary
    const stateId = stateEventId(key, summary)
    if (stateId !== undefined && 'by' in state && !isOwn(state.by)) {
      add(listener, stateId, directStateNotice(summary, reason, view), isStateNew)
    }
  }
  return { rows, edits }

  /** What is there is only changed; what is not is posted where it is news. */
  function add(to: Listener, eventId: string, notice: Notice | undefined, isNews: boolean): void {
    if (notice === undefined) return
    // By itself: direct conversations have no threads everywhere.
    const at = { platform: to.platform, channel: directChannel(to.userId) }
    const row = loneRow(at, eventId, 'direct', notice, key)
    const post = posts.get(row.deliveryId)
    if (post === undefined && isNews) rows.push(row)
    if (post !== undefined && post.state !== 'dead' && post.noticeHash !== row.noticeHash) edits.push(row)
  }
}

function reasonOf({ because, label }: Listener, key: string, commandName: string): DirectReason {
  switch (because) {
    case 'author':
      return { words: `You sent this series, from ${label}.`, stop: `me remove ${label}`, commandName }
    case 'series':
      return { words: 'You follow this series.', stop: `follow ${key} off`, commandName }
    case 'person':
      return { words: `You follow ${label}.`, stop: `follow ${label} off`, commandName }
  }
}

function byWindow(mails: readonly ListMail[]): ReadonlyMap<number, readonly ListMail[]> {
  const ordered = [...mails].sort((a, b) => a.receivedAt - b.receivedAt || (a.messageId < b.messageId ? -1 : 1))
  return Map.groupBy(ordered, ({ receivedAt }) => Math.floor(receivedAt / windowMs))
}

function bySender(mails: readonly ListMail[]): readonly (readonly ListMail[])[] {
  return [...Map.groupBy(mails, ({ from }) => emailKey(from.email)).values()]
}
