import { didYouMeanHint } from './did-you-mean.ts'

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const groups: Readonly<Record<string, readonly number[]>> = {
  daily: [0, 1, 2, 3, 4, 5, 6],
  weekdays: [1, 2, 3, 4, 5],
  weekend: [0, 6],
}

/**
 * `mon-fri`, `mon,wed,fri`, `daily`, `weekdays`, `fri-mon`; whole names too. Days from 0 (Sunday), ascending; an error
 * in words for anything else.
 */
export function readWeekDays(typed: string): { readonly days: readonly number[] } | { readonly error: string } {
  const days = new Set<number>()
  for (const part of typed.toLowerCase().split(',')) {
    const word = part.trim()
    const found = groups[word] ?? groups[word.replace(/s$/u, '')] ?? rangeOf(word)
    if (found === undefined) {
      const hint = didYouMeanHint(word, [...Object.keys(groups), ...names])
      return { error: `this is no day: ${word || typed}${hint || ' (write mon-fri, daily, or mon,wed,fri)'}` }
    }
    for (const day of found) days.add(day)
  }
  return { days: [...days].sort((a, b) => a - b) }
}

/** `mon-fri`, `fri-mon` over the weekend, `wed`. */
function rangeOf(word: string): readonly number[] | undefined {
  const [first, last, more] = word.split(/\s*[-–]\s*/u).map(dayOf)
  if (first === undefined || more !== undefined) return undefined
  if (!/[-–]/u.test(word)) return [first]
  if (last === undefined) return undefined
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

function dayOf(word: string): number | undefined {
  const at = names.findIndex((name) => word.startsWith(name))
  const whole = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'][at] ?? ''
  return at >= 0 && whole.startsWith(word.replace(/s$/u, '')) ? at : undefined
}

/** The shortest way to write them: `daily`, `mon-fri`, `mon,wed`. */
export function formatWeekDays(days: readonly number[]): string {
  if (days.length === 7) return 'daily'
  // The week of a schedule begins on Monday.
  const week = [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7))
  const [first = 0] = week
  const isRun = week.length > 2 && week.every((day, index) => day === (first + index) % 7)
  return isRun ? `${nameOf(first)}-${nameOf(week.at(-1))}` : week.map(nameOf).join(',')
}

function nameOf(day: number | undefined): string {
  return names[day ?? 0] ?? ''
}
