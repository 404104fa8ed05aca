/**
 * The longest beginning of `text` that costs at most `room`, with `…` where something was cut.
 * `cost` must not fall when text is added; it is asked O(log n) times. Never cuts a surrogate pair apart.
 */
export function clipToCost(text: string, room: number, cost: (text: string) => number): string {
  if (text.length <= room && cost(text) <= room) return text
  let low = 0
  let high = Math.min(text.length, Math.max(0, room))
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (cost(`${beginning(text, middle)}…`) <= room) low = middle
    else high = middle - 1
  }
  const kept = beginning(text, low).trimEnd()
  if (kept === '') return cost('…') <= room ? '…' : ''
  return `${kept}…`
}

function beginning(text: string, length: number): string {
  const splitsPair = length < text.length && /[\ud800-\udbff]/.test(text.charAt(length - 1))
  return text.slice(0, splitsPair ? length - 1 : length)
}
