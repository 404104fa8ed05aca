/**
 * What a person typed after the slash command, with what Slack and keyboards did to it undone: entities, the curly
 * quotes and long dashes that macOS puts for `"` and `--`, and spaces that do not break.
 */
export function commandText(raw: string): string {
  return raw
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[“”„‟«»]/gu, '"')
    .replace(/[‘’‚‛]/gu, "'")
    .replace(/(?<=^|\s)[–—](?=\S)/gu, (dash) => (dash === '—' ? '--' : '-'))
    .replace(/[\u00a0\u2007\u202f]/gu, ' ')
    .trim()
}
