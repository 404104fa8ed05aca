import type { SeriesState } from '#src/summary/summary.ts'

/** What one sentence decides about a series. `dropped` takes an earlier "applied" back. */
export interface Verdict {
  readonly is: Exclude<SeriesState['is'], 'new' | 'in review'> | 'dropped'
  readonly sentence: string
  readonly tree?: string
  /** The patches named; undefined where none are. */
  readonly patches?: readonly number[]
  /** "minus 18 and 19": all but these. */
  readonly except?: readonly number[]
  /** An intention or a guess, not a fact. */
  readonly maybe?: boolean
}

const lead = String.raw`(?:(?:(?:many )?thanks(?: [A-Z]\w+| a lot| again)?|thank you|thx|ok|okay|great|nice|good|perfect|excellent|lgtm|looks good(?: to me)?|yes|yep|right|now|finally|so|and|done|just|also|already|tentatively|provisionally|have|has|been|is|are|was|were|it|it's|this|these|those|that|both|all|all of (?:it|them|these|this)|everything|the rest|(?:the |this |whole |entire |full )*(?:series|patch(?:es)?|set|patchset|pile|lot|branch)|(?:the )?(?:first|last) (?:\w+ )?patch(?:es)?|patch(?:es)? #?\d[\d, \-–&]*(?:and #?\d+)?|i|i've|we|we've|(?:hi|hello|hey) \w+)[,;:!.\s–-]+)`
const happened = new RegExp(
  `^(?:${lead}){0,6}?(?<verb>applied|queued(?: (?:it|this|them|these))?(?: up)?|pulled|merged|picked(?: (?:it|this|them|these))? up|pushed)\\b(?<rest>.*)$`,
  'i',
)
/** "Thanks for the fix, applied to next." */
const atTheEnd =
  /[,;–-] (?:and |now |so )?(?<verb>applied|queued(?: up)?)(?<rest>(?: (?:to|for|in) [\w./+-]+(?: [\w./+-]+){0,2})?(?:[,;]? ?(?:thanks|thank you))?[.!]*)$/i
