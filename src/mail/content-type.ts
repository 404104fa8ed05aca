/** A Content-Type or Content-Disposition header: its value in lower case and its parameters (RFC 2045 5.1). */
export interface ContentHeader {
  readonly value: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Comments are dropped; parameter names come in lower case, values unquoted. Reads the first 4,000 characters. */
export function readContentHeader(header: string): ContentHeader {
  const text = header.slice(0, 4000).replace(/\([^()]*\)/g, '')
  const semicolon = text.indexOf(';')
  const value = (semicolon < 0 ? text : text.slice(0, semicolon)).trim().toLowerCase()
  const parameters: Record<string, string> = {}
  if (semicolon >= 0) {
    for (const match of text
      .slice(semicolon)
      .matchAll(/;\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g)) {
      const name = (match[1] ?? '').toLowerCase()
      parameters[name] ??= match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? ''
    }
  }
  return { value, parameters }
}
