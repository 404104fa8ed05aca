/** What a line that opens a changelog section is about: `since` the version it starts from, or the version it made. */
export interface ChangelogHead {
  /** Text after the heading on the same line. */
  readonly rest: string
  /** Version that the changes lead to; undefined where the heading names only the old one or none. */
  readonly to: string | undefined
  readonly from: string | undefined
}

const version = String.raw`\[?(?:PATCH |RFC |RFT |version |rev(?:ision)? )*(rfc|v?\d{1,3}(?:\.\d)?)\]?(?:[ ]?\(?(?:rfc|resend)\)?)?`
const bullet = String.raw`^\s{0,6}(?:[-*=#+]{1,3}\s*|\[)?`
const reference = String.raw`(?:\s*(?:\[[^\]]{1,40}\]|\([^)]{1,60}\)|<[^>]{1,100}>|https?:\S{1,200}))*`
const end = String.raw`\s*(?:\]|:|;|\.|-{1,3}|={1,3})*\s*(.*)$`

/** `v2 -> v3`, `v2=>v3`, `v1..v2`, `v2 to v3`, with or without "Changes". */
const step = new RegExp(
  `${bullet}(?:change(?:s|log|d)?|diff(?:erences)?|delta|updates?|history)?:?\\s*(?:log)?\\s*(?:from|in|of|between)?\\s*${version}\\s*(?:-+>|=+>|→|\\.\\.\\.?|to|and|vs\\.?)\\s*${version}${reference}${end}`,
  'i',
)
/** "Changes since v2", "Since RFC v1", "From v1 [1]". */
const since = new RegExp(
  `${bullet}(?:main |major |notable |some |the )?(?:change(?:s|log|d)?|diff(?:erences)?|delta|updates?|new|what's new)?:?\\s*(?:log)?\\s*(?:since|from|vs\\.?|compared (?:to|with)|relative to|against|over|on top of)\\s+(?:the )?(?:last |previous )?(?:posting|version|series)?\\s*${version}${reference}${end}`,
  'i',
)
/** "Changes in v3", "v3 changes", "Changelog v3". */
const made = new RegExp(
  `${bullet}(?:main |major |notable )?(?:change(?:s|log)?|updates?|new|what's new|history)(?:\\s*log)?\\s*(?:in|for|with|of|:)?\\s*(?:this )?(?:version\\s*)?${version}(?:\\s*\\((?:since|from|vs)[^)]{1,60}\\))?${reference}${end}`,
  'i',
)
/** "v3:", "V3 -", "* v3", "[v3]", "v3 changes:", "v3 (since v2):". */
const bare = new RegExp(
  `${bullet}${version}(?:\\s*\\([^)]{1,60}\\))?(?:\\s+(?:changes?|changelog|updates?))?${reference}\\s*(?:\\]|:|-{1,3}(?=\\s|$)|={1,3}|$)\\s*(.*)$`,
  'i',
)
/** "Changes since the last version:", "Changes from previous posting". */
const sinceLast =
  /^\s{0,6}(?:[-*=#+]{1,3}\s*)?(?:main |major )?(?:change(?:s|log|d)?|differences|updates?)\s*(?:since|from|vs\.?|compared to)\s+(?:the )?(?:last|previous|earlier|prior)\b[^:]{0,40}:?\s*(.*)$/i

/** Reads a heading of a changelog in one of the styles of the list; undefined where the line is none. */
export function readChangelogHead(line: string): ChangelogHead | undefined {
  if (line.length > 300 || !/\d|rfc|last|previous|earlier|prior/i.test(line)) return undefined
  const stepped = step.exec(line)
  if (stepped !== null && (isVersion(stepped[1]) || isVersion(stepped[2])))
    return headFrom(stepped[1], stepped[2], stepped[3])
  const from = since.exec(line)
  if (from !== null && isVersion(from[1])) return headFrom(from[1], undefined, from[2])
  const to = made.exec(line)
  if (to !== null && isVersion(to[1])) return headFrom(undefined, to[1], to[2])
  const last = sinceLast.exec(line)
  if (last !== null) return { rest: last[1] ?? '', from: undefined, to: undefined }
  const alone = bare.exec(line)
  if (alone !== null && /^(v\d|rfc)/i.test(alone[1] ?? '')) return headFrom(undefined, alone[1], alone[2])
  return undefined
}

function isVersion(word: string | undefined): boolean {
  return /^(v\d|rfc$)/i.test(word ?? '')
}

function headFrom(from: string | undefined, to: string | undefined, rest: string | undefined): ChangelogHead {
  return { from: numberOf(from), to: numberOf(to), rest: rest ?? '' }
}

/** '3' for `v3`; 'rfc' for an RFC without a number. */
function numberOf(word: string | undefined): string | undefined {
  return word?.toLowerCase().replace(/^v/, '')
}
