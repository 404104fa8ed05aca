import type { Trailer } from '#src/patch/list-mail.ts'
import { personOf } from '#src/series/trailer-person.ts'

/* "With that fixed: Reviewed-by: …" is a promise, not a review. 3 % of the trailers in replies are such. */

const done = String.raw`(?:fix(?:es|ed)?|nits?|typos?|comments?|changes?|changed|address\w*|updat\w*|correct\w*|remov\w*|dropp\w*|add(?:ed|ition)|done|resolved|sorted|tweak\w*|clarif\w*|modif\w*|clean\w*|adjust\w*|renam\w*|fold\w*|squash\w*|incorporat\w*|in place|taken care of|reword\w*|mov(?:ed|ing)|split\w*|suggestions?|feedback)`

/** The sentence right before the trailer. */
const condition = new RegExp(
  [
    String.raw`\b(?:with|w/) (?!or without).{0,100}\b${done}\b.{0,60}$`,
    String.raw`^(?:\w+ ){0,3}with (?:that|this|those|these|the above)\b.{0,20}$`,
    String.raw`\b(?:if|once|assuming|provided|unless|modulo|as long as) .{1,160}$`,
    String.raw`^(?:and )?(?:after|when) (?:that|this|those|these|you|fixing|addressing)\b.{0,120}$`,
    String.raw`^(?:please )?fix (?:that|this|those|these|it)\b.{0,60}\b(?:and|then)\b.{0,60}$`,
  ].join('|'),
  'i',
)

/** Lines that can be trailers, by their place. Looked for once a mail. */
export type TrailerPlaces = ReadonlyMap<number, string>

export function trailerPlaces(lines: readonly string[]): TrailerPlaces {
  const places = new Map<number, string>()
  for (const [at, line] of lines.entries()) {
    if (places.size < mostPlaces && /^\s{0,8}[A-Za-z-]{3,40}:/.test(line)) places.set(at, line.trimStart())
  }
  return places
}

const mostPlaces = 1000

/** Does the text right before the trailer make it depend on something? Quoted lines end that text. */
export function isConditional(trailer: Trailer, lines: readonly string[], places: TrailerPlaces): boolean {
  const start = `${trailer.name}:`
  const { email } = personOf(trailer.value)
  for (const [at, line] of places) {
    const isThis = line.startsWith(start) && personOf(line.slice(start.length, 1000)).email === email
    if (isThis) return condition.test(lastSentence(textBefore(lines, at)))
  }
  return false
}

/** The paragraph that stands before a line, other trailers passed over, on one line. */
function textBefore(lines: readonly string[], at: number): string {
  const before: string[] = []
  for (let above = at - 1; above >= 0 && before.length < 4; above -= 1) {
    const line = (lines[above] ?? '').trim().slice(0, 300)
    if (line.startsWith('>') || (line === '' && before.length > 0)) break
    if (line !== '' && !/^[A-Za-z-]{3,40}: \S/.test(line)) before.unshift(line)
  }
  return before.join(' ')
}

function lastSentence(paragraph: string): string {
  const trimmed = paragraph.replace(/[\s.:,;!-]+$/, '')
  const start = Math.max(...['. ', '! ', '? ', '; '].map((mark) => trimmed.lastIndexOf(mark)))
  return trimmed.slice(start < 0 ? 0 : start + 2)
}
