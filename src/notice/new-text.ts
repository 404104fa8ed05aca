/**
 * What a reply adds in its own words, one paragraph an entry: no quotes, attributions, trailers, greetings, sign-offs
 * or diffs. Empty for a mail of trailers alone. One pass over the lines, so hostile text stays cheap.
 */
export function newParagraphs(text: string): readonly string[] {
  const paragraphs: string[] = []
  let current: string[] = []
  for (const raw of text.split('\n')) {
    const line = raw.slice(0, longestLine).trim()
    if (isEnd(line)) break
    if (/^[>|]/u.test(line)) {
      flush()
      // Only the quote below tells an attribution from a sentence that ends in a colon.
      while (isAttribution(paragraphs.at(-1) ?? '')) paragraphs.pop()
    } else if (line === '') {
      flush()
    } else if (isTrailer(line)) {
      flush()
      // "With that fixed:" says nothing without what it is a condition of.
      const last = paragraphs.at(-1)
      if (last?.endsWith(':') === true && !isPleasantry(last))
        paragraphs.push(`${paragraphs.pop() ?? ''} ${line.split(':', 1)[0] ?? ''}`)
    } else if (!isSnip(line)) {
      current.push(line)
    }
  }
  flush()
  return withoutManners(paragraphs.filter((paragraph) => !isPlainAttribution(paragraph)))

  function flush(): void {
    if (current.length > 0) paragraphs.push(current.join(' '))
    current = []
  }
}

/** "LGTM, thanks!": nothing that a trailer does not say already. */
export function isPleasantry(paragraph: string): boolean {
  if (paragraph.length > 120) return false
  const words = paragraph.toLowerCase().replace(/[^\p{L}\p{N}\s]+/gu, ' ')
  return words.split(/\s+/u).every((word) => word === '' || pleasantWords.has(word))
}

/** "Thank you so much for this series!": not even praise. */
export function isThanks(paragraph: string): boolean {
  return (
    isPleasantry(paragraph) &&
    /\b(?:thanks?|thx)\b/iu.test(paragraph) &&
    !/\b(?:lgtm|look|good|great|fine|sane|ok|okay|correct|reasonable|nice|cool|awesome|excellent)/iu.test(paragraph)
  )
}

/** Words that praise and thank; a remark needs at least one other. */
const pleasantWords = new Set(
  'lgtm look looks looking good great fine sane ok okay correct reasonable nice work job one catch thanks thank thx you so much a lot again very for the whole entire series patch this fix fixing and to me now fwiw with or without that cool awesome excellent indeed'.split(
    ' ',
  ),
)

const longestLine = 1000
const longestAttribution = 300

/** "On Tue, 3 Nov 2026, Paolo Bonzini wrote:" in whatever language: it names a time or an address and ends in a colon. */
function isAttribution(paragraph: string): boolean {
  if (!paragraph.endsWith(':') || paragraph.length > longestAttribution) return false
  return /(?:wrote|writes|said) ?:$|schrieb[^:]{0,80}:$|<[^>]*@[^>]*>|\d\d?[:.]\d\d/u.test(paragraph)
}

/** So clearly one that no quote has to follow. */
function isPlainAttribution(paragraph: string): boolean {
  if (paragraph.length > longestAttribution) return false
  return /^(?:On|Am|Le|El) .{0,60}\d.{0,200}\b(?:wrote|schrieb|écrit|escribió)\b.{0,60}:(?: <snip>)?$/u.test(paragraph)
}

/** From here on it is a signature, a diff, or the mail answered, pasted below without quotes. */
function isEnd(line: string): boolean {
  return line === '--' || /^(?:diff --git |-{2,} ?(?:Original Message|Forwarded message)|_{10,}$)/iu.test(line)
}

function isTrailer(line: string): boolean {
  return /^(?:[A-Z][A-Za-z]{0,20}-){1,4}(?:by|By|to): |^(?:Fixes|Link|Closes|Cc|CC|Message-ID|BugLink|Change-Id): /u.test(
    line,
  )
}

function isSnip(line: string): boolean {
  return /^(?:\[?(?:\.{2,}|…|<?snip>?|\.\.)\]?|[-_=]{3,})$/iu.test(line)
}

/** Drops the greeting at the start and the sign-off at the end, with the name below it. */
function withoutManners(paragraphs: readonly string[]): readonly string[] {
  const kept = [...paragraphs]
  if (kept[0] !== undefined) {
    kept[0] = kept[0].replace(/^(?:hi|hello|hey|dear)\b[^,!.:]{0,40}(?:[,!.:]\s*|$)|^\p{Lu}[\p{L}-]{1,20},$/iu, '')
  }
  const last = kept.length - 1
  for (let at = Math.max(0, last - 2); at <= last; at += 1) {
    const below = kept.slice(at + 1)
    if (isSignOff(kept[at] ?? '') && below.every((paragraph) => paragraph.length <= 60)) {
      kept.length = at
      break
    }
  }
  return kept.filter((paragraph) => paragraph !== '')
}

/** "Thanks, Paolo", "Best regards,", "M." or a bare name. */
function isSignOff(paragraph: string): boolean {
  if (paragraph.length > 60) return false
  const thanks =
    /^(?:thanks?|thank you|many thanks|thx|cheers|best|br|(?:best|kind|warm)?\s?regards|ciao)[\s,.!-]*(.*)$/iu.exec(
      paragraph,
    )
  if (thanks !== null) return /^(?:[\p{L}.'-]{1,20}\s?){0,3}$/u.test(thanks[1] ?? '')
  return /^-?\s?\p{Lu}[\p{Ll}'-]{0,20}\.?$/u.test(paragraph)
}
