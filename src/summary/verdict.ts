import type { SeriesState } from '#src/summary/summary.ts'
import { numbersTaken, readTaken, type Taken } from '#src/summary/taken.ts'

/** What one sentence decides about a series. `dropped` takes an earlier "applied" back. */
export interface Verdict {
  readonly is: Exclude<SeriesState['is'], 'new' | 'in review'> | 'dropped'
  readonly sentence: string
  readonly tree?: string
  /** The patches named, -1 for the last one; undefined where none are. */
  readonly patches?: readonly number[]
  /** "minus 18 and 19": all but these. */
  readonly except?: readonly number[]
  /** An intention or a guess, not a fact. */
  readonly maybe?: boolean
}

const intended =
  /\b(?:i'll|i will|i'm going to|let me|let's|we'll|we will|i plan to|going to) (?:\w+ ){0,2}?(?<verb>apply|queue|pull|merge|pick|push|take (?:it|this|these|them|the (?:series|patch(?:es)?))(?= (?:through|via|in|into|to|for)\b|[.,!]|$))/i
const supposed = /\bshould (?:now |already |all )?be (?<verb>applied|queued|merged|pulled)\b/i
const takenBack =
  /^(?:\w+,? )?(?:(?:i|i've|i have|we|we've|we have) )?(?:now |just |already |since )?(?:dropped|reverted|unqueued|backed out|removed)\b(?=.{0,60}\b(?:from|it|this|series|patch|them|these|tree|branch|queue)\b)|\b(?:has|have|was|were) (?:now |been |just ){0,2}(?:reverted|dropped|backed out|removed) from\b/i
const refused =
  /^(?:(?:[Ss]o|[Tt]hat's|[Tt]his is|[Ii]t's|[Ss]till|[Ss]orry|[Bb]ut|[Aa]nd|[Aa]n?|[Bb]ig|[Hh]ard|[Ff]irm|[Ss]trong|[Cc]lear|[Nn]o)[, ]+){0,4}NAC?K(?:ed)?\b(?!ed-by)/
const asksForMore =
  /\b(?:please|pls|could you|can you) (?:\w+ ){0,2}?(?:respin|resend|repost|re-send|re-post|send (?:a |an |the |me )?(?:v\d+|new version|next version|respin|updated version))\b|\b(?:needs|will need|requires) (?:a |an )?(?:respin|v\d+|new version|rework)\b/i

/** Every decision has one of these in it. Most sentences have none, and the expressions above need not look at them. */
const decisive =
  /appl|queu|pull|merg|pick|push|tak|took|commit|added|drop|revert|backed|remov|nac?k|now |respin|send|re-?post|new version|rework|v\d/i

/** `3/5` is patch 3. */
const totals = /(?<=(?:^|[\s,;:(#&–-])\d{1,4})\/\d{1,4}(?![\w/-]|\.\d)/g

/** Whether any sentence of a text can decide something. */
export function isDecisive(text: string): boolean {
  return decisive.test(text)
}

/** What a sentence decides; undefined for talk. Uncertain readings are marked `maybe`. */
export function readVerdict(sentence: string, isPull: boolean): Verdict | undefined {
  const said = sentence.slice(0, 500).trim().replace(totals, '')
  if (said.length === 0 || said.endsWith('?') || !isDecisive(said)) return undefined
  if (takenBack.test(said)) return { is: 'dropped', sentence }
  if (refused.test(said)) return { is: 'nak', sentence }
  const taken = readTaken(said, isPull)
  if (taken !== undefined) {
    const maybe = taken.maybe ? { maybe: true } : {}
    return { is: kindOf(taken.verb, isPull), sentence, ...detailsOf(said, taken), ...maybe }
  }
  const plan = intended.exec(said) ?? supposed.exec(said)
  if (plan?.groups !== undefined && !/n't|\bnot\b|\bif\b|\bunless\b|\byou (?:can|could|may)\b/i.test(said)) {
    return { is: kindOf(plan.groups['verb'] ?? '', isPull), sentence, maybe: true }
  }
  if (asksForMore.test(said)) return { is: 'changes requested', sentence }
  return undefined
}

function kindOf(verb: string, isPull: boolean): 'applied' | 'queued' | 'pulled' {
  if (/^queu/i.test(verb)) return 'queued'
  return isPull ? 'pulled' : 'applied'
}

function detailsOf(said: string, { tree, rest }: Taken): Pick<Verdict, 'tree' | 'patches' | 'except'> {
  const except = /\b(?:minus|except(?: for)?|without|but not|excluding|all but|sans)\b(.{0,60})/i.exec(said)?.[1]
  const excluded = except === undefined ? [] : patchesNamed(except)
  const kept = said.slice(0, except === undefined ? undefined : said.indexOf(except))
  const numbers = numbersTaken(kept, rest)
  const patches = numbers === undefined ? countedFromAnEnd(kept) : numbersIn(numbers)
  return {
    ...(tree === undefined ? {} : { tree }),
    ...(excluded.length > 0 ? { except: excluded } : {}),
    ...(patches.length > 0 ? { patches } : {}),
  }
}

function patchesNamed(text: string): number[] {
  const numbers = numbersIn(text)
  return numbers.length > 0 ? numbers : countedFromAnEnd(text)
}

const counts: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7 }

/** "the first two patches" is 1 and 2, "the last patch" is -1. */
function countedFromAnEnd(text: string): number[] {
  const match =
    /\b(first|last)(?: (\d{1,2}|two|three|four|five|six|seven))?(?: (?:patch(?:es)?|ones?)\b|(?=[\s,.]*$))/i.exec(text)
  if (match === null) return []
  const count = counts[(match[2] ?? '').toLowerCase()] ?? Number(match[2] ?? 1)
  return Array.from({ length: count }, (_, at) => (/first/i.test(match[1] ?? '') ? at + 1 : at - count))
}

/** Not the numbers of `kvm-x86` and 6.10. */
const numberOrRange = /(?<![\w.-])(\d{1,4})(?!\w|\.\d)(?:\s*(?:-|–|\.\.|to|through)\s*#?(\d{1,4})(?!\w|\.\d))?/g

/** `1-3 and 5` is 1, 2, 3, 5. */
export function numbersIn(text: string): number[] {
  const numbers = new Set<number>()
  for (const match of text.matchAll(numberOrRange)) {
    const first = Number(match[1])
    const last = Math.min(Number(match[2] ?? first), first + 999)
    for (let number = first; number <= last; number += 1) numbers.add(number)
  }
  return [...numbers].sort((left, right) => left - right)
}
