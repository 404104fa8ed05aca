import type { ChannelTrace, MailTrace } from '#src/commands/trace-mail.ts'
import { displayName } from '#src/mail/address.ts'
import { oneLine } from '#src/lib/clip.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'
import { isSilent } from '#src/notice/review-notice.ts'
import { partialChip, sizeChip } from '#src/notice/series-facts.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { OutboxRow, SavedSeries } from '#src/storage/storage.ts'

const kinds = {
  patch: 'a patch',
  cover: 'a cover letter',
  reply: 'a reply',
  pull: 'a pull request',
  report: 'a report of a robot',
  other: 'neither patch nor reply to one',
} as const

/** Where a mail went and why, channel by channel; see `traceMail`. */
export function traceNotice(trace: MailTrace, view: NoticeView): Notice {
  const { record, series } = trace
  if (record === undefined) {
    const sentence = `No mail with the id ${trace.messageId} has come in.`
    return { fallback: sentence, tone: 'bad', blocks: [text(sentence)] }
  }
  const { mail } = record
  const title = oneLine(mail.subject.raw) || '(no subject)'
  const problem: readonly Block[] = mail.problem === undefined ? [] : [text(`Could not be read fully: ${mail.problem}`)]
  return {
    fallback: `Where ${title} went`,
    title: { text: title, link: { url: view.archiveUrl(mail.messageId) } },
    tone: 'plain',
    blocks: [
      {
        is: 'facts',
        spans: [
          { text: `This is ${kinds[mail.kind]}` },
          { text: oneLine(displayName(mail.from)) },
          { text: `on ${record.list}` },
          { text: dayAndTime(mail.receivedAt), at: mail.receivedAt },
        ],
      },
      ...problem,
      text(seriesWords(mail, series, view)),
      ...(series === undefined ? [] : trace.channels.map((channel) => channelBlock(channel, series))),
      ...(series !== undefined && trace.channels.length === 0 ? [text('No channel is subscribed to anything.')] : []),
    ],
  }
}

function seriesWords(mail: ListMail, series: SavedSeries | undefined, view: NoticeView): string {
  if (series === undefined) return 'It belongs to no series that the bot knows, so it is posted nowhere.'
  const { summary } = series
  const name = `v${summary.revision.version} ${titleOf(summary)} (${sizeChip(summary)})`
  const partial = partialChip(summary, view)
  const waits =
    series.announcedAt === undefined
      ? ` That one waits to be complete or quiet${partial === undefined ? '' : ` (${partial})`}.`
      : ''
  if (mail.kind !== 'reply') return `It belongs to ${name}.${waits}`
  const silent = isSilent(mail)
    ? ' It has trailers or thanks only, so it moves the counts on the card and is not posted itself.'
    : ''
  return `It answers ${name}.${silent}${waits}`
}

function channelBlock({ platform, channel, verdicts, rows }: ChannelTrace, series: SavedSeries): Block {
  const lines = verdicts.map(({ subscription, takes, because }): readonly Span[] => [
    { text: takes ? 'yes' : 'no', style: 'bold' },
    {
      text: `, says subscription ${subscription.id}: ${because}${subscription.pausedBecause === undefined ? '' : ` (paused: ${subscription.pausedBecause})`}`,
    },
  ])
  const none: readonly (readonly Span[])[] = verdicts.length === 0 ? [[{ text: 'no subscription' }]] : []
  return {
    is: 'list',
    items: [
      [
        { text: `${platform} ${channel}`, style: 'bold' },
        {
          text: `: ${postedWords(
            rows,
            verdicts.some(({ takes }) => takes),
            series,
          )}`,
        },
      ],
      ...lines,
      ...none,
    ],
  }
}

function postedWords(rows: readonly OutboxRow[], wanted: boolean, { announcedAt }: SavedSeries): string {
  const root = rows.find(({ rootId }) => rootId === undefined)
  if (root !== undefined) {
    const words = {
      pending: 'will be posted',
      sending: 'is being posted',
      sent: 'posted',
      retry: 'will be tried again',
      uncertain: 'may have been posted',
      dead: 'could not be posted',
    }
    return `${words[root.state]}${root.reason === undefined || root.state === 'sent' ? '' : `: ${root.reason}`}`
  }
  if (!wanted) return 'not posted'
  if (announcedAt === undefined) return 'will be posted'
  return 'not posted: it is older than the subscription, or than what the bot posts at its first start'
}

function text(words: string): Block {
  return { is: 'text', spans: [{ text: words }] }
}
