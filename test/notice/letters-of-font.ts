/** The code points that a TrueType file has glyphs for: its `cmap`, formats 4 and 12 (OpenType 1.9, "cmap"). */
export function lettersOf(file: Buffer): ReadonlySet<number> {
  const letters = new Set<number>()
  const cmap = tableAt(file, 'cmap')
  for (let index = 0; index < file.readUInt16BE(cmap + 2); index += 1) {
    const at = cmap + file.readUInt32BE(cmap + 4 + 8 * index + 4)
    const format = file.readUInt16BE(at)
    if (format === 4) addSegments(file, at, letters)
    if (format === 12) addGroups(file, at, letters)
  }
  return letters
}

function tableAt(file: Buffer, tag: string): number {
  for (let index = 0; index < file.readUInt16BE(4); index += 1) {
    const entry = 12 + 16 * index
    if (file.toString('latin1', entry, entry + 4) === tag) return file.readUInt32BE(entry + 8)
  }
  throw new Error(`no table ${tag}`)
}

function addSegments(file: Buffer, at: number, letters: Set<number>): void {
  const size = file.readUInt16BE(at + 6)
  for (let offset = 0; offset < size; offset += 2) {
    const end = file.readUInt16BE(at + 14 + offset)
    const start = file.readUInt16BE(at + 16 + size + offset)
    for (let code = start; code <= end && code < 0xffff; code += 1) letters.add(code)
  }
}

function addGroups(file: Buffer, at: number, letters: Set<number>): void {
  for (let group = 0; group < file.readUInt32BE(at + 12); group += 1) {
    const entry = at + 16 + 12 * group
    for (let code = file.readUInt32BE(entry); code <= file.readUInt32BE(entry + 4); code += 1) letters.add(code)
  }
}
