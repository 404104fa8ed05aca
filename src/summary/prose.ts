import { clip, oneLine } from '#src/lib/clip.ts'

/** A reference mark that is a word of its sentence: "based on [1]", "see [2]", not "the series [3]". */
const pointer = String.raw`\b(?:on|in|at|from|by|see|via|per|with|of|to|than|like|and|or|as) \[\d{1,3}\]`
const pointsAway = new RegExp(pointer, 'i')
const aside = new RegExp(
  String.raw` ?\([^()]{0,80}?${pointer}[^()]{0,80}\)|,? as (?:[\w-]+ ){1,3}(?:in|on|at|by|from) \[\d{1,3}\]`,
  'gi',
)

/** Does a sentence need what a reference mark stands for? Without it something is missing. */
export function leansOnMark(text: string): boolean {
  return pointsAway.test(text.replace(aside, ''))
}

/** One line of prose from several: bullets, reference marks and links gone, white space single. */
export function plainProse(text: string): string {
  return oneLine(
    text
      .replace(/\([^()]{0,80}\bhttps?:\/\/[^()\s]{1,300}[^()]{0,40}\)/gi, '')
      .replace(/<?\b(?:https?|git|ftp):\/\/[^\s<>]+>?/gi, '')
      .replace(aside, '')
      .replace(/ ?\[\d{1,3}\](?:\[\d{1,3}\])*(?=\))|\[\d{1,3}\](?:\[\d{1,3}\])*/g, '')
      .replace(/^\s*(?:[-*+•]|\(?\d{1,2}[.)])\s+/, ''),
  )
    .replace(/(^|\s)(?:\(\s*\)|\[\s*\])/g, '$1')
    .replace(/ {2,}/g, ' ')
    .replace(/ ([,.;:!?])(?=\s|$)/g, '$1')
    .trim()
}

/**
 * Texts one after the other as far as whole ones fit into `most` characters; a first one that is too long alone is cut
 * after a word. Texts that do not end a sentence are set apart by semicolons.
 */
export function fitSentences(texts: readonly string[], most: number): string {
  let fitted = ''
  for (const text of texts) {
    const joined = fitted === '' ? text : `${fitted}${/[.!?:;,]$/.test(fitted) ? ' ' : '; '}${text}`
    if (joined.length > most) return fitted === '' ? clip(text, most) : fitted
    fitted = joined
  }
  return fitted
}

/** Words that end in a full stop within a sentence. */
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|cf|vs|etc|resp|approx|incl|Dr|Mr|Mrs|St|No|Fig|Sec|Ch|[A-Z])\.$/i

/** Cuts prose after each full stop, question or exclamation mark that a new sentence follows. */
export function sentencesOf(prose: string): string[] {
  const sentences: string[] = []
  let start = 0
  for (const match of prose.matchAll(/[.!?]["')\]]{0,2} (?=["'(`[]?(?:[A-Z0-9]|[a-z]{1,20}[A-Z_]))/g)) {
    const end = match.index + match[0].length
    const sentence = prose.slice(start, end).trim()
    if (abbreviation.test(sentence.slice(-12))) continue
    sentences.push(sentence)
    start = end
  }
  const rest = prose.slice(start).trim()
  return rest === '' ? sentences : [...sentences, rest]
}
