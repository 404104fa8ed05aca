import { isQuoted, linesOf } from '#src/summary/body-lines.ts'
import { sentencesOf } from '#src/summary/prose.ts'

/** Answers say what they decide early; the rest of a long mail is discussion. */
const mostSentences = 200

/**
 * The sentences that the sender of a reply wrote: no quotes, no attribution lines, no code. A line that the sentence
 * before runs into belongs to it, so that "should be\napplied." is never read as "applied."
 */
export function sentencesSaid(text: string): string[] {
  const sentences: string[] = []
  let paragraph: string[] = []
  for (const line of [...linesOf(text), '']) {
    const isProse = line.trim() !== '' && !isQuoted(line) && !/^(\t| {4,}|[+-]{3} |@@ |diff )/.test(line)
    if (isProse) {
      paragraph.push(line.trim())
      continue
    }
    sentences.push(...sentencesOf(paragraph.join(' ')))
    paragraph = []
    if (sentences.length > mostSentences) break
  }
  return sentences
}
