import { clip } from '#src/lib/clip.ts'
import { didYouMean } from '#src/lib/did-you-mean.ts'
import type { Rights } from '#src/ports.ts'

/** Who may change what a channel gets: everybody, who made the channel, administrators, or people by their ids. */
export type WhoMay = 'anyone' | 'creator' | 'admins' | readonly string[]

const words = ['anyone', 'creator', 'admins'] as const
/** What people write for those words. As ids they would be of nobody, and lock the channel. */
const meant = new Map<string, (typeof words)[number]>([
  ...['everybody', 'everyone', 'anybody', 'all', 'any'].map((word) => [word, 'anyone'] as const),
  ...['nobody', 'noone', 'none', 'admin', 'administrator', 'administrators'].map((word) => [word, 'admins'] as const),
  ...['owner', 'owners'].map((word) => [word, 'creator'] as const),
])
const mostPeople = 50

/**
 * Reads `admins`, or ids with commas, also as chat programs write a mention: `<@U123>`. Else what is wrong. Where a
 * platform's own ids are only part of ours (`T1/U123`), what is missing is taken from `like`, the id of who wrote it.
 */
export function readWhoMay(written: string, like = ''): WhoMay | { readonly problem: string } {
  const parts = written
    .split(/[\s,]+/u)
    .map(withoutMention)
    .filter((part) => part !== '')
  const word = words.find((one) => parts.length === 1 && one === parts[0]?.toLowerCase())
  if (word !== undefined) return word
  const wrong = parts.find((part) => !/^[\w./-]{1,64}$/u.test(part) || words.some((one) => one === part.toLowerCase()))
  if (wrong !== undefined || parts.length === 0)
    return { problem: `${wrong ?? 'nothing'} is no id of a person: write anyone, creator, admins, or ids with commas` }
  const typo = parts.find((part) => wordMeant(part) !== undefined)
  if (typo !== undefined) return { problem: `${typo} is no id of a person, did you mean ${wordMeant(typo) ?? ''}?` }
  if (parts.length > mostPeople) return { problem: `at most ${mostPeople} people can be named; make them admins` }
  return [...new Set(parts.map((part) => readPersonId(part, like)))]
}

function wordMeant(part: string): string | undefined {
  return meant.get(part.toLowerCase()) ?? didYouMean(part, words)
}

/** The id that somebody wrote for a person, as an id or a mention; see `readWhoMay` for `like`. */
export function readPersonId(written: string, like: string): string {
  const id = withoutMention(written)
  return id.includes('/') ? id : like.slice(0, like.lastIndexOf('/') + 1) + id
}

/** Chat programs write a mention as `<@ID>`, `<@!ID>` or `<@ID|name>`. */
function withoutMention(word: string): string {
  return word.replace(/^<@!?([^|>]+)(?:\|[^>]*)?>$/u, '$1')
}

/** Whether two ids (`T1/U123`) are of people in the same workspace, where ids tell. */
export function isOfSamePlace(one: string, other: string): boolean {
  return one.slice(0, one.lastIndexOf('/') + 1) === other.slice(0, other.lastIndexOf('/') + 1)
}

/** Whether the platform says that somebody is that; what it does not tell is not granted. */
export async function isGranted(right: keyof Rights, rights: (() => Promise<Rights>) | undefined): Promise<boolean> {
  try {
    return (await rights?.())?.[right] === true
  } catch {
    return false
  }
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
  if (known.admin || known.own === true || (whoMay === 'creator' && known.creator)) return undefined
  return `only ${allowed(whoMay)} may change what this channel gets`
}

function allowed(whoMay: WhoMay): string {
  if (whoMay === 'creator') return 'who made it and administrators'
  if (typeof whoMay === 'string') return 'administrators'
  return `${whoMay.length === 1 ? 'one person' : `${whoMay.length} people`} and administrators`
}
