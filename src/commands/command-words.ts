/** One word of a command line. */
export interface CommandWord {
  readonly text: string
  /** Began with a quote, so it is never an option. */
  readonly quoted: boolean
}

const doubleQuotes = '"“”„‟«»'

/**
 * Words of a command, quotes kept together. Keyboards and chat programs put curly quotes for straight ones, no-break
 * spaces for spaces and a long dash for `--`; all are taken for what was typed.
 */
export function commandWords(text: string): readonly CommandWord[] | string {
  const words: CommandWord[] = []
  let word = ''
  let quoted = false
  let inQuotes = false
  let begun = false
  for (const letter of text) {
    if (doubleQuotes.includes(letter)) {
      if (!begun) quoted = true
      inQuotes = !inQuotes
      begun = true
    } else if (!inQuotes && /\s/u.test(letter)) {
      end()
    } else {
      word += letter
      begun = true
    }
  }
  if (inQuotes) return 'a quote is opened and never closed'
  end()
  return words

  function end(): void {
    if (begun) words.push({ text: quoted ? word : word.replace(/^[—–](?=[a-z])/iu, '--'), quoted })
    word = ''
    quoted = false
    begun = false
  }
}
