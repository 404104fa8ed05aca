import * as line from '#src/summary/body-lines.ts'
import { readChangelogHead } from '#src/summary/changelog-head.ts'

/** `Changelog:`, `Major changes`, or a heading that names a version, as `v2:` and `Changes since v1`. */
export function isChangelogHead(text: string): boolean {
  return (
    /^\s{0,4}\W{0,3}\s?(change ?log|(?:(?:major|main|notable) )?changes|history|(?:revision|version) history)\W*$/i.test(
      text,
    ) || readChangelogHead(text) !== undefined
  )
}

/**
 * Where a cover that opens with its changelog comes to what it is about: the index of the first line that stands flush
 * left below the entries. `at` is that of the changelog's heading.
 */
export function endOfChangelog(lines: readonly string[], at: number): number {
  let hasEntry = hasOwnEntry(lines, at)
  let isAfterBlank = false
  for (let next = at + 1; next < lines.length; next += 1) {
    const text = lines[next] ?? ''
    if (text.trim() === '') isAfterBlank = true
    else if (line.isStatLine(text) || line.isShortlogHead(text)) return next
    else if (isChangelogHead(text)) {
      hasEntry = hasOwnEntry(lines, next)
      isAfterBlank = false
    } else if (line.isRuler(text)) isAfterBlank = true
    else if (hasEntry && isAfterBlank && /^["'(`]?[A-Za-z]/.test(text) && !line.isListItem(text)) return next
    else {
      hasEntry = true
      isAfterBlank = false
    }
  }
  return lines.length
}

/** `v1: first posting` and `v1: https://…` are whole; what is underlined has its entries below, be it a paragraph. */
function hasOwnEntry(lines: readonly string[], at: number): boolean {
  return (readChangelogHead(lines[at] ?? '')?.rest ?? '') !== '' && !line.isRuler(lines[at + 1] ?? '')
}
