import * as line from '#src/summary/body-lines.ts'
import { endOfChangelog, isChangelogHead } from '#src/summary/leading-changelog.ts'
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
  for (const paragraph of paragraphsOf(line.linesOf(text, mostLines))) {
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

/**
 * Runs of prose lines; everything after the first line of machinery at the end is not looked at. A changelog is such an
 * end, unless nothing was said before it.
 */
function* paragraphsOf(lines: readonly string[]): Iterable<readonly string[]> {
  let current: string[] = []
  let isSilent = true
  for (let at = 0; at < lines.length; at += 1) {
    const text = withoutHang(lines[at] ?? '', current)
    if (isSilent && isChangelogHead(text)) {
      at = endOfChangelog(lines, at) - 1
      continue
    }
    if (endsProse(text)) break
    const skipped = isSkipped(text, lines[at + 1] ?? '') && !isWithinSentence(text, current)
    if (skipped && (current.at(-1) ?? '').endsWith(':') && showsSomething(lines.slice(at, at + 3)))
      dropLastSentence(current)
    if (skipped || (line.isListItem(text) && !runsOn(current, text))) {
      if (isParagraph(current)) yield current
      current = []
    }
    if (skipped) continue
    current.push(text)
    isSilent = false
  }
  if (isParagraph(current)) yield current
}

/** What an entry of a list hangs below its mark is no code, however deep; unless it announces some. */
function withoutHang(text: string, before: readonly string[]): string {
  return line.isListItem(before[0] ?? '') && !(before.at(-1) ?? '').endsWith(':') ? text.trimStart() : text
}

/** "is not allowed for", and below "2) and 3)": prose that the mail program broke there, no second entry of a list. */
function runsOn(before: readonly string[], text: string): boolean {
  const last = before.at(-1)
  return (
    last !== undefined &&
    !line.isListItem(before[0] ?? '') &&
    !/[.:;,!?]$/.test(last) &&
    /^\s*\(?(?:[2-9]|\d\d)[.)]/.test(text)
  )
}

function isParagraph(lines: readonly string[]): boolean {
  return lines.length > 0 && !line.isSignature(lines)
}

/** Code, a table or a link, which the abstract leaves out: "information is here:" then points at nothing. */
function showsSomething(lines: readonly string[]): boolean {
  const next = lines.find((text) => text.trim() !== '') ?? ''
  return line.isVerbatim(next) || line.isLinkLine(next)
}

function dropLastSentence(paragraph: string[]): void {
  const kept = sentencesOf(paragraph.splice(0).join(' ').replace(/\s+/g, ' ')).slice(0, -1)
  if (kept.length > 0) paragraph.push(kept.join(' '))
}

/** A link on a line of its own can be the middle of a sentence, which is then left out as a whole. */
function isWithinSentence(text: string, before: readonly string[]): boolean {
  return line.isLinkLine(text) && before.length > 0 && !/[.:;!?]$/.test(before.at(-1) ?? '')
}

function endsProse(text: string): boolean {
  return (
    /^---+\s*$/.test(text) ||
    line.isShortlogHead(text) ||
    line.isStatLine(text) ||
    /\bfollowing changes since commit\b|^\s*are available in the git repository at\b/i.test(text) ||
    isChangelogHead(text)
  )
}

function isSkipped(text: string, next: string): boolean {
  return (
    text.trim() === '' ||
    line.isQuoted(text) ||
    line.isGreeting(text) ||
    line.isFarewell(text) ||
    line.isLinkLine(text) ||
    line.isTrailerLine(text) ||
    line.isRuler(text) ||
    line.isAside(text) ||
    line.isVerbatim(text) ||
    (line.isRuler(next) && text.length < 80)
  )
}
