/** What one word of a prefix group says: `PATCHv2` says patch and version, `1/8` a place in a series. */
export interface TokenReading {
  patch: boolean
  pull: boolean
  tags: string[]
  versions: string[]
  number: number | undefined
  total: number | undefined
}

const patchWords = /^PATCH(?:SET|SERIES|ES|S)?/i
const pullWords = /^(?:GIT[-_]?)?PULL(?:[-_]?REQUEST|[-_]?REQ)?/i
const tagWords =
  /^(?:RFC|RFT|RESEND(?:ING)?|RE-SEND|REPOST|REBASED?|REROLL|REVIEW|WIP|POC|DRAFT|DNM|DONOTMERGE|AUTOSEL|FIXUP|HACK|URGENT|REVERT|BACKPORT|SQUASH|UPDATED?|CORRECTED|ALT)/i
const versionWord = /^v(?:er(?:sion)?)?\.?(\d{1,4}(?:\.\d{1,4})*)/i
const counter = /^#?(\d{1,4}(?:\.\d{1,3})?)\/(\d{1,4}|[nN?xX])/

/** Forms of one tag that people use, and the one that we print. */
const tagForms: Readonly<Record<string, string>> = {
  'RE-SEND': 'RESEND',
  RESENDING: 'RESEND',
  REPOST: 'RESEND',
  REBASE: 'REBASED',
  DONOTMERGE: 'DNM',
  UPDATE: 'UPDATED',
}

/**
 * Reads a word as patch words, tags, version and counter glued together in any order (`v2PATCH12/15`, `RFC/RFT`,
 * `RFCv2`). Undefined where any of it is something else: then the word names a tree.
 */
export function readToken(word: string): TokenReading | undefined {
  const reading: TokenReading = {
    patch: false,
    pull: false,
    tags: [],
    versions: [],
    number: undefined,
    total: undefined,
  }
  let rest = word.slice(0, 60)
  if (rest.length < word.length) return undefined
  while (rest !== '') {
    const length = readPiece(rest, reading)
    if (length === 0) return undefined
    rest = rest.slice(length).replace(/^[/_:+.-]/, '')
  }
  return reading
}

/** Reads one piece at the front into `reading`; how long it was, 0 for something unknown. */
function readPiece(text: string, reading: TokenReading): number {
  const place = counter.exec(text)
  if (place !== null && !/^\d/.test(text.slice(place[0].length))) {
    reading.number ??= Number(place[1])
    reading.total ??= /^\d/.test(place[2] ?? '') ? Number(place[2]) : undefined
    return place[0].length
  }
  const version = versionWord.exec(text)
  if (
    version !== null &&
    !/^[a-z]/i.test(text.slice(version[0].length).replace(patchWords, '').replace(tagWords, ''))
  ) {
    reading.versions.push(normalVersion(version[1] ?? ''))
    return version[0].length
  }
  const patch = patchWords.exec(text)
  if (patch !== null) {
    reading.patch = true
    return patch[0].length
  }
  const pull = pullWords.exec(text)
  if (pull !== null) {
    reading.pull = true
    return pull[0].length
  }
  const tag = tagWords.exec(text)
  if (tag === null) return 0
  // `RFCv2` and `RFC/RFT` go on; `REVIEWED` or `FIXUPS` is another word.
  if (/^[a-z]/i.test(text.slice(tag[0].length).replace(/^(?:v\d|PATCH)/i, ''))) return 0
  const upper = tag[0].toUpperCase()
  reading.tags.push(tagForms[upper] ?? upper)
  return tag[0].length
}

/** `05` is 5, `5.50` stays. */
function normalVersion(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '')
}
