import { refused, toAsker, toChannel, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { findSeries } from '#src/commands/find-series.ts'
import { muteBlocks } from '#src/commands/mute-blocks.ts'
import { readOff } from '#src/commands/read-off.ts'
import { isLikeSpan, readSpan } from '#src/commands/read-span.ts'
import { recordChange } from '#src/commands/record-change.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Notice } from '#src/notice/notice.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import { activeMutes } from '#src/people/active-mutes.ts'
import type { Answer } from '#src/ports.ts'

const mostMs = 90 * 86_400_000

export const mute: Command = {
  name: 'mute',
  summary: 'Quiet for a time, with a list of what was missed at its end; or no more replies to a series',
  examples: ['mute 2h', 'mute 3d', 'mute off', 'mute lockless TDP walker'],
  options: [
    {
      name: 'what',
      summary: '30m, 2h, 3d for the channel; a series (in its thread: nothing); off to end; nothing: how it is',
      required: false,
      positional: true,
      type: 'text',
      suggests: 'series',
    },
  ],
  changes: true,
  // Alone it tells how it is; in a thread it means the series.
  isChange: ({ what }, { about }) => about !== undefined || (what ?? '').trim() !== '',
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const { words, isOff } = readOff(options['what'])
  if (words === undefined) {
    if (asked.about !== undefined) return ofSeries(undefined, isOff, asked, context)
    return isOff ? endChannel(asked, context) : toAsker(await howItIs(asked, context))
  }
  const span = readSpan(words)
  // A number alone stands in many titles, and is rarely meant for one.
  if (/^\d{1,5}$/u.test(words) && Number(words) > 0)
    return refused(`this is no time: ${words}`, [{ text: 'Add the unit: ' }, typed(context, `mute ${words}h`)])
  if (span === undefined && (isLikeSpan(words) || isLikeSpan(`${words}h`)))
    return refused(`this is no time: ${words}`, [{ text: 'For example: ' }, typed(context, 'mute 2h')])
  if (span === undefined) return ofSeries(words, isOff, asked, context)
  if (isOff) return endChannel(asked, context)
  if (span > mostMs)
    return refused('a channel can be muted for 90 days at most', [
      { text: 'For longer, end its subscriptions: ' },
      typed(context, 'subscriptions'),
    ])
  return muteChannel(span, asked, context)
}

async function muteChannel(span: number, asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel, user } = asked
  const now = context.now()
  const until = now + span
  const wanted = { platform, channel, seriesKey: undefined, since: now, until, by: user.name }
  await recordChange('mute', asked, context, async (storage) => {
    await storage.mute(wanted)
    return { result: true, before: undefined, after: `muted until ${dayAndTime(until)}` }
  })
  return toChannel({
    fallback: `${user.name} muted this channel until ${dayAndTime(until)}`,
    tone: 'muted',
    blocks: [
      {
        is: 'text',
        spans: [
          { text: `${user.name} muted this channel until ` },
          { text: dayAndTime(until), at: until },
          { text: '. Cards that are here are kept up to date; what comes meanwhile is listed at the end.' },
        ],
      },
      { is: 'text', spans: undoSpans(context, 'mute off') },
    ],
  })
}

/** The loop that ends mutes tells what was held back, so the mute is only cut short here. */
async function endChannel(asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel, user } = asked
  const now = context.now()
  const ended = await recordChange('mute', asked, context, async (storage) => {
    const { whole } = activeMutes(await storage.mutes({ platform, channel }), now)
    if (whole === undefined) return undefined
    await storage.mute({ ...whole, until: now })
    return { result: true, before: `muted until ${dayAndTime(whole.until ?? now)}`, after: undefined }
  })
  if (ended === undefined) return toAsker(sayNotice('This channel is not muted.'))
  return toChannel(
    sayNotice(`${user.name} ended the mute of this channel. If anything was held back, it is listed next.`),
  )
}

async function ofSeries(
  words: string | undefined,
  isOff: boolean,
  asked: Asked,
  context: CommandContext,
): Promise<Answer> {
  const found = await findSeries(words, asked, context)
  if ('answer' in found) return found.answer
  const { key, summary } = found.series
  const { platform, channel, user } = asked
  const title = `v${summary.revision.version} ${titleOf(summary)}`
  if (isOff) {
    const was = await recordChange('mute', asked, context, async (storage) =>
      (await storage.unmute({ platform, channel }, key))
        ? { result: true, before: `muted ${key}`, after: undefined }
        : undefined,
    )
    // In a thread, what is muted may be the channel.
    if (was === undefined && words === undefined) return endChannel(asked, context)
    const begin = [{ text: 'Mute: ' }, typed(context, `mute ${key}`)]
    if (was === undefined) return toAsker(sayNotice(`${title} is not muted here.`, [{ is: 'text', spans: begin }]))
    return toChannel(withUndo(`${user.name} unmuted ${title}: replies are posted again.`, `mute ${key}`, context))
  }
  const now = context.now()
  const muted = activeMutes(await context.storage.mutes({ platform, channel }), now)
  if (muted.series.has(key)) return toAsker(withUndo(`${title} is muted here already.`, `mute ${key} off`, context))
  const wanted = { platform, channel, seriesKey: key, since: now, until: undefined, by: user.name }
  await recordChange('mute', asked, context, async (storage) => {
    await storage.mute(wanted)
    return { result: true, before: undefined, after: `muted ${key}` }
  })
  const sentence = `${user.name} muted ${title} in this channel: no more replies are posted, its card is kept up to date.`
  return toChannel(withUndo(sentence, `mute ${key} off`, context))
}

function withUndo(sentence: string, command: string, context: CommandContext): Notice {
  return sayNotice(sentence, [{ is: 'text', spans: undoSpans(context, command) }], 'muted')
}

async function howItIs(asked: Asked, context: CommandContext): Promise<Notice> {
  const blocks = await muteBlocks(asked, context)
  if (blocks.length > 0) return sayNotice('In this channel:', blocks)
  const spans = [{ text: 'For example: ' }, typed(context, 'mute 2h')]
  return sayNotice('Nothing is muted in this channel.', [{ is: 'text', spans }])
}
