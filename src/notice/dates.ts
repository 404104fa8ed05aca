const dayMs = 86_400_000
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `21 Nov 2026 09:14 UTC`. */
export function dayAndTime(at: number): string {
  const date = new Date(at)
  return `${day(at)} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`
}

/** `21 Nov 2026`. */
export function day(at: number): string {
  const date = new Date(at)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`
}

/** `21 Nov`, where the year is plain. */
export function shortDay(at: number): string {
  const date = new Date(at)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''}`
}

/** `the same day`, `12 days later`. */
export function daysLater(from: number, to: number): string {
  const days = Math.round(Math.max(0, to - from) / dayMs)
  return days === 0 ? 'the same day' : `${days} ${days === 1 ? 'day' : 'days'} later`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
