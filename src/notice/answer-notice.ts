import { clip } from '#src/lib/clip.ts'
import type { Block, Notice, Span, Tone } from '#src/notice/notice.ts'

/** What somebody typed is part of it, and may have been a page. */
const longestProblem = 1500

/** An answer of one sentence and, below it, whatever blocks it needs. */
export function sayNotice(sentence: string, blocks: readonly Block[] = [], tone: Tone = 'plain'): Notice {
  return { fallback: sentence, tone, blocks: [{ is: 'text', spans: [{ text: sentence }] }, ...blocks] }
}

/**
 * What was wrong and what to write instead. The sentence gets its capital here, so it never begins with a word that
 * somebody typed: `no key stands before kvm`, not `kvm has no key`.
 */
export function errorNotice(problem: string, advice: readonly Span[] = []): Notice {
  // A sentence begins with a capital, a key such as `arch:x` does not.
  const capital = /^\p{Ll}+ /u.test(problem) ? problem.charAt(0).toUpperCase() + problem.slice(1) : problem
  const sentence = clip(capital, longestProblem)
  return {
    fallback: sentence,
    tone: 'bad',
    blocks: [
      { is: 'text', spans: [{ text: sentence }] },
      ...(advice.length === 0 ? [] : [{ is: 'text', spans: advice } as const]),
    ],
  }
}
