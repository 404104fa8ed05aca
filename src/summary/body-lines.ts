/* Which lines of a cover or commit message are prose, and which are machinery. All tests look at one line of bounded length. */

/** Longer lines are no prose. */
const longestLine = 2000

/** A line of a printed diffstat, shortlog or summary. */
export function isStatLine(line: string): boolean {
  return (
    /^\s?\S.{0,300}\|\s+(\d+\s?[+-]*|Bin\b.{0,80})$/.test(line) ||
    /^\s*\d+ files? changed\b/.test(line) ||
    /^ (create|delete) mode \d{6} |^ mode change |^ (rename|copy|rewrite) .{1,300}\(\d+%\)$/.test(line)
  )
}

/** `Marc Zyngier (20):`, after which titles follow. */
export function isShortlogHead(line: string): boolean {
  return /^\S.{0,100} \(\d{1,4}\):\s*$/.test(line)
}

/** `Reviewed-by: …` and its kin, and git's own footers. */
export function isTrailerLine(line: string): boolean {
  return (
    /^\s*([A-Z][A-Za-z]{1,20}(-[A-Za-z]{1,20}){1,4}|Cc|CC|Link|Fixes|Closes|BugLink|Bug|Tracker|Message-Id|Message-ID|Change-Id):\s*\S/.test(
      line,
    ) ||
    /^\s*(base-commit|prerequisite-(patch-id|change-id|message-id)|change-id|based-on|depends-on|supersedes):\s/i.test(
      line,
    )
  )
}

/** `[1] https://…`, `[1]: message-id`, `Link: …`, or nothing but an address. */
export function isLinkLine(line: string): boolean {
  return (
    /^\s*[-*]?\s*(\[\w{1,8}\]:?|\(\d{1,2}\)|\w{1,20}:)?\s*<?(https?|git|ftp|ssh):\/\/\S+>?[.,]?\s*$/i.test(line) ||
    /^\s*\[\d{1,3}\]:?\s+<?[^\s<>@]{1,200}@[^\s<>@]{1,200}>?\s*$/.test(line)
  )
}

export function isQuoted(line: string): boolean {
  return /^\s{0,3}[>|]/.test(line) || /^On .{5,200} wrote:\s*$/.test(line)
}

export function isGreeting(line: string): boolean {
  return (
    line.length < 100 &&
    (/^\s*(hi|hello|hey|dear|ciao|hallo|greetings|good (morning|day|afternoon|evening))\b[^.:;]{0,60}[,.!:-]*\s*$/i.test(
      line,
    ) ||
      /^\s*(folks|all|everyone|everybody|maintainers|paolo|sean|marc|oliver|gentlemen|christian|linus|avi|marcelo|radim)\s*[,!:-]+\s*$/i.test(
        line,
      ))
  )
}

export function isFarewell(line: string): boolean {
  return (
    line.length < 80 &&
    /^\s*(thanks|thank you|thx|cheers|regards|best regards|kind regards|best|br|sincerely|enjoy|comments? (are )?welcome|any (comments|feedback|thoughts|suggestions).{0,40}(welcome|appreciated))\b[^.]{0,30}[.,!]*\s*$/i.test(
      line,
    )
  )
}

/** `[ based on kvm/next ]`, `[ Upstream commit … ]`, `To: …`, `=== Overview`: about the mail, not the change. */
export function isAside(line: string): boolean {
  return (
    /^\s*\[ ?[^\]]{0,120}\]\s*$/.test(line) ||
    /^\s*(To|From|Date|Subject|Link to v\d+|Message-ID):\s/i.test(line) ||
    /^\s*[=#*]{2,}\s*\S.{0,80}$/.test(line) ||
    /^\s*#? ?CONFIG_\w+[ =]/.test(line) ||
    /^\S{1,200}:\d+(:\d+)?:? /.test(line)
  )
}

/** A name below or above a letter: one or two words alone, as `Thomas` and `Andrew -`. */
export function isSignature(paragraph: readonly string[]): boolean {
  const [only = ''] = paragraph
  return paragraph.length === 1 && /^\s*\p{Lu}[\p{L}'-]{0,19}( \p{Lu}[\p{L}'-]{0,19})?(?:\.|,| -+)?\s*$/u.test(only)
}

/** Underlines, rulers, table rules. */
export function isRuler(line: string): boolean {
  return /^\s*([-=_*~#+|])[-=_*~#+|\s]{2,}$/.test(line) || /^\s*\*\*\* .{1,60} \*\*\*\s*$/.test(line)
}

/** Code, logs, tables: set apart by indentation, or by a rule at the end. */
export function isVerbatim(line: string): boolean {
  return (
    /^(\t| {4,})/.test(line) ||
    /\|[^|]*\|\s*$/.test(line.slice(0, 300)) ||
    /^\s*(\$|#!|\[ {0,6}\d+\.\d+\])\s?/.test(line)
  )
}

export function isListItem(line: string): boolean {
  return /^\s{0,8}([-*+•o]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+\S/.test(line)
}

/** Lines cut so that no expression runs over a hostile one; of a text that has more, only the first `most`. */
export function linesOf(text: string, most?: number): string[] {
  return text.split('\n', most).map((line) => (line.length > longestLine ? line.slice(0, longestLine) : line).trimEnd())
}
