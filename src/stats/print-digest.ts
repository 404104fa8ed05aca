import { neutralise } from '#src/lib/neutralise.ts'
import type { DigestEntry } from '#src/stats/digest-entry.ts'
import type { Counted } from '#src/stats/head-count.ts'
import type { SendingLine } from '#src/stats/sendings.ts'

/* The report section by section, as the mail that people are used to has it. Each function gives whole lines. */

/** `from` and `to`: abbreviated commits, or dates. */
export function printHead(list: string, from: string, to: string): string {
  return `From ${from} to ${to}\n${list} mailing list update from ${from} to ${to}\n\n`
}

export function printTables(domains: readonly Counted[], people: readonly Counted[], top: number): string {
  return [
    `Top ${top} contributor Email domains (Based on Email Body)`,
    '',
    ...domains.map(({ name, count }) => `${rightAligned(count)} ${safe(name)}`),
    '',
    `Top ${top} contributors (Based on Email Body)`,
    '',
    ...people.map(({ name, count }) => `${rightAligned(count)}  ${safe(name)}`),
    '',
    '',
  ].join('\n')
}

export function printSendings(sendings: readonly SendingLine[]): string {
  return [
    '===== Patch list in this time period =====',
    '',
    ...sendings.map(printSending),
    '',
    '===== Patch Commit Messages ====',
    '',
    '',
  ].join('\n')
}

function printSending({ version, tags, came, total, title, author, archs }: SendingLine): string {
  const words = [...tags, `v${version}`].join(' ')
  const count = came === total ? `${total}` : `${came} of ${total}`
  const patches = `${count} ${total === 1 ? 'patch' : 'patches'}`
  return `${words.padStart(7)} ${patches.padStart(16)}  ${safe(title)} (${[safe(author.name), ...archs].join(', ')})`
}

export function printNew(entry: DigestEntry): string {
  const { title, subject, author, text } = entry
  return [
    `New:  ${safe(title)}`,
    safe(subject),
    safe(`Author: ${author.name} <${author.email}>`),
    '',
    safeText(text),
    '',
    '-'.repeat(70),
    '',
    '',
  ].join('\n')
}

/** `shown`: the subject of the entry above that shows it already. */
export function printSkip(shown: string, skipped: string): string {
  return `Exist: ${safe(shown)}\n Skip: ${safe(skipped)}\n`
}

/** As `uniq -c` prints it. */
function rightAligned(count: number): string {
  return String(count).padStart(7)
}

function safe(line: string): string {
  return neutralise(line).replaceAll('\n', ' ')
}

/** Tabs stay: the text is the author's. */
function safeText(text: string): string {
  return text.split('\t').map(neutralise).join('\t')
}
