import { nextLine } from '#src/lib/next-line.ts'
import type { Trailer } from '#src/patch/list-mail.ts'

/** `Name: value`, the name of letters, digits and dashes (git-interpret-trailers(1)). */
const trailerLine = /^([A-Za-z0-9][A-Za-z0-9-]{0,60})[ \t]{0,8}:[ \t]{0,8}(\S.*)$/
const cherryPick = /^\(cherry picked from commit [0-9a-f]{7,40}\)/
const onlyHex = /^[0-9a-f]{6,40}\b/i

/** Names under which people stand. */
const personTrailer = /^(?:[A-Za-z-]+-by|cc|to|nack|ack)$/i

/** Names that are prose or bookkeeping wherever they stand; see `Evidence` for the ids. */
const notTrailers = new Set([
  'phone',
  'mail',
  'email',
  'e-mail',
  'base-commit',
  'change-id',
  'from',
  'subject',
  'date',
  'http',
  'https',
  'note',
  'nb',
])

/** The trailers of a commit message: its last paragraph where that consists of trailers, as git reads it. */
export function commitTrailers(message: string): readonly Trailer[] {
  const lines = withoutLeftovers(message.slice(-longestBlock).trimEnd().split('\n'))
  const start = lines.findLastIndex((line) => line.trim() === '') + 1
  return readBlock(rejoin(withWholeNotes(lines.slice(start))))
}

const longestBlock = 50_000

/** git passes over comments and a list of conflicts at the end: `Conflicts:` and indented paths. */
function withoutLeftovers(lines: readonly string[]): readonly string[] {
  const conflicts = lines.lastIndexOf('Conflicts:')
  const isLast = conflicts >= 0 && lines.slice(conflicts + 1).every((line) => /^(?:\t|#|\s*$)/.test(line))
  let end = isLast ? conflicts : lines.length
  while (end > 0 && /^(?:#|\s*$)/.test(lines[end - 1] ?? '')) end--
  return lines.slice(0, end)
}

/** Lines of a note. */
const longestNote = 8

/** A maintainer's note `[sean: dropped x, which⏎ nobody used]` as one line. */
function withWholeNotes(lines: readonly string[]): readonly string[] {
  const whole: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const more = /^\s*\[[^\]]*$/.test(line) ? linesToClose(lines.slice(at, at + longestNote)) : 0
    whole.push(
      more === 0
        ? line
        : lines
            .slice(at, at + more + 1)
            .join(' ')
            .replaceAll(/\s+/g, ' '),
    )
    at += more
  }
  return whole
}

/** How many lines after the first one a bracket closes, at the end of a line; 0 where it does not. */
function linesToClose(lines: readonly string[]): number {
  const end = lines.findIndex((line) => line.includes(']'))
  return end > 0 && /\]\s*$/.test(lines[end] ?? '') ? end : 0
}

/** A paragraph as trailers: git wants all lines to be, or one that git writes itself and a quarter of the rest. */
function readBlock(lines: readonly string[]): readonly Trailer[] {
  const trailers: Trailer[] = []
  let others = 0
  let isSigned = false
  for (const line of lines) {
    const trailer = readTrailer(line)
    const last = trailers.at(-1)
    if (trailer !== undefined) {
      trailers.push(trailer)
      isSigned ||= /^signed-off-by$/i.test(trailer.name)
    } else if (cherryPick.test(line)) isSigned = true
    else if (last !== undefined && isNote(line)) trailers[trailers.length - 1] = withNote(last, line.trim())
    else if (last !== undefined && /^\s/.test(line)) {
      trailers[trailers.length - 1] = { ...last, value: `${last.value} ${line.trim()}` }
    } else others++
  }
  return others === 0 || (isSigned && trailers.length * 3 >= others) ? trailers : []
}

/** `[for the s390 bits]` under a trailer, or a maintainer's `[sean: fix typo]`. */
function isNote(line: string): boolean {
  return /^\s*\[[^\]]+\]\s*$/.test(line.slice(0, 500))
}

function withNote(trailer: Trailer, note: string): Trailer {
  return { ...trailer, note: trailer.note === undefined ? note : `${trailer.note} ${note}` }
}

/** One line as a trailer, its `# arm64` split off; undefined where it is none. */
function readTrailer(line: string): Trailer | undefined {
  const match = trailerLine.exec(line.length > 1000 ? line.slice(0, 1000) : line)
  if (match === null) return undefined
  const name = match[1] ?? ''
  const whole = (match[2] ?? '').trim()
  if (notTrailers.has(name.toLowerCase()) || !isPlausible(name, whole)) return undefined
  if (!personTrailer.test(name)) return { name, value: whole }
  const hash = whole.search(/\s#/)
  const { value, note } = readPerson(hash < 0 ? whole : whole.slice(0, hash).trimEnd())
  const notes = [note, hash < 0 ? '' : whole.slice(hash + 1).trim()].filter((each) => each !== '')
  return notes.length === 0 ? { name, value } : { name, value, note: notes.join(' ') }
}

/** `<a@b<mailto:a@b>>`: what mail programs make of an address when they write it as HTML and as text. */
const mailtoCopy = /(<[^<>\s]{1,200})<mailto:[^<>\s]{1,200}>(?=>)/i
const bracketed = /^([^<>]*)<([^<>\s]+@[^<>\s]+)>\s*(.*)$/

/** `"Doe, Jane" <a@b> (for x)` as `Doe, Jane <a@b>` and `(for x)`; an address in brackets alone loses them. */
function readPerson(whole: string): { readonly value: string; readonly note: string } {
  const match = bracketed.exec(whole.replace(mailtoCopy, '$1'))
  if (match === null) return { value: whole, note: '' }
  const [, before = '', email = '', note = ''] = match
  const name = before.trim().replace(/^"([^"]*)"$/, '$1')
  return { value: name === '' ? email : `${name} <${email}>`, note: note.replace(/^[,;.]$/, '') }
}

function isPlausible(name: string, value: string): boolean {
  if (/^fixes$/i.test(name)) return onlyHex.test(value) || /^https?:/.test(value) || /^commit /i.test(value)
  return !value.startsWith('//')
}

/** Puts together what mail programs and editors wrapped: `Fixes: abc ("foo⏎bar")` and `Name⏎<addr>`. */
function rejoin(lines: readonly string[]): readonly string[] {
  const joined: string[] = []
  for (const line of lines) {
    const last = joined.at(-1)
    if (last !== undefined && last.length < 500 && line.length < 500 && isWrapped(last, line)) {
      joined[joined.length - 1] = `${last} ${line.trim()}`
    } else joined.push(line)
  }
  return joined
}

function isWrapped(first: string, second: string): boolean {
  if (/^\s*<[^<>\s]+@[^<>\s]+>\s*$/.test(second)) return /^[A-Za-z][A-Za-z-]*-by:[^<]+$/i.test(first)
  return /^Fixes:\s+[0-9a-f]{6,40}\s+\([^)]*$/i.test(first) && /^[^:]*\)\s*$/.test(second)
}

