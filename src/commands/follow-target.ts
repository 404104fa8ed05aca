import { refused, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { findSeries, seriesById } from '#src/commands/find-series.ts'
import { readEmail } from '#src/commands/read-email.ts'
import { didYouMean } from '#src/lib/did-you-mean.ts'
import { folded, hasAllWords, wordsOf } from '#src/lib/words.ts'
import { emailKey } from '#src/mail/address.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { Answer } from '#src/ports.ts'
import { personKeys } from '#src/series/person.ts'
import type { Follow } from '#src/storage/personal.ts'
import type { SavedSeries, Storage } from '#src/storage/storage.ts'

/** Shorter beginnings of a name mean nobody in particular. */
const shortestName = 3
const mostLike = 10
const mostNames = 1000
/** More than any name has. */
const mostWords = 10
const mostRevisions = 100

/** What a person wants to follow: the series or the person that the words mean, or else what to write instead. */
export async function followTarget(
  words: string | undefined,
  asked: Asked,
  context: CommandContext,
): Promise<Follow | { readonly answer: Answer }> {
  const { storage } = context
  const exact = words === undefined ? undefined : await seriesById(words, context)
  if (exact !== undefined) return seriesFollow(exact, storage)
  if (words !== undefined) {
    const email = readEmail(words)
    if (email !== undefined) return { what: 'person', target: emailKey(email), label: email }
    const [name, ...others] = await namesLike(words, storage)
    if (name !== undefined && (others.length === 0 || isName(name, words))) return personFollow(name)
  }
  const found = await findSeries(words, asked, context)
  if ('series' in found) return seriesFollow(found.series, storage)
  return found.answer.ok || words === undefined ? found : { answer: await nothingLike(words, context) }
}

/** Names that begin with what was typed, or have all its words; the very same one first. */
async function namesLike(words: string, storage: Storage): Promise<readonly string[]> {
  if (words.length < shortestName) return []
  const beginning = await storage.known('author', words, mostLike)
  const parts = wordsOf(words).slice(0, mostWords)
  const like = parts.length === 0 ? [] : await storage.authorsLike(parts, mostNames)
  const having = like.filter((name) => hasAllWords(name, words))
  const names = [...new Set([...beginning, ...having])]
  return names.sort((a, b) => Number(isName(b, words)) - Number(isName(a, words))).slice(0, mostLike)
}

function isName(name: string, words: string): boolean {
  return folded(name) === folded(words)
}

async function nothingLike(words: string, context: CommandContext): Promise<Answer> {
  const names = await namesLike(words, context.storage)
  const meant =
    names.length > 0 ? names.join(', ') : didYouMean(words, await context.storage.known('author', '', mostNames))
  const advice =
    meant === undefined
      ? [{ text: 'A person can be given by name or address; see ' }, typed(context, 'search WORDS')]
      : [{ text: `Did you mean ${meant}?` }]
  return refused(`no series and nobody who sends any goes by ${words}`, advice)
}

function personFollow(name: string): Follow | { readonly answer: Answer } {
  const [, full] = personKeys({ name, email: '' })
  if (full !== undefined) return { what: 'person', target: full, label: name }
  // Who gives no name is known by the address.
  if (readEmail(name) !== undefined) return { what: 'person', target: emailKey(name), label: name }
  return { answer: refused(`the name ${name} may be that of many people: give the address`) }
}

/** The newest revision: who follows a series follows the work. */
async function seriesFollow(series: SavedSeries, storage: Storage): Promise<Follow> {
  let newest = series
  for (let steps = 0; newest.supersededBy !== undefined && steps < mostRevisions; steps += 1) {
    const next = await storage.seriesByKey(newest.supersededBy)
    if (next === undefined) break
    newest = next
  }
  const { summary, key } = newest
  return { what: 'series', target: key, label: `v${summary.revision.version} ${titleOf(summary)}` }
}
