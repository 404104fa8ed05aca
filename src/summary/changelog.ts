import {
  isFarewell,
  isLinkLine,
  isRuler,
  isShortlogHead,
  isStatLine,
  isTrailerLine,
  linesOf,
} from '#src/summary/body-lines.ts'
import { readChangelogHead } from '#src/summary/changelog-head.ts'
import type { ChangelogHead } from '#src/summary/changelog-head.ts'
import { fitSentences, plainProse } from '#src/summary/prose.ts'

/** No changelog begins later. */
const mostLines = 5000

/**
 * What a cover's or patch's changelog says about this version ("changed since v2"), in its own words on one line of at
 * most `most` characters; '' where it says nothing. Understands "Changes since v2", "v2 -> v3", "v3:", "Changes in v3",
 * "* From v1 [1]" and their kin.
 */
export function changesIn(text: string, version: string, most: number): string {
  const lines = linesOf(text, mostLines)
  const heads = lines.map(readChangelogHead)
  const at = heads.findIndex((head) => head !== undefined && leadsTo(head, version))
  if (at < 0) return ''
  return fitSentences(itemsAfter(lines, heads, at), most)
}

/** Is this the section of the newest changes? Only the newest is from the version before, or unnamed. */
function leadsTo(head: ChangelogHead, version: string): boolean {
  if (head.to !== undefined) return head.to === version
  if (head.from === undefined) return true
  if (head.from === 'rfc') return version === '1'
  const [from, to] = [Number(head.from), Number(version)]
  return from < to && Math.ceil(to) - Math.floor(from) <= 1
}

/** The entries of a section: list items and paragraphs, each one text. */
function itemsAfter(lines: readonly string[], heads: readonly (ChangelogHead | undefined)[], at: number): string[] {
  const items: string[] = []
  const first = heads[at]?.rest ?? ''
  let current: string[] = first === '' || isLinkLine(first) ? [] : [first]
  let blanks = 0
  const isUnmarked = hasUnmarkedItems(lines, at + 1)
  for (let next = at + 1; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    if (line.trim() === '') {
      blanks += 1
      close()
      continue
    }
    if (heads[next] !== undefined || endsSection(line)) break
    // A paragraph that stands flush left after a list is the cover going on.
    if (blanks > 0 && items.length > 0 && /^[A-Za-z]/.test(line) && !/^[A-Za-z]\)/.test(line)) break
    blanks = 0
    if (isRuler(line) || isLinkLine(line) || isLinkItem(line)) continue
    if (startsItem(line) || (isUnmarked && /^\s*[A-Z]/.test(line))) close()
    current.push(line)
  }
  close()
  return items

  function close(): void {
    const text = plainProse(current.join(' '))
    if (text !== '') items.push(text)
    current = []
  }
}

function startsItem(line: string): boolean {
  return /^\s*([-*+•]|\(?\d{1,2}[.)])\s+\S/.test(line)
}

/** `- Link to v15: https://…`, which b4 adds. */
function isLinkItem(line: string): boolean {
  return /^\s*[-*]?\s*Link to v\d+\b/i.test(line)
}

/** Entries without bullets, one a line: each begins with a capital and leaves room for more words. */
function hasUnmarkedItems(lines: readonly string[], start: number): boolean {
  const end = lines.findIndex((line, at) => at >= start && line.trim() === '')
  const section = lines.slice(start, end < 0 ? undefined : end)
  return section.length > 1 && section.every((line) => line.length < 75 && /^\s*[A-Z][a-z]+ /.test(line))
}

function endsSection(line: string): boolean {
  return (
    isStatLine(line) || isShortlogHead(line) || isTrailerLine(line) || isFarewell(line) || /^(-- ?|---+)$/.test(line)
  )
}
