import { clip } from '#src/lib/clip.ts'
import { didYouMean, didYouMeanHint } from '#src/lib/did-you-mean.ts'
import type { Rights } from '#src/ports.ts'

/** Who may change what a channel gets: everybody, who made the channel, administrators, or people by their ids. */
export type WhoMay = 'anyone' | 'creator' | 'admins' | readonly string[]

const words = ['anyone', 'creator', 'admins'] as const
const mostPeople = 50

/**
 * Reads `admins`, or ids with commas, also as chat programs write a mention: `<@U123>`. Else what is wrong. Where a
 * platform's own ids are only part of ours (`T1/U123`), what is missing is taken from `like`, the id of who wrote it.
 */
export function readWhoMay(written: string, like = ''): WhoMay | { readonly problem: string } {
  const parts = written
    .split(/[\s,]+/u)
    .map((part) => part.replace(/^<@!?([^|>]+)(?:\|[^>]*)?>$/u, '$1'))
    .filter((part) => part !== '')
  const word = words.find((one) => parts.length === 1 && one === parts[0]?.toLowerCase())
  if (word !== undefined) return word
  const wrong = parts.find((part) => !/^[\w./-]{1,64}$/u.test(part) || words.some((one) => one === part.toLowerCase()))
  if (wrong !== undefined || parts.length === 0)
    return { problem: `${wrong ?? 'nothing'} is no id of a person: write anyone, creator, admins, or ids with commas` }
  const typo = parts.find((part) => didYouMean(part, words) !== undefined)
  if (typo !== undefined) return { problem: `${typo} is no id of a person${didYouMeanHint(typo, words)}` }
  if (parts.length > mostPeople) return { problem: `at most ${mostPeople} people can be named; make them admins` }
  const before = like.slice(0, like.lastIndexOf('/') + 1)
  return [...new Set(parts.map((part) => (part.includes('/') ? part : before + part)))]
}

/** As `readWhoMay` reads it back. */
export function formatWhoMay(whoMay: WhoMay): string {
  return typeof whoMay === 'string' ? whoMay : whoMay.join(',')
}

/**
 * Why a person may not change a channel; undefined where they may. Administrators always may, so that no setting locks
 * a channel for good. `rights` is asked only where the rest does not decide; what it does not tell is not granted.
 */
export async function whyNot(
  whoMay: WhoMay,
  userId: string,
  rights: (() => Promise<Rights>) | undefined,
): Promise<string | undefined> {
  if (whoMay === 'anyone' || (typeof whoMay !== 'string' && whoMay.includes(userId))) return undefined
  let known: Rights
  try {
    if (rights === undefined) throw new Error('the platform does not tell')
    known = await rights()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return `only ${allowed(whoMay)} may change what this channel gets, and whether you are one is not known: ${clip(reason, 200)}`
  }
  if (known.admin || (whoMay === 'creator' && known.creator)) return undefined
  return `only ${allowed(whoMay)} may change what this channel gets`
}

function allowed(whoMay: WhoMay): string {
  if (whoMay === 'creator') return 'who made it and administrators'
  if (typeof whoMay === 'string') return 'administrators'
  return `${whoMay.length === 1 ? 'one person' : `${whoMay.length} people`} and administrators`
}
