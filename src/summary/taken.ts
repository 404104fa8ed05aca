/** A sentence that says patches were taken: "Applied 1-3 to kvm-x86 misc, thanks!". */
export interface Taken {
  readonly verb: string
  /** Where to, as written. */
  readonly tree: string | undefined
  /** What was taken, and what not: the words after the verb. */
  readonly rest: string
  /** Old news, another tree's news, or for a trial only. */
  readonly maybe: boolean
}

const lead = String.raw`(?:(?:(?:many )?thanks(?: [A-Z]\w+| a lot| again| both| all)?|thank you(?: [A-Z]\w+)?|thx|ok|okay|great|nice(?: catch| fix| work)?|good(?: catch)?|perfect|excellent|lgtm|looks good(?: to me)?|yes|yep|right|now|finally|so|and|done|just|also|already|tentatively|provisionally|have|has|been|is|are|was|were|it|it's|this|these|those|that|both|all|all of (?:it|them|these|this)|everything|the rest|v\d+|this one|(?:the |this |whole |entire |full )*(?:series|patch(?:es)?|set|patchset|pile|lot|branch)|(?:the )?(?:first|last) (?:\w+ )?patch(?:es)?|patch(?:es)? #?\d[\d, \-–&]*(?:and #?\d+)?|i|i've|we|we've|(?:hi|hello|hey) \w+)[,;:!.\s–-]+)`
const verbs = String.raw`applied|queued(?: up)?|pulled|merged|picked(?: up)?|pushed|taken|took|committed|added`
const happened = new RegExp(`^(?:${lead}){0,6}?(?<verb>${verbs})\\b(?<rest>.*)$`, 'i')
/** "Applying to next, thanks." is said while it is done; without thanks it may be a tester's step. */
const happening = new RegExp(
  `^(?:${lead}){0,6}?(?<verb>applying|queue?ing(?: up)?|pulling|merging|taking|picking(?: up)?|pushing)\\b(?<rest>.*\\bthanks\\b.*)$`,
  'i',
)
/** "Fixed up the typo and queued." */
const mended = new RegExp(
  `^(?:${lead}){0,4}?(?:fixed|tweaked|adjusted|edited|reworded|massaged|squashed|folded|rebased|reviewed|corrected|dropped|went ahead)\\b[^.;?]{0,80}? and (?<verb>applied|queued(?: up)?|committed|took|picked(?: up)?)\\b(?<rest>.*)$`,
  'i',
)
/** "Thanks for the fix, applied to next." */
const atTheEnd =
  /[,;–-] (?:and |now |so )?(?<verb>applied|queued(?: up)?)(?<rest>\b[^,;]*(?:[,;]? ?(?:thanks|thank you))?[.!]*)$/i
