import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readMessageId } from '#src/commands/read-message-id.ts'
import { seriesLines } from '#src/commands/series-lines.ts'
import { clip } from '#src/lib/clip.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Answer, CommandOption } from '#src/ports.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

const mostShown = 5

/** How a command asks for a series that a thread can stand for. */
export const seriesOption: CommandOption = {
  name: 'id',
  summary: "Message id, archive link, or words of the title; in a series' thread it may be left out",
  required: false,
  positional: true,
  type: 'text',
  suggests: 'series',
}

export type FoundSeries = { readonly series: SavedSeries } | { readonly answer: Answer }

/**
 * The series that a person means: by key, message id, archive link or words of its title; without words that of the
 * thread they speak in. The answer says what is missing, or which ones there are.
 */
export async function findSeries(
  words: string | undefined,
  asked: Asked,
  context: CommandContext,
): Promise<FoundSeries> {
  if (words === undefined) return ofThread(asked, context)
  const exact = await seriesById(words, context)
  if (exact !== undefined) return { series: exact }
  const found = await context.storage.searchSeries(words, mostShown + 1)
  const [first] = found
  if (first === undefined) {
    const advice = [{ text: 'Try ' }, typed(context, 'search WORDS')]
    return { answer: refused(`no series has that id or ${clip(words, 100)} in its title`, advice) }
  }
  // Revisions of one work have one title: the newest is meant.
  if (found.every(({ summary }) => summary.revision.title === first.summary.revision.title)) return { series: first }
  const sentence =
    found.length > mostShown
      ? `Several series have ${words} in their titles; the newest are`
      : `Series with ${words} in their titles`
  return { answer: toAsker(sayNotice(sentence, [seriesLines(found.slice(0, mostShown), context)])) }
}

async function ofThread({ platform, channel, about }: Asked, context: CommandContext): Promise<FoundSeries> {
  const series = about === undefined ? undefined : await context.storage.seriesOfPost({ platform, channel }, about)
  if (series !== undefined) return { series }
  const problem = about === undefined ? 'say which series' : 'this thread belongs to no series that I know'
  const advice = [{ text: 'Give a message id, the link of the archive, or words of the title: see ' }]
  return { answer: refused(problem, [...advice, typed(context, 'search WORDS')]) }
}

/** By key, message id or archive link alone. */
export async function seriesById(words: string, { storage }: CommandContext): Promise<SavedSeries | undefined> {
  const id = readMessageId(words)
  if (/\s/u.test(id)) return undefined
  return (await storage.seriesByKey(id)) ?? (await storage.seriesOfMail(id))
}
