import type { Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readSince } from '#src/commands/read-since.ts'
import { latestMoment } from '#src/commands/recent-series.ts'
import { archNames } from '#src/tag/arch-names.ts'
import { day } from '#src/notice/dates.ts'
import type { CommandOption } from '#src/ports.ts'

/** Which mails a count is made of. */
export interface Period {
  readonly since: number
  readonly until: number
  /** Undefined where the bot follows several. */
  readonly list: string | undefined
  readonly arch: string | undefined
  /** `24 Aug 2026 – 21 Nov 2026 on kvm, arm64`. */
  readonly words: string
}

export function sinceOption(usual: string, most = ''): CommandOption {
  const summary = `How far back${most}: 30d, 12w, 1y, or a date like 2026-01-31 (${usual})`
  return { name: 'since', summary, required: false, positional: false, type: 'text' }
}

export const archOption: CommandOption = {
  name: 'arch',
  summary: 'Of one arch only',
  required: false,
  positional: false,
  type: 'choice',
  choices: archNames,
}

/** The options `since` and `arch`, up to now; an error in words. `fit`: moves the beginning, e.g. where it is too far back. */
export async function readPeriod(
  options: Options,
  usual: string,
  context: CommandContext,
  fit: (since: number, until: number) => number = (since) => since,
): Promise<Period | string> {
  const until = await latestMoment(context)
  const wanted = readSince(options['since'] ?? usual, until)
  if (typeof wanted === 'string') return wanted
  const since = fit(wanted, until)
  const list = context.lists.length === 1 ? context.lists[0]?.name : undefined
  const arch = options['arch']
  const where = [list, arch].filter((part) => part !== undefined).join(', ')
  return { since, until, list, arch, words: `${day(since)} – ${day(until - 1)}${where === '' ? '' : ` on ${where}`}` }
}

/** `24 Aug 2026 and 21 Nov 2026 on kvm`, behind `between`. */
export function betweenWords({ words }: Period): string {
  return words.replace(' – ', ' and ')
}

/** What was found, arch by arch, or of the one that was asked for; what is of several archs counts for each. */
export function archByArch<T extends { readonly archs: readonly string[] }>(
  found: readonly T[],
  { arch }: Period,
): readonly { readonly arch: string; readonly found: readonly T[] }[] {
  const archs = arch === undefined ? archNames : [arch]
  return archs.map((name) => ({ arch: name, found: found.filter((one) => one.archs.includes(name)) }))
}
