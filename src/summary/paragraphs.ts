import * as line from '#src/summary/body-lines.ts'
import { endOfChangelog, isChangelogHead } from '#src/summary/leading-changelog.ts'
import { sentencesOf } from '#src/summary/prose.ts'

/**
 * Runs of prose lines; everything after the first line of machinery at the end is not looked at. A changelog is such an
 * end, unless nothing was said before it.
 */
export function* paragraphsOf(lines: readonly string[]): Iterable<readonly string[]> {
  let current: string[] = []
  let announced = ''
  let isSilent = true
  for (let at = 0; at < lines.length; at += 1) {
    const text = withoutHang(lines[at] ?? '', current)
    if (isSilent && isChangelogHead(text)) {
      at = endOfChangelog(lines, at) - 1
      continue
    }
    if (endsProse(text)) break
    const skipped = isSkipped(text, lines[at + 1] ?? '') && !isWithinSentence(text, current)
    const shown = skipped && (current.at(-1) ?? '').endsWith(':') ? nextShown(lines, at) : 'nothing'
    if (shown !== 'nothing') {
      const dropped = dropLastSentence(current)
      announced = shown === 'code' ? dropped : ''
    }
    if (skipped || (line.isListItem(text) && !runsOn(current, text))) {
      if (isParagraph(current)) yield current
      current = []
    }
    if (skipped) continue
    if (current.length === 0) current.push(...leadingBackTo(announced, text))
    announced = ''
    current.push(text)
    isSilent = false
  }
  if (isParagraph(current)) yield current
}

/** No code, however deep: what an entry hangs below its mark, unless it announces some; and words within a sentence. */
function withoutHang(text: string, before: readonly string[]): string {
  const last = before.at(-1) ?? ''
  const isInEntry = line.isListItem(before[0] ?? '') && !last.endsWith(':')
  return isInEntry || (/[A-Za-z]$/.test(last) && isWords(text)) ? text.trimStart() : text
}

function isWords(text: string): boolean {
  return /^\s*[a-z]+(?:,? [^={};]*|[.,]?)$/.test(text)
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
function nextShown(lines: readonly string[], at: number): 'code' | 'link' | 'nothing' {
  const next = lines.slice(at, at + 3).find((text) => text.trim() !== '') ?? ''
  return line.isLinkLine(next) ? 'link' : line.isVerbatim(next) ? 'code' : 'nothing'
}

/** The sentence that was dropped. */
function dropLastSentence(paragraph: string[]): string {
  const sentences = sentencesOf(paragraph.splice(0).join(' ').replace(/\s+/g, ' '))
  const last = sentences.pop() ?? ''
  if (sentences.length > 0) paragraph.push(sentences.join(' '))
  return last
}

/** "That", but not "This series" and its kin, which speak of themselves. */
const pointsBack =
  /^(?:This|That|These|Those|It|They|Both|Thus|Hence|So)\b(?! (?:patch|series|commit|change|set|RFC|version))/
const endsSentence =
  /^(?:and|as|at|because|but|by|for|from|if|in|instead|is|on|or|so|that|to|when|where|which|while|with|without)\s/

/** What announced the code above is needed after all where prose speaks of it as "this", or goes on in its sentence. */
function leadingBackTo(announced: string, text: string): string[] {
  const isHeading = !/^(?:\S+ ){4}/.test(announced)
  if (isHeading) return []
  if (pointsBack.test(text)) return [announced.replace(/:$/, '.')]
  return endsSentence.test(text) ? [announced.replace(/:$/, ' …')] : []
}

/** A link or an option that begins a line can be in the middle of a sentence, which is then one. */
function isWithinSentence(text: string, before: readonly string[]): boolean {
  return (
    (line.isLinkLine(text) || /^CONFIG_\w+ [a-z]/.test(text)) &&
    before.length > 0 &&
    !/[.:;!?]$/.test(before.at(-1) ?? '')
  )
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
