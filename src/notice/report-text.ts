import { newParagraphs } from '#src/notice/new-text.ts'

const mostErrors = 3

/**
 * What a robot found. The kernel test robot marks new errors with `>>` (https://github.com/intel/lkp-tests), which
 * elsewhere is a quote: its first sentence and those lines say it all.
 */
export function reportParagraphs(text: string): readonly string[] {
  const [first] = newParagraphs(text)
  const errors = text
    .split('\n')
    .filter((line) => line.startsWith('>> '))
    .map((line) => line.slice(3, 200).trim())
  const more = errors.length - mostErrors
  const intro = first === undefined || (errors.length > 0 && /love your patch/iu.test(first)) ? [] : [first]
  return [...intro, ...errors.slice(0, mostErrors), ...(more > 0 ? [`and ${more} more`] : [])]
}
