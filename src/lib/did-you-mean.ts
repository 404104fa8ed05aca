/** The known word that was probably meant, or undefined where none is near. Case does not count. */
export function didYouMean(typed: string, known: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase().slice(0, 64)
  if (wanted === '') return undefined
  let best: string | undefined
  let least = Infinity
  for (const candidate of known) {
    const distance = typosBetween(wanted, candidate.toLowerCase())
    if (distance < least) [best, least] = [candidate, distance]
  }
  if (best !== undefined && least <= Math.max(1, Math.floor(Math.min(wanted.length, best.length) / 3))) return best
  return known.find((candidate) => wanted.length >= 2 && candidate.toLowerCase().startsWith(wanted))
}

/** `, did you mean arch?`, or nothing. */
export function didYouMeanHint(
  typed: string,
  known: readonly string[],
  write = (word: string): string => word,
): string {
  const meant = didYouMean(typed, known)
  return meant === undefined ? '' : `, did you mean ${write(meant)}?`
}

/** Optimal string alignment: inserted, deleted, replaced and swapped letters each count one. */
export function typosBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(beforeLast, j - 2) + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
