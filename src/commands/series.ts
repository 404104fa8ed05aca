import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readMessageId } from '#src/commands/read-message-id.ts'
import { seriesLines } from '#src/commands/series-lines.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { rootNotice } from '#src/notice/series-notice.ts'
import type { NoticeView, OtherRevision } from '#src/notice/view.ts'
import type { Answer } from '#src/ports.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

const mostShown = 5

export const series: Command = {
  name: 'series',
  summary: 'The card of one series: by message id, archive link or words of its title',
  examples: ['series https://lore.kernel.org/kvm/MESSAGE-ID/', 'series lockless TDP walker'],
  options: [
    {
      name: 'id',
      summary: 'Message id, archive link, or words of the title',
      required: true,
      positional: true,
      type: 'text',
      suggests: 'series',
    },
  ],
  changes: false,
  run,
}

async function run(options: Options, _asked: Asked, context: CommandContext): Promise<Answer> {
  const words = options['id'] ?? ''
  const exact = await byId(words, context)
  if (exact !== undefined) return toAsker(await card(exact, context))
  const found = await context.storage.searchSeries(words, mostShown + 1)
  const [first] = found
  if (first === undefined)
    return refused(`no series has that id or ${words} in its title`, [{ text: 'Try ' }, typed(context, 'search WORDS')])
  // Revisions of one work have one title: the newest is meant.
  if (found.every(({ summary }) => summary.revision.title === first.summary.revision.title))
    return toAsker(await card(first, context))
  const sentence =
    found.length > mostShown
      ? `Several series have ${words} in their titles; the newest are`
      : `Series with ${words} in their titles`
  return toAsker(sayNotice(sentence, [seriesLines(found.slice(0, mostShown), context)]))
}

async function byId(words: string, { storage }: CommandContext): Promise<SavedSeries | undefined> {
  if (/\s/u.test(words)) return undefined
  return (await storage.seriesByKey(words)) ?? (await storage.seriesOfMail(readMessageId(words)))
}

async function card(saved: SavedSeries, context: CommandContext) {
  const { previous } = saved.summary
  const view: NoticeView = {
    ...context.view,
    archiveUrl: (id) => context.view.archiveUrl(id),
    previous: previous === undefined ? undefined : await other(previous.id, context),
    supersededBy: saved.supersededBy === undefined ? undefined : await other(saved.supersededBy, context),
  }
  return rootNotice(saved.summary, view)
}

async function other(key: string, { storage, view }: CommandContext): Promise<OtherRevision | undefined> {
  const found = await storage.seriesByKey(key)
  if (found === undefined) return undefined
  const { revision, head } = found.summary
  return { key, version: revision.version, url: view.archiveUrl(head), firstAt: revision.firstAt }
}
