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
      ...(series === undefined ? [] : trace.channels.map((channel) => channelBlock(channel, mail, series))),
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
  if (mail.kind === 'report') return `It answers ${name}. Reports of robots are not posted.${waits}`
  if (mail.kind !== 'reply') return `It belongs to ${name}.${waits}`
  const silent = isSilent(mail)
    ? ' It has trailers or thanks only, so it moves the counts on the card and is not posted itself.'
    : ''
  return `It answers ${name}.${silent}${waits}`
}

function channelBlock(trace: ChannelTrace, mail: ListMail, series: SavedSeries): Block {
  const { platform, channel, verdicts } = trace
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
      [{ text: `${platform} ${channel}`, style: 'bold' }, { text: `: ${whereaboutsOf(trace, mail, series)}` }],
      ...lines,
      ...none,
    ],
  }
}

const stateWords = {
  pending: 'will be posted',
  sending: 'is being posted',
  sent: 'posted',
  retry: 'will be tried again',
  uncertain: 'may have been posted',
  dead: 'could not be posted',
} as const

/** Of a part of the series: its card. A reply has a post of its own, below it. */
function whereaboutsOf(trace: ChannelTrace, mail: ListMail, series: SavedSeries): string {
  const card = cardWords(trace, series)
  if (mail.kind !== 'reply' && mail.kind !== 'report') return card
  const hasCard = trace.rows.some(({ rootId }) => rootId === undefined)
  return `its card: ${card}${hasCard && mail.kind === 'reply' && !isSilent(mail) ? `; the reply: ${replyWords(trace)}` : ''}`
}

function replyWords({ own, muted }: ChannelTrace): string {
  if (own !== undefined) return rowWords(own)
  if (muted === 'channel') return 'not posted, the channel is muted'
  return muted === 'series' ? 'not posted, replies to this series are muted' : 'no post of its own'
}

function cardWords({ rows, verdicts, muted, isHeldBack }: ChannelTrace, { announcedAt }: SavedSeries): string {
  const root = rows.find(({ rootId }) => rootId === undefined)
  if (root !== undefined) return rowWords(root)
  const taking = verdicts.filter(({ takes }) => takes)
  if (taking.length === 0) return 'not posted'
  if (isHeldBack || (muted === 'channel' && announcedAt === undefined))
    return 'not posted: the channel is muted; it is listed when that ends'
  if (taking.every(({ subscription }) => subscription.pausedBecause !== undefined))
    return 'not posted: posts to this channel are paused'
  if (announcedAt === undefined) return 'will be posted'
  return 'not posted: it is older than the subscription or than what the bot posts at its first start, or it came while the channel was muted or paused, or the bot away'
}

function rowWords({ state, reason }: OutboxRow): string {
  return `${stateWords[state]}${reason === undefined || state === 'sent' ? '' : `: ${reason}`}`
}

function text(words: string): Block {
  return { is: 'text', spans: [{ text: words }] }
}
