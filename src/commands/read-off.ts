/** `off`, `off WORDS` or `WORDS off`: what a person ends, and whether they do. */
export function readOff(written: string | undefined): { readonly words: string | undefined; readonly isOff: boolean } {
  const text = written?.trim() ?? ''
  const rest = text.replace(/^off(?:\s+|$)|(?:^|\s+)off$/iu, '').trim()
  return { words: rest === '' ? undefined : rest, isOff: rest !== text }
}
