/**
 * The message ids in References or In-Reply-To, without brackets, oldest first, each once. Comments, quoted
 * text and the `y` or `n` that people type at git-send-email's prompt are passed over.
 */
export function readMessageIds(values: readonly string[]): readonly string[] {
  const ids = new Set<string>()
  for (const value of values) {
    const before = ids.size
    for (const match of value.matchAll(/<([^<>\s]+)>/g)) ids.add(match[1] ?? '')
    if (ids.size > before || value.includes('<')) continue
    for (const word of value.split(/\s+/)) if (word.includes('@')) ids.add(word)
  }
  return [...ids]
}

/** The id of a Message-ID header, brackets or not; undefined where nothing is left. */
export function readMessageId(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const bracketed = /<([^<>]+)>/.exec(value)?.[1]
  const id = (bracketed ?? value).replace(/[<>]/g, '').trim()
  return id === '' ? undefined : id
}

/** `KVM list <kvm.vger.kernel.org>` → `kvm.vger.kernel.org` (RFC 2919). */
export function readListIds(values: readonly string[]): readonly string[] {
  const ids = new Set<string>()
  for (const value of values) {
    const bracketed = /<([^<>\s]+)>/.exec(value)?.[1]
    const id = (bracketed ?? value.trim()).toLowerCase()
    if (id !== '' && !/\s/.test(id)) ids.add(id)
  }
  return [...ids]
}
