import { toAsker } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { findSeries, seriesOption } from '#src/commands/find-series.ts'
import { rootNotice } from '#src/notice/series-notice.ts'
import type { NoticeView, OtherRevision } from '#src/notice/view.ts'
import type { Answer } from '#src/ports.ts'
import { mayStillArrive } from '#src/series/missing-parts.ts'
import type { SavedSeries } from '#src/storage/storage.ts'

export const series: Command = {
  name: 'series',
  summary: 'The card of one series: by message id, archive link or words of its title',
  examples: ['series https://lore.kernel.org/kvm/MESSAGE-ID/', 'series lockless TDP walker'],
  options: [seriesOption],
  changes: false,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const found = await findSeries(options['id'], asked, context)
  return 'answer' in found ? found.answer : toAsker(await card(found.series, context))
}

async function card(saved: SavedSeries, context: CommandContext) {
  const { previous } = saved.summary
  const view: NoticeView = {
    ...context.view,
    key: saved.key,
    archiveUrl: (id) => context.view.archiveUrl(id),
    mayStillArrive: mayStillArrive(saved.summary.revision, context.now()),
    previous: previous === undefined ? undefined : await other(previous.key ?? previous.id, context),
    supersededBy: saved.supersededBy === undefined ? undefined : await other(saved.supersededBy, context),
  }
  return rootNotice(saved.summary, view)
}

async function other(key: string, { storage, view }: CommandContext): Promise<OtherRevision | undefined> {
  const found = await storage.seriesByKey(key)
  if (found === undefined) return undefined
  const { revision, head } = found.summary
  return { key, version: revision.version, url: view.archiveUrl(head), firstAt: revision.firstAt }
}
