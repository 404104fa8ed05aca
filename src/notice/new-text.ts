/**
 * What a reply adds in its own words, one paragraph an entry: no quotes, attributions, trailers, greetings, sign-offs
 * or diffs. Empty for a mail of trailers and pleasantries alone. One pass over the lines, so hostile text stays cheap.
 */
export function newParagraphs(text: string): readonly string[] {
  const paragraphs: string[] = []
  let current: string[] = []
  let attributionMayFollow = false
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd().slice(0, longestLine)
    if (/^diff (?:--git |-[a-z]+ )/u.test(line) || line === '--') break
    if (/^\s{0,3}[>|]/u.test(line)) {
      // An attribution is only told by the quote that follows it.
      if (current.length > 0 && isAttribution(current.join(' '))) current = []
      else if (current.length === 0 && attributionMayFollow && isAttribution(paragraphs.at(-1) ?? '')) paragraphs.pop()
      flush()
      attributionMayFollow = false
    } else if (line.trim() === '') {
      attributionMayFollow = current.length > 0 || attributionMayFollow
      flush()
    } else if (isTrailer(line)) {
      // "With that fixed:" says nothing without what it is a condition of.
      const last = current.length > 0 ? current : paragraphs.splice(-1)
      if (last.at(-1)?.endsWith(':') === true) last.push(line.trim().split(':', 1)[0] ?? '')
      current = last
      flush()
    } else if (!isSnip(line)) {
      current.push(line.trim())
      attributionMayFollow = true
    }
  }
  flush()
  return withoutManners(paragraphs)

  function flush(): void {
    if (current.length > 0) paragraphs.push(current.join(' '))
    current = []
  }
}

/** "LGTM, thanks!": nothing that a trailer does not say already. */
export function isPleasantry(paragraph: string): boolean {
  return (
    /^(?:(?:lgtm|looks? (?:good|great|fine|sane|ok|okay|correct|reasonable)(?: to me| now)?|nice(?: work| one| catch)?|great(?: work)?|good catch|thanks?(?: you)?(?: (?:so much|a lot|again))?|(?:and )?for the (?:whole |entire )?series|with or without that|fwiw|\p{Emoji_Presentation})[\s.,!:;)-]*){1,4}$/iu.test(
      paragraph.slice(0, 120),
    ) && paragraph.length < 120
  )
}

const longestLine = 1000

/** "On Tue, 3 Nov 2026, Paolo Bonzini wrote:", also wrapped. */
function isAttribution(paragraph: string): boolean {
  return (
    paragraph.endsWith(':') &&
    paragraph.length < 300 &&
    /wrote:$|writes:$|said:$|schrieb:$|<[^>]*@[^>]*>|\bOn .*\d/u.test(paragraph)
  )
}

function isTrailer(line: string): boolean {
  return /^\s*(?:[A-Z][A-Za-z]*-)+(?:by|By|to):\s|^\s*(?:Fixes|Link|Closes|Cc|CC|Message-ID|BugLink|Change-Id):\s/u.test(
    line,
  )
}

function isSnip(line: string): boolean {
  return /^\s*(?:\[?(?:\.\.\.|…|snip|\.\.)\]?|-{3,}|_{3,}|={3,})\s*$/iu.test(line)
}

/** Drops the greeting at the start and everything from the sign-off on. */
function withoutManners(paragraphs: readonly string[]): readonly string[] {
  const kept = [...paragraphs]
  if (kept[0] !== undefined) kept[0] = kept[0].replace(/^(?:hi|hello|hey|dear)\b[^,!.:]{0,40}[,!.:]\s*/iu, '')
  while (kept.length > 0 && isSignOff(kept.at(-1) ?? '')) kept.pop()
  return kept.filter((paragraph) => paragraph !== '')
}

/** "Thanks, Paolo", "Best regards,", or a bare name at the very end. */
function isSignOff(paragraph: string): boolean {
  if (paragraph.length > 60) return false
  return (
    /^(?:thanks?|thank you|thx|cheers|best|br|kind regards|best regards|warm regards|regards|many thanks|ciao|-)[\s,.!-]*(?:(?:\p{Lu}[\p{L}.'-]*)\s?){0,3}$/iu.test(
      paragraph,
    ) || /^-?\s?\p{Lu}[\p{Ll}'-]*\.?$/u.test(paragraph)
  )
}
