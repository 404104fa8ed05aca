/** Chance that repeats: the same seed gives the same week, byte for byte. */
export interface Chance {
  /** A whole number from 0 to `below` - 1. */
  int(below: number): number
  pick<T>(from: readonly T[]): T
  hex(digits: number): string
}

/** mulberry32: small, well spread, and the same on every machine. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  function int(below: number): number {
    return Math.floor(next() * below)
  }
  return {
    int,
    pick: (from) => from[int(from.length)] ?? fail('nothing to pick from'),
    hex: (digits) => Array.from({ length: digits }, () => int(16).toString(16)).join(''),
  }
}

/** A number from a text, so that each story has a chance of its own and a new story leaves the others as they are. */
export function seedOf(text: string): number {
  let hash = 2166136261
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619)
  return hash >>> 0
}

function fail(why: string): never {
  throw new Error(why)
}
