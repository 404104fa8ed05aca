/** Lower case without accents: `Cédric` is found by `cedric`. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

/** The words of a text, folded: runs of letters and digits. `KVM: x86/mmu` has three. */
export function wordsOf(text: string): readonly string[] {
  return folded(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Whether the words of `phrase` stand in `text` one after the other. A phrase without words is nowhere. */
export function hasPhrase(text: string, phrase: string): boolean {
  const wanted = wordsOf(phrase)
  if (wanted.length === 0) return false
  return ` ${wordsOf(text).join(' ')} `.includes(` ${wanted.join(' ')} `)
}

/** Whether every word of `wanted` stands somewhere in `text`. */
export function hasAllWords(text: string, wanted: string): boolean {
  const have = new Set(wordsOf(text))
  const words = wordsOf(wanted)
  return words.length > 0 && words.every((word) => have.has(word))
}
