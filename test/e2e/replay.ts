import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { recordingPlatform, type Operation } from '#src/cli/recording-platform.ts'
import { loadTables } from '#src/config/load-tables.ts'
import type { Notice } from '#src/notice/notice.ts'
import { drainPipeline } from '#src/pipeline/run-pipeline.ts'
import { replaySettings } from '#src/pipeline/settings.ts'
import type { Limits } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import type { ConfiguredChannel, Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'

export const sample = new URL('../../config/sample/kvm-week.mbox', import.meta.url).pathname

const roomy: Limits = {
  title: 500,
  text: 20_000,
  listItems: 200,
  threads: true,
  edits: true,
  pictures: false,
  postsPerSecond: Infinity,
  editsPerMinute: Infinity,
}

/** Reads a file to its end as the bot would, and tells what it would have posted. */
export async function replay(
  file: string,
  storage: Storage,
  channels: readonly ConfiguredChannel[] = [],
): Promise<readonly Operation[]> {
  const operations: Operation[] = []
  const platform = recordingPlatform('terminal', roomy, (operation) => {
    operations.push(operation)
    return Promise.resolve()
  })
  await drainPipeline(
    {
      sources: [
        {
          list: { name: 'kvm', archive: 'https://lore.kernel.org/kvm/', announceSince: 'all', backfill: 'all' },
          source: mboxSource({ name: 'mbox:kvm', file, follow: false }),
        },
      ],
      platforms: [platform],
      channels,
      storage,
      tables: loadTables({}),
      clock: wallClock,
      log: createLog('silent'),
      settings: replaySettings,
      random: () => 0.5,
    },
    new AbortController().signal,
  )
  return operations
}

/** A root as it looks in the end, with its thread. */
export interface Thread {
  readonly id: string
  readonly channel: string
  readonly title: string
  /** As first posted and after each edit. */
  readonly root: readonly Notice[]
  /** Each reply as first posted and after each edit. */
  readonly replies: readonly (readonly Notice[])[]
}

/** What a reader of the channels sees in the end, from the operations in their order. */
export function threadsOf(operations: readonly Operation[]): readonly Thread[] {
  const shown = new Map<string, { channel: string; thread: string | undefined; notices: Notice[] }>()
  for (const { op, id, channel, thread, notice } of operations) {
    const post = shown.get(id)
    if (op === 'post' && post) throw new Error(`posted twice: ${notice.fallback}`)
    if (op === 'edit' && !post) throw new Error(`edited before it was posted: ${notice.fallback}`)
    if (thread !== undefined && !shown.has(thread)) throw new Error(`a reply without its root: ${notice.fallback}`)
    if (post) post.notices.push(notice)
    else shown.set(id, { channel, thread, notices: [notice] })
  }
  return [...shown]
    .filter(([, post]) => post.thread === undefined)
    .map(([id, { channel, notices }]) => ({
      id,
      channel,
      title: notices.at(-1)?.title?.text ?? '',
      root: notices,
      replies: [...shown.values()].filter((post) => post.thread === id).map((post) => post.notices),
    }))
}

export function lastText(notices: readonly Notice[]): string {
  const last = notices.at(-1)
  return last === undefined ? '' : plainText(last)
}
