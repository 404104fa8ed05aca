import { isQuoted, linesOf } from '#src/summary/body-lines.ts'
import { sentencesOf } from '#src/summary/prose.ts'

/** Answers say what they decide early; the rest of a long mail is discussion. */
const mostSentences = 200

/**
 * The sentences that the sender of a reply wrote: no quotes, no attribution lines, no code. A line that the sentence
 * before runs into belongs to it, so that "should be\napplied." is never read as "applied." Paragraphs that are not
 * `worthIt` are left out; they count as well.
 */
export function sentencesSaid(text: string, worthIt?: (paragraph: string) => boolean): string[] {
  const sentences: string[] = []
  let leftOut = 0
  let paragraph: string[] = []
  for (const line of [...linesOf(text), '']) {
    const isProse = line.trim() !== '' && !isQuoted(line) && !/^(\t| {4,}|[+-]{3} |@@ |diff )/.test(line)
    if (isProse) {
      paragraph.push(line.trim())
      continue
    }
    if (paragraph.length === 0) continue
    const prose = paragraph.join(' ')
    if (worthIt === undefined || worthIt(prose)) sentences.push(...sentencesOf(prose))
    else leftOut += mostSentencesIn(prose)
    paragraph = []
    if (sentences.length + leftOut > mostSentences) return leftOut === 0 ? sentences : sentencesSaid(text)
  }
  return sentences
}

/** Cheaper than cutting them: one more than the marks that may end one. */
function mostSentencesIn(prose: string): number {
  let count = 1
  for (let at = 0; at < prose.length; at += 1) {
    const code = prose.charCodeAt(at)
    if (code === 0x2e || code === 0x21 || code === 0x3f) count += 1
  }
  return count
}
