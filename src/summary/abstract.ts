import { linesOf } from '#src/summary/body-lines.ts'
import { paragraphsOf } from '#src/summary/paragraphs.ts'
import { fitSentences, leansOnMark, plainProse, sentencesOf } from '#src/summary/prose.ts'

/** More lines than this have no abstract at their end. */
const mostLines = 400

/**
 * The first meaningful sentences of a cover or commit message, in its own words: at most `most` characters, never cut
 * inside a word. Greetings, quotes, links, tables, trailers, changelogs, shortlog and diffstat are left out. The same
 * text always gives the same abstract; '' where nothing is said.
 */
export function abstractOf(text: string, most: number): string {
  const sentences: Sentence[] = []
  let told = 0
  for (const paragraph of paragraphsOf(linesOf(text, mostLines))) {
    const more = sentencesOfParagraph(paragraph)
    sentences.push(...more)
    told += more.reduce((sum, sentence) => sum + (sentence.isBeside ? 0 : sentence.text.length), 0)
    if (told >= plenty) break
  }
  const chosen = told > 0 ? sentences.filter((sentence) => !sentence.isBeside) : sentences
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
  /** It speaks of the mail rather than the change: left out where anything else is said. */
  readonly isBeside: boolean
}

function sentencesOfParagraph(lines: readonly string[]): Sentence[] {
  return sentencesOf(lines.join(' ').replace(/\s+/g, ' ')).flatMap((raw) => {
    const text = plainProse(raw)
    if (/^please (?:consider )?pull.{0,40}$/i.test(text)) return []
    return /\p{L}.*\p{L}/u.test(text) ? [{ text, isBeside: isBeside(raw) }] : []
  })
}

/** "This series is based on kvm/next", but not "is based on the idea". */
const isBasedOn =
  /^(?:(?:this|the) (?:series|patch(?: ?set)?) )?(?:is |was )?(?:(?:re)?based|appl(?:ies|y)) (?:cleanly )?(?:up)?on(?:to)? [^,]{0,120}(?:\b(?:series|patch ?set|patches|branch|tree|mainline|master|v?\d\.\d+)\b|[-/]next\b)[^,]{0,80}$/i

/** It points somewhere that the abstract cannot, or says on what the mail applies. */
function isBeside(sentence: string): boolean {
  return (
    /\b(https?|git):\/\/|\bcan be found (here|at|in)\b/i.test(sentence) ||
    leansOnMark(sentence) ||
    isBasedOn.test(sentence)
  )
}
