import type { ListMail } from '#src/patch/list-mail.ts'

const totals = /^ ?(\d{1,6}) files? changed(?:, (\d{1,8}) insertions?\(\+\))?(?:, (\d{1,8}) deletions?\(-\))?\s*$/
const statLine = /^ \S.{0,200}\| +(?:\d{1,7} *[+-]*|Bin\b.{0,60})$/
const summaryLine =
  /^ (?:create|delete) mode \d{6} |^ mode change \d{6} => |^ (?:rename|copy|rewrite) .{1,300} \(\d{1,3}%\)$/

/** The last ` 3 files changed, …` line of a cover: the series as its author counted it. */
export function readPrintedTotals(text: string): ListMail['printedTotals'] {
  const at = text.lastIndexOf(' changed, ')
  if (at < 0) return undefined
  const start = text.lastIndexOf('\n', at) + 1
  const end = text.indexOf('\n', at)
  const match = totals.exec(text.slice(start, end < 0 ? undefined : Math.min(end, start + 200)))
  if (match === null) return undefined
  return { files: Number(match[1]), added: Number(match[2] ?? 0), removed: Number(match[3] ?? 0) }
}

/** Text without the lines of a printed diffstat and the blank lines that they leave at the end. */
export function withoutDiffstat(text: string): string {
  if (!text.includes('|') && !text.includes(' changed, ')) return text
  return text
    .split('\n')
    .filter((line) => !isStatLine(line))
    .join('\n')
}

function isStatLine(line: string): boolean {
  if (line.length > 400) return false
  return statLine.test(line) || summaryLine.test(line) || totals.test(line)
}