/**
 * The trailers that a reply gives: lines that are not quoted, about people or with a commit or link. The text
 * must be without signature. What a robot suggests ("kindly add following tag") is among them, as with b4: who
 * counts reviews asks who the sender is.
 */
export function replyTrailers(text: string): readonly Trailer[] {
  const trailers: Trailer[] = []
  for (const line of rejoin(unquotedLines(text))) {
    const trailer = line.includes(':') ? readTrailer(line.trimStart()) : undefined
    const last = trailers.at(-1)
    if (trailer !== undefined && isReplyTrailer(trailer)) trailers.push(trailer)
    else if (last !== undefined && isNote(line)) trailers[trailers.length - 1] = withNote(last, line.trim())
  }
  return trailers
}

function unquotedLines(text: string): readonly string[] {
  const lines: string[] = []
  for (let at = 0; at < text.length;) {
    const end = nextLine(text, at)
    const code = text.charCodeAt(at)
    if (code !== 0x3e && code !== 0x0a) lines.push(text.slice(at, end).trimEnd())
    at = end
  }
  return lines
}

/** Lines such as `To:` and `Cc:` belong to quoted headers, a `url:` to a robot. */
function isReplyTrailer(trailer: Trailer): boolean {
  if (/^(?:fixes|link|closes|buglink)$/i.test(trailer.name)) return true
  return /-by$/i.test(trailer.name) && /\S@\S/.test(trailer.value)
}
