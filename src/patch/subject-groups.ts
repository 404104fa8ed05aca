import { readToken } from '#src/patch/subject-token.ts'

/** A subject cut into what leads it and what it is about. */
export interface SubjectParts {
  readonly isReply: boolean
  /** The insides of the leading `[…]`, nested brackets flattened. */
  readonly groups: readonly string[]
  readonly rest: string
}

// The words of mail programs in the languages that reach kernel lists, before a colon of either width.
const replyWord =
  /^(?:re|aw|antw|sv|vs|rv|ref|odp|ynt|wg|fw|fwd|forwarded|tr|回复|回覆|答复|转发|轉寄)(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d{1,3})?\s?[:：]\s?/i
/** Those that are no subsystem's name: behind a prefix `rv:` is Runtime Verification, and `ref:` a data structure. */
const sureReply = /^(?:re|aw|antw|fw|fwd|forwarded|回复|回覆|答复|转发|轉寄)\s?[:：]\s?/i
const bracketedReply = /^\[(?:re|aw|fw|fwd)\]\s?[:：]?\s?/i
const spaceReply = /^re\s(?=\[)/i
/** Words that could begin a title, unless a prefix follows at once. */
const replyBeforeGroup = /^(?:r|res|enc|réf|antwort|reply|respuesta|automatic reply)\s?:\s?(?=\[)/i
const outside = /^external\s?:\s?(?=re\s?:|\[)/i
const stars = /^\*{2,6}[^*]{1,40}\*{2,6}\s?/
const mostGroups = 20
/** `Call to discuss x [was Re: [PATCH 0/6] y]`: an answer under a new subject, unless it begins as a patch. */
const wasReply = /[[(]was:? (?:re|aw|fwd?)\s?:/i

export function splitSubject(raw: string): SubjectParts {
  let rest = collapseSpace(raw)
  let isReply = false
  let groups: string[] = []
  let isPatch = false
  for (;;) {
    const word =
      (isPatch ? sureReply : replyWord).exec(rest) ??
      bracketedReply.exec(rest) ??
      spaceReply.exec(rest) ??
      replyBeforeGroup.exec(rest)
    if (word !== null) {
      isReply = true
      // What stood before the reply word is a gateway's mark: `[External] Re: [PATCH] x`.
      groups = []
      isPatch = false
      rest = rest.slice(word[0].length)
      continue
    }
    const marked = stars.exec(rest) ?? outside.exec(rest)
    if (marked !== null && marked[0].length < rest.length) {
      rest = rest.slice(marked[0].length)
      continue
    }
    const end = groupEnd(rest)
    if (end === 0 || groups.length >= mostGroups) break
    const group = rest.slice(1, end - 1).replace(/[[\]]/g, ' ')
    groups.push(group)
    isPatch ||= saysPatch(group)
    rest = rest.slice(end).trimStart()
  }
  // `[Patch 2/2]: x`
  if (groups.length > 0) rest = rest.replace(/^[:-]\s/, '')
  const isRenamed = wasReply.test(rest) && !groups.some((group) => /patch/i.test(group))
  return { isReply: isReply || isRenamed, groups, rest }
}

export function collapseSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** What a gateway puts in front of a subject has neither a patch word nor a version or number. */
function saysPatch(group: string): boolean {
  return group.split(/[\s,;]+/).some((word) => word !== '' && readToken(word) !== undefined)
}

/** Where the bracket group at the front ends, nested ones with it; 0 where there is none or it stays open. */
function groupEnd(text: string): number {
  if (!text.startsWith('[')) return 0
  let depth = 0
  for (let at = 0; at < text.length && at < 400; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5b) depth++
    else if (code === 0x5d && --depth === 0) return at + 1
  }
  return 0
}
