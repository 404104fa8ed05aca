import { refused, toAsker, toChannel, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { digestWish } from '#src/commands/digest-wish.ts'
import { nextTime, scheduleTyped, scheduleWords } from '#src/commands/digest-words.ts'
import { readFilter } from '#src/commands/read-filter.ts'
import { readSchedule } from '#src/commands/read-schedule.ts'
import { readSince } from '#src/commands/read-since.ts'
import { latestMoment } from '#src/commands/recent-series.ts'
import { recordChange } from '#src/commands/record-change.ts'
import { timeUpTo } from '#src/lib/weekly-time.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import { gatherDigest } from '#src/people/gather-digest.ts'
import type { Answer } from '#src/ports.ts'
import type { Schedule } from '#src/storage/digests.ts'

const dayMs = 86_400_000
const mostDays = 31

export const digest: Command = {
  name: 'digest',
  summary: 'A summary of the list now, or at set times in this channel',
  examples: [
    'digest now',
    'digest now since:2d',
    'digest 09:00 Europe/Berlin mon-fri',
    'digest 18:30 UTC fri',
    'digest off',
  ],
  options: [
    {
      name: 'when',
      summary: 'now; TIME TIMEZONE DAYS such as 09:00 Europe/Berlin mon-fri; off; nothing: how it is set',
      required: false,
      positional: true,
      // Handed on as it was typed: a filter with quotes may stand behind.
      type: 'filter',
    },
    {
      name: 'since',
      summary: 'With now, how far back: 2d, 1w, or a date like 2026-01-31 (7d)',
      required: false,
      positional: false,
      type: 'text',
    },
    {
      name: 'filter',
      summary: 'What it is about, such as arch:arm64, or all (what this channel subscribes to)',
      required: false,
      positional: false,
      type: 'text',
    },
  ],
  changes: true,
  isChange: (options) => ['off', 'set'].includes(digestWish(options).what),
  bringsPosts: (options) => digestWish(options).what === 'set',
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const { what, when, since, filter } = digestWish(options)
  if (what === 'now') return now(filter, since, asked, context)
  if (what === 'show') return show(asked, context)
  if (what === 'off') return end(asked, context)
  const wanted = readSchedule(when, asked.user.timeZone)
  if (typeof wanted === 'string') return refusedWith(wanted, asked, context)
  if (since !== undefined) return refusedWith('since: goes with digest now', asked, context)
  const about = await readAbout([wanted.filter, filter].join(' ').trim(), asked, context)
  if (typeof about === 'string') return refusedWith(about, asked, context)
  return set(wanted.weekly, about, asked, context)
}

function refusedWith(problem: string, { user }: Asked, context: CommandContext): Answer {
  return refused(problem, [{ text: 'For example: ' }, typed(context, exampleFor(user.timeZone))])
}

function exampleFor(zone: string | undefined): string {
  return `digest 09:00 ${zone ?? 'Europe/Berlin'} mon-fri`
}

/** What a digest is about: one list with a filter, or all lists that the channel subscribes to. */
interface About {
  readonly lists: readonly string[]
  /** See `Schedule.filter`. */
  readonly filter: string | undefined
}

async function readAbout(
  filter: string,
  { platform, channel }: Asked,
  context: CommandContext,
): Promise<About | string> {
  if (filter !== '') {
    const wanted = readFilter({ filter }, context.lists)
    return typeof wanted === 'string' ? wanted : { lists: [wanted.list], filter: wanted.text }
  }
  const mine = await context.storage.subscriptions({ platform, channel })
  const lists = [...new Set(mine.map(({ list }) => list))]
  if (lists.length > 0) return { lists, filter: undefined }
  // A channel that gets nothing else wants to know of everything.
  const [only, ...others] = context.lists
  if (only !== undefined && others.length === 0) return { lists: [only.name], filter: '' }
  return `say of which list: ${context.lists.map(({ name }) => `list:${name}`).join(' or ')}`
}

async function now(filter: string, since: string | undefined, asked: Asked, context: CommandContext): Promise<Answer> {
  const until = await latestMoment(context)
  const from = readSince(since ?? '7d', until)
  if (typeof from === 'string') return refused(from)
  if (until - from > mostDays * dayMs) return refused(`a digest goes back ${mostDays} days at most`)
  const about = await readAbout(filter, asked, context)
  if (typeof about === 'string') return refused(about)
  const { platform, channel } = asked
  const tables = { mailmap: context.people.mailmap, archiveUrl: (id: string) => context.view.archiveUrl(id) }
  const found = []
  for (const list of about.lists) {
    const wanted = { platform, channel, list, from, until, filter: about.filter }
    const notice = await gatherDigest(wanted, context.storage, tables)
    if (notice !== undefined) found.push(notice)
  }
  const [first, ...others] = found
  if (first === undefined)
    return toAsker(sayNotice(`Nothing happened between ${dayAndTime(from)} and ${dayAndTime(until)}.`))
  const titled = others.flatMap(({ title, blocks }): readonly Block[] => [
    { is: 'text', spans: [{ text: title?.text ?? '', style: 'bold' }] },
    ...blocks,
  ])
  return toAsker({ ...first, blocks: [...first.blocks, ...titled] })
}

async function show({ platform, channel, user }: Asked, context: CommandContext): Promise<Answer> {
  const schedules = await context.storage.schedules({ platform, channel })
  if (schedules.length === 0) {
    const advice: readonly Span[] = [
      { text: 'At set times: ' },
      typed(context, exampleFor(user.timeZone)),
      { text: ', at once: ' },
      typed(context, 'digest now'),
    ]
    return toAsker(sayNotice('This channel gets no digest.', [{ is: 'text', spans: advice }]))
  }
  const items = schedules.map((one): readonly Span[] => [
    { text: `${scheduleWords(one, context.lists)}. Next: ` },
    nextTime(one.weekly, context.now()),
  ])
  return toAsker(sayNotice('This channel gets a digest:', [{ is: 'list', items }, undo('digest off', context)]))
}

async function set(weekly: Schedule['weekly'], about: About, asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel, user } = asked
  const at = context.now()
  const made = await recordChange('digest', asked, context, async (storage) => {
    const before = await storage.removeSchedules(platform, channel)
    const schedules = about.lists.map((list): Schedule => {
      // A change of the time leaves no gap between two digests.
      const coveredUntil = before.find((one) => one.list === list)?.coveredUntil ?? timeUpTo(weekly, at)
      const { filter } = about
      return { platform, channel, list, weekly, filter, createdBy: user.name, createdAt: at, coveredUntil }
    })
    for (const one of schedules) await storage.putSchedule(one)
    const earlier = before.length === 0 ? undefined : wordsOf(before, context)
    return { result: { before, schedules }, before: earlier, after: wordsOf(schedules, context) }
  })
  if (made === undefined) return refused('nothing was changed')
  const { before, schedules } = made
  const [first] = schedules
  if (first === undefined) return refused('nothing was changed')
  const spans: readonly Span[] = [
    {
      text: `${user.name} set a digest of this channel: ${wordsOf(schedules, context)}. Next: `,
    },
    nextTime(weekly, at),
    { text: '.' },
  ]
  const [old] = before
  return toChannel({
    fallback: spans.map(({ text }) => text).join(''),
    tone: 'plain',
    blocks: [
      { is: 'text', spans },
      undo(old === undefined ? 'digest off' : scheduleTyped(old, context.lists), context),
    ],
  })
}

async function end(asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel, user } = asked
  const ended = await recordChange('digest', asked, context, async (storage) => {
    const before = await storage.removeSchedules(platform, channel)
    if (before.length === 0) return undefined
    return {
      result: before,
      before: wordsOf(before, context),
      after: undefined,
    }
  })
  const [first] = ended ?? []
  if (ended === undefined || first === undefined) return toAsker(sayNotice('This channel gets no digest.'))
  return toChannel(
    sayNotice(`${user.name} ended the digest of this channel (${wordsOf(ended, context)}).`, [
      undo(scheduleTyped(first, context.lists), context),
    ]),
  )
}

function wordsOf(schedules: readonly Schedule[], { lists }: CommandContext): string {
  return schedules.map((one) => scheduleWords(one, lists)).join('; ')
}

function undo(command: string, context: CommandContext): Block {
  return { is: 'text', spans: undoSpans(context, command) }
}
