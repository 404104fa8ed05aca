/** Order of version strings: '2' < '5' < '5.1' < '5.5' < '6' < '10'. Zero where neither is newer. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [numbersOf(one), numbersOf(other)]
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbersOf(version: string): number[] {
  return version.split('.').map((digits) => Number.parseInt(digits, 10) || 0)
}
