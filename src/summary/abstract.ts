import { linesOf } from '#src/summary/body-lines.ts'
import { paragraphsOf } from '#src/summary/paragraphs.ts'
import { fitSentences, plainProse, sentencesOf } from '#src/summary/prose.ts'

/** More lines than this have no abstract at their end. */
const mostLines = 400

/**
 * The first meaningful sentences of a cover or commit message, in its own words: at most `most` characters, never cut
 * inside a word. Greetings, quotes, links, tables, trailers, changelogs, shortlog and diffstat are left out. The same
 * text always gives the same abstract; '' where nothing is said.
 */
export function abstractOf(text: string, most: number): string {
  const sentences: Sentence[] = []
  let linkless = 0
  for (const paragraph of paragraphsOf(linesOf(text, mostLines))) {
    const more = sentencesOfParagraph(paragraph)
    sentences.push(...more)
    linkless += more.reduce((sum, sentence) => sum + (sentence.hadLink ? 0 : sentence.text.length), 0)
    if (linkless >= plenty) break
  }
  const chosen = linkless > 0 ? sentences.filter((sentence) => !sentence.hadLink) : sentences
  const texts = chosen.map((sentence) => sentence.text)
  return withoutLooseEnd(enough(texts, most))
}

/** What a pull request says of its tag, which git prints between two rulers of dashes. */
export function tagMessageOf(text: string): string {
  const start = /^-{20,}$/m.exec(text)
  if (start === null) return ''
  const rest = text.slice(start.index + start[0].length)
  const end = /^-{20,}$/m.exec(rest)
  return rest.slice(0, end?.index)
}

/** A few sentences are an abstract; the rest is for who opens the mail. */
const plenty = 280

function enough(sentences: readonly string[], most: number): string {
  let taken = 0
  let length = 0
  while (taken < sentences.length && length < plenty) {
    length += (sentences[taken] ?? '').length + 1
    taken += 1
  }
  return fitSentences(sentences.slice(0, taken), most)
}

/** "It does these things:" with the list left out says nothing. */
function withoutLooseEnd(abstract: string): string {
  if (!abstract.endsWith(':')) return abstract
  const sentences = sentencesOf(abstract)
  return sentences.length > 1 ? sentences.slice(0, -1).join(' ') : abstract.slice(0, -1)
}

interface Sentence {
  readonly text: string
  readonly hadLink: boolean
}

function sentencesOfParagraph(lines: readonly string[]): Sentence[] {
  return sentencesOf(lines.join(' ').replace(/\s+/g, ' ')).flatMap((raw) => {
    const text = plainProse(raw)
    if (/^please (?:consider )?pull.{0,40}$/i.test(text)) return []
    return /\p{L}.*\p{L}/u.test(text)
      ? [{ text, hadLink: /\b(https?|git):\/\/|\bcan be found (here|at|in)\b/i.test(raw) }]
      : []
  })
}
