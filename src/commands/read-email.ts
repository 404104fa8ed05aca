/** A mail address as people write it, also as chat programs make a link of it: `<mailto:a@b.org|a@b.org>`. */
export function readEmail(written: string): string | undefined {
  const linked = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/iu.exec(written.trim())
  const bare = (linked?.[1] ?? written.trim()).replace(/^<(.*)>$/u, '$1')
  return bare.length <= 254 && /^[^\s@<>"'`,;:()|]+@[^\s@<>"'`,;:()|.]+(?:\.[^\s@<>"'`,;:()|.]+)+$/u.test(bare)
    ? bare
    : undefined
}
