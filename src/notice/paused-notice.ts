import type { Link, Notice, Span } from '#src/notice/notice.ts'

/** A channel whose posts stopped, for the person who subscribed it. */
export interface PausedChannel {
  /** As its platform names it. */
  readonly channel: string
  /** The last post there, where it has an address. */
  readonly link: Link | undefined
  /** What it is subscribed to, in words. */
  readonly filters: readonly string[]
}

/** What usually helps, by the one word that platforms give as the reason. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/^not_in_channel$/u, 'Invite the bot into the channel again.'],
  [/archived/u, 'Unarchive the channel, or subscribe another one.'],
  [/not_found|unknown/u, 'The channel is gone or closed to the bot: invite it, or subscribe another one.'],
  [/missing|access|permission|restricted|read_only/u, 'Let the bot see the channel and post in it.'],
]

/** Why nothing comes any more, what to do, and that it goes on by itself. */
export function pausedNotice(at: PausedChannel, reason: string, detail: string): Notice {
  const help = advice.find(([pattern]) => pattern.test(reason))?.[1] ?? 'Let the bot post there again.'
  return {
    fallback: `Posts to ${at.channel} are paused: ${reason}`,
    tone: 'bad',
    blocks: [
      {
        is: 'text',
        spans: [
          { text: 'Posts to ' },
          channelSpan(at),
          { text: ` (${at.filters.join('; ')}) are paused: ` },
          reasonSpan(reason),
        ],
      },
      { is: 'text', spans: [{ text: detail, style: 'quote' }] },
      {
        is: 'text',
        spans: [
          {
            text: `${help} It is tried again every hour, and goes on by itself; what comes meanwhile is not posted later.`,
          },
        ],
      },
      { is: 'text', spans: [{ text: 'You get this because you subscribed the channel.' }] },
    ],
  }
}

export function resumedNotice(at: PausedChannel): Notice {
  return {
    fallback: `Posts to ${at.channel} go out again`,
    tone: 'good',
    blocks: [
      {
        is: 'text',
        spans: [{ text: 'Posts to ' }, channelSpan(at), { text: ` (${at.filters.join('; ')}) go out again.` }],
      },
    ],
  }
}

function channelSpan({ channel, link }: PausedChannel): Span {
  return { text: channel, style: 'bold', ...(link === undefined ? {} : { link }) }
}

function reasonSpan(reason: string): Span {
  return { text: reason, style: 'code' }
}