/** "This is now in kvm/queue." */
const nowIn =
  /^(?:this|it|series|both|all|these|the series|they)?\s*(?:is|are|'s)?\s*now (?<verb>queued )?(?<rest>in (?:the )?[\w.-]+\/[\w./-]+(?: branch| tree)?[,.!]*(?: thanks[.!]*)?)$/i
/** Words that make something else of a sentence than a fact about these patches. */
const spoilers =
  /\b(?:not|n't|isn't|wasn't|weren't|haven't|hasn't|if|once|when|until|unless|before|after|should|could|would|can|may|might|must|will|to be|being|gets?|getting|without|how|why|who|whether|never|no longer|you|your|they|he|she|assuming|provided|already in|tested|testing|tried|try|booted|built|compiled|ran|cleanly|on top of|suggest\w*|suggestions?|comments?|feedback|crash\w*|same)\b/i
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
  /appl|queu|pull|merg|pick|push|take|drop|revert|backed|remov|nac?k|now |respin|send|re-?post|new version|rework|v\d/i

/** Whether any sentence of a text can decide something. */
export function mayDecide(text: string): boolean {
  return decisive.test(text)
}

/** What a sentence decides; undefined for talk. Uncertain readings are marked `maybe`. */
export function readVerdict(sentence: string, isPull: boolean): Verdict | undefined {
  const said = sentence.slice(0, 500).trim()
  if (said.length === 0 || said.endsWith('?') || !mayDecide(said)) return undefined
  if (takenBack.test(said)) return { is: 'dropped', sentence }
  if (refused.test(said)) return { is: 'nak', sentence }
  const done = happened.exec(said) ?? atTheEnd.exec(said) ?? nowIn.exec(said)
  if (done?.groups !== undefined && isHonest(said, done.groups)) {
    return { is: kindOf(done.groups['verb'] ?? '', isPull), sentence, ...detailsOf(said, done.groups['rest'] ?? '') }
  }
  const own = isPull
    ? /\b(?:i|we)(?:'ve| have)? (?:already |just |now )?(?<verb>pulled)\b(?<rest>.*)$/i.exec(said)
    : null
  if (own !== null && !/\bif\b|n't|\bnot\b/i.test(said)) return { is: 'pulled', sentence }
  const plan = intended.exec(said) ?? supposed.exec(said)
  if (plan?.groups !== undefined && !/n't|\bnot\b|\bif\b|\bunless\b|\byou (?:can|could|may)\b/i.test(said)) {
    return { is: kindOf(plan.groups['verb'] ?? '', isPull), sentence, maybe: true }
  }
  if (asksForMore.test(said)) return { is: 'changes requested', sentence }
  return undefined
}

function isHonest(said: string, groups: Readonly<Record<string, string>>): boolean {
  const rest = groups['rest'] ?? ''
  const before = said.slice(0, said.length - rest.length - (groups['verb'] ?? '').length)
  // "Applied your comments", "applied it to the refcount code": work, not a decision.
  if (/^ (?:your|my|his|her|some|the (?:change|fix|suggest|comment|same|following))/i.test(rest)) return false
  return !spoilers.test(before) && !spoilers.test(rest.split(/[,;(]/, 1)[0] ?? '')
}

function kindOf(verb: string, isPull: boolean): 'applied' | 'queued' | 'pulled' {
  if (/^queue/i.test(verb)) return 'queued'
  return isPull ? 'pulled' : 'applied'
}

function detailsOf(said: string, rest: string): Pick<Verdict, 'tree' | 'patches' | 'except'> {
  const tree = treeIn(rest)
  const except = /\b(?:minus|except(?: for)?|without|but not|excluding|all but|sans)\b(.{0,60})/i.exec(said)?.[1]
  const excluded = except === undefined ? [] : numbersIn(except)
  const kept = said.slice(0, except === undefined ? undefined : said.indexOf(except))
  const named = /\bpatch(?:es)?\s+#?(\d[^a-z]{0,40}(?:(?:and|to|through) #?\d[^a-z]{0,20})*)/i.exec(kept)?.[1]
  const bare = /^[^a-z]{0,3}(?:applied|queued|merged)\s+#?(\d[\d,\s\-–]*(?:and \d+)?)/i.exec(kept)?.[1]
  const patches = numbersIn(named ?? bare ?? '')
  return {
    ...(tree === undefined ? {} : { tree }),
    ...(excluded.length > 0 ? { except: excluded } : {}),
    ...(patches.length > 0 ? { patches } : {}),
  }
}

/** `kvm-x86 xen` of " to kvm-x86 xen, thanks!". */
function treeIn(rest: string): string | undefined {
  const tree = treeAfter
    .exec(` ${rest.trimStart()}`)?.[1]
    ?.replace(/[.:]+$/, '')
    .trim()
  return tree === undefined || tree.length > 60 || noTree.test(tree) ? undefined : tree
}

const treeAfter =
  /^(?: \w+){0,3}? (?:to|into|in|for|on)(?: the| my)? ([\w./+()-]+(?: [\w./+()-]+){0,3}?)(?=,|;|!|:|\.?\s*$|\. | (?:thanks|with|minus|except|as|and|for|branch|tree|so|but)\b)/i
const noTree = /^(?:tree|branch|queue|local|now|it|this|that|both|all|one|two|three|a|an)\b/i

/** `1-3 and 5` is 1, 2, 3, 5. */
export function numbersIn(text: string): number[] {
  const numbers = new Set<number>()
  for (const match of text.matchAll(/(\d{1,4})(?:\s*(?:-|–|\.\.|to|through)\s*#?(\d{1,4}))?/g)) {
    const first = Number(match[1])
    const last = Math.min(Number(match[2] ?? first), first + 999)
    for (let number = first; number <= last; number += 1) numbers.add(number)
  }
  return [...numbers].sort((left, right) => left - right)
}
