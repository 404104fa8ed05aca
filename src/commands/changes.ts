import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { findSeries, seriesOption } from '#src/commands/find-series.ts'
import { changesNotice } from '#src/notice/changes-notice.ts'
import type { Answer } from '#src/ports.ts'
import { compareRevisions } from '#src/series/compare.ts'
import { partIds } from '#src/series/revision.ts'

export const changes: Command = {
  name: 'changes',
  summary: 'Patch by patch: what a series changed since its version before',
  examples: ['changes lockless TDP walker', 'changes https://lore.kernel.org/kvm/MESSAGE-ID/'],
  options: [seriesOption],
  changes: false,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const { storage, view } = context
  const found = await findSeries(options['id'], asked, context)
  if ('answer' in found) return found.answer
  const { summary } = found.series
  const { version, title } = summary.revision
  if (summary.previous === undefined) {
    return refused(`v${version} of ${title} follows no version that the bot knows`, [
      { text: 'Its card: ' },
      typed(context, `series ${found.series.key}`),
    ])
  }
  const before = await storage.seriesByKey(summary.previous.key ?? summary.previous.id)
  if (before === undefined) return refused(`v${summary.previous.version} of ${title} is not there to compare with`)
  const [older, newer] = [before.summary.revision, summary.revision]
  const mails = await storage.mailsByIds([...partIds(older), ...partIds(newer)])
  const byId = new Map(mails.map((mail) => [mail.messageId, mail]))
  const diff = compareRevisions(older, newer, (id) => byId.get(id))
  return toAsker(changesNotice(before.summary, summary, diff, view))
}