/** "This is now in kvm/queue." */
const nowIn =
  /^(?:this|it|series|both|all|these|the series|they)?\s*(?:is|are|'s)?\s*now (?<verb>queued )?(?<rest>in (?:the )?[\w.-]+\/[\w./-]+(?: branch| tree)?[,.!]*(?: thanks[.!]*)?)$/i

/** Words that make something else of a sentence than a fact about these patches. */
const spoilers =
  /\b(?:not|n't|isn't|wasn't|weren't|haven't|hasn't|if|once|when|until|unless|before|after|should|could|would|can|may|might|must|will|to be|being|gets?|getting|without|how|why|who|whether|never|no longer|you|your|they|he|she|assuming|provided|already in|tested|testing|tried|try|booted|built|builds|compiled|ran|cleanly|on top of|suggest\w*|comments?|feedback|crash\w*|fails?|works|same)\b/i

/** "Applied patches 1-3, 4 needs work" and "Applied 1-3, 4 needs work" are about `1-3`. `rest` is what follows the verb. */
export function numbersTaken(said: string, rest: string): string | undefined {
  return afterPatches.exec(said)?.[1] ?? atOnce.exec(rest)?.[1]
}

/** What a sentence says was taken; undefined where it says no such thing. `said` must be short. */
export function readTaken(said: string, isPull: boolean): Taken | undefined {
  const found =
    happened.exec(said) ?? happening.exec(said) ?? mended.exec(said) ?? atTheEnd.exec(said) ?? nowIn.exec(said)
  if (found?.groups === undefined) return isPull ? pulledOf(said) : undefined
  const verb = (found.groups['verb'] ?? '').trim()
  const rest = ` ${(found.groups['rest'] ?? '').trim()}`
  const before = said.slice(0, said.length - rest.trimStart().length - verb.length).replace(/\bthank you\b/gi, '')
  const objects = readObjects(rest, /\bthank(?:s| you)\b/i.test(said))
  if (objects === undefined || spoilers.test(before) || spoilers.test(objects.clause)) return undefined
  if (/^add/i.test(verb) && objects.tree === undefined) return undefined
  const isOldNews = /\b(?:was|were|already)\b/i.test(before) && !isPull
  const maybe =
    isOldNews || /\b(?:upstream|mainline|stable|locally|tentatively)\b/i.test(rest.split(/[,;(]/, 1)[0] ?? '')
  return { verb, rest, tree: objects.tree, maybe }
}

/** "Busy week, but I have already pulled it locally." */
function pulledOf(said: string): Taken | undefined {
  const own = /\b(?:i|we)(?:'ve| have)? (?:already |just |now )?(?<verb>pulled)\b(?<rest>.*)$/i.exec(said)
  if (own === null || /\bif\b|n't|\bnot\b/i.test(said)) return undefined
  return { verb: 'pulled', rest: own.groups?.['rest'] ?? '', tree: undefined, maybe: false }
}

interface Objects {
  readonly tree: string | undefined
  /** The words read, and those after "and" or "but" up to the next comma: nothing there may take the fact away. */
  readonly clause: string
}

/** A number after a comma is one more of them only where no words about it follow: "1 and 2, 3 needs more work". */
const goesOn = String.raw`(?=\s*(?:$|[-–,.!;:)(&]|(?:and|through|to|in|into|on|onto|for|via|of|patch(?:es)?|thanks|thank|thx|with|minus|except|without|but|as|now|is|are|have|has|${verbs})\b))`
const oneMore = String.raw`(?: ?(?:-|–|\.\.) ?| through | to )#?\d+(?!\.\d)|(?:, ?(?:and |& ?)?| and | ?& ?)#?\d+(?!\.\d)${goesOn}`
const numbers = String.raw`#?\d+(?!\.\d)(?:${oneMore})*`
/** The numbers that "patches" or the verb itself names. */
const afterPatches = new RegExp(String.raw`\bpatch(?:es)?\s+(${numbers})`, 'i')
const atOnce = new RegExp(String.raw`^\s*(${numbers})`, 'i')
const object = new RegExp(
  String.raw`^ (?:it|this|that|these|those|them|both|all|of|everything|too|well|as well|now|up|again|today|here|the|whole|entire|full|first|last|rest|remaining|others?|two|three|four|five|six|series|patch(?:es)?|ones?|fix|set|patchset|lot|pile|locally|in (?:one|two|three|several|\d+) (?:steps?|parts?|batch(?:es)?|go)|v\d+|(?:(?:but|minus|except(?: for)?|without) (?:patch(?:es)? )?)?${numbers})(?=[\s,.!;:)(]|$)`,
  'i',
)
const destination =
  /^ (?:to|into|in|for|on|onto|via|through)(?: (?:the|my|our))?((?: [\w./+()'-]+){1,4}?)(?=,|;|!|:|\.?\s*$|\. | (?:thanks|thank|thx|with|minus|except|as|and|for|to|in|on|via|so|but|now|again)\b)/i
const ending =
  /^\s*(?:$|[,.!;:()–—]|-{1,2}\s|(?:thanks|thank you|thx|tks|cheers|but|minus|except|excluding|with|without|as|and|through|so|modulo|after)\b)/i

/** Reads on from the verb: patches, then a tree, then the end. Any other word and the sentence is about something else. */
function readObjects(rest: string, isThankful: boolean): Objects | undefined {
  let text = rest
  let tree: string | undefined
  for (let words = 0; words < 20; words++) {
    const taken = object.exec(text)
    if (taken !== null) {
      text = text.slice(taken[0].length)
      continue
    }
    const to = destination.exec(text)
    if (to !== null && isTree((to[1] ?? '').trim(), isThankful)) {
      tree ??= treeOf((to[1] ?? '').trim())
      text = text.slice(to[0].length)
      continue
    }
    // The tree's address stands on the next line.
    if (/^ (?:to|into|in|at):?$/.test(text)) return { tree, clause: '' }
    if (!ending.test(text)) return undefined
    // "Merged with patch 2": into each other.
    if (/^ with (?:the )?(?:patch|previous|next|other)/i.test(text)) return undefined
    return { tree, clause: `${rest.slice(0, rest.length - text.length)} ${text.split(/[,;(]/, 1)[0] ?? ''}` }
  }
  return undefined
}

const noTree =
  /^(?:versions?|patch(?:es)?|series|functions?|commits?|all|both|each|every|one|two|lists?|review|testing|tests?|it|this|that|you|me|him|code|files?|users?|guests?|hosts?|vcpus?|description|message|changelog|v\d+|a|an)$/i
const treeWord =
  /[/_-]|^(?:next|queue|master|main|fixes|misc|branch|tree|devel|staging|tip|net|mm|unstable|window|cycle|topic|vfio|selftests|x86|arm64|riscv|s390|powerpc|loongarch|mips|virtio|vhost|upstream|mainline|stable)$|^(?:kvm|linux|lkvm)|^v?\d+\.\d+|^-?rc\d|next$/i

function isTree(words: string, isThankful: boolean): boolean {
  const each = words.split(' ').map((word) => word.replace(/[.():]+$/, ''))
  if (each.some((word) => noTree.test(word))) return false
  return each.some((word) => treeWord.test(word)) || (isThankful && each.length === 1)
}

/** `kvm-x86 xen` of "kvm-x86 xen"; "the tree" and "my branch" name none. */
function treeOf(words: string): string | undefined {
  const tree = words
    .replace(/[.:]+$/, '')
    .replace(/ (?:branch|tree)$/i, '')
    .trim()
  return tree.length > 60 || /^(?:tree|branch|queue|local|now)\b/i.test(tree) ? undefined : tree
}
