import { answerRequest } from '#src/commands/answer.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { noMailmap } from '#src/mail/mailmap.ts'
import type { Answer, CommandRequest } from '#src/ports.ts'
import { readEmployers } from '#src/stats/employers.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { NewOutboxRow, Storage } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { dayMs, firstAt, fuad, marc, paolo, replyMail, revisionOf, summaryOf, view } from '#test/notice/summaries.ts'

const now = firstAt + 2 * dayMs

/** A list of four series, saved as the pipeline saves them. */
export async function smallList(): Promise<Storage> {
  const storage = await openStorage('sqlite::memory:')
  await addSeries(storage, lockless)
  await addSeries(
    storage,
    summaryOf(
      revisionOf(1, {
        id: 'vgic',
        version: '1',
        title: 'KVM: arm64: vgic: Fix ITS save',
        author: marc,
        patches: ['vgic@kernel.org'],
      }),
      { archs: ['arm64'] },
    ),
  )
  await addSeries(
    storage,
    summaryOf(
      revisionOf(2, {
        id: 'both',
        version: '1',
        title: 'KVM: Rework the dirty ring',
        author: fuad,
        cover: undefined,
        patches: ['both-1@google.com', 'both-2@google.com'],
      }),
      { archs: ['x86', 'arm64'] },
    ),
  )
  await addSeries(
    storage,
    summaryOf(
      revisionOf(1, {
        id: 'old',
        version: '1',
        title: 'KVM: s390: Old story',
        author: marc,
        patches: ['old@kernel.org'],
        firstAt: firstAt - 30 * dayMs,
      }),
      { archs: ['s390'] },
    ),
  )
  return storage
}

export const lockless = summaryOf(revisionOf(3), { reviews: [], replyCount: 0 })

async function addSeries(storage: Storage, summary: Summary): Promise<void> {
  const { revision, archs, subsystems } = summary
  const mails = [revision.cover, ...revision.patches].flatMap((messageId, index) =>
    messageId === undefined
      ? []
      : [
          {
            mail: replyMail({
              kind: messageId === revision.cover ? 'cover' : 'patch',
              messageId,
              text: '',
              author: revision.author,
              inReplyTo: [],
              references: [],
              receivedAt: revision.firstAt,
              subject: {
                ...replyMail({ text: '' }).subject,
                raw: `[PATCH] ${revision.title}`,
                title: revision.title,
                number: index,
                isReply: false,
              },
            }),
            raw: undefined,
            archs,
            subsystems,
            clusterKeys: [revision.id],
          },
        ],
  )
  await storage.saveMails('test', 'kvm', mails, revision.id)
  const [cluster] = await storage.clustersToLookAt(Number.MAX_SAFE_INTEGER, 1)
  if (cluster === undefined) throw new Error('no cluster was made')
  const saved = { key: revision.id, summary, announcedAt: revision.firstAt, touchedAt: revision.lastAt }
  await storage.announce({
    cluster,
    series: [saved],
    events: [],
    rows: rowsOf(revision.id),
    edits: [],
    lookAgainAt: undefined,
  })
}

/** The lockless walker was posted in one channel. */
function rowsOf(key: string): readonly NewOutboxRow[] {
  if (key !== lockless.revision.id) return []
  const notice = { fallback: 'root', tone: 'new', blocks: [] } as const
  return [
    {
      deliveryId: 'root-1',
      platform: 'terminal',
      channel: 'x86',
      rootId: undefined,
      eventId: `series:${key}`,
      seriesKey: key,
      notice,
      noticeHash: 'h',
    },
  ]
}

export async function addReply(storage: Storage, text: string, messageId: string): Promise<void> {
  const mail = replyMail({ text, messageId, author: paolo, inReplyTo: [lockless.head], references: [lockless.head] })
  await storage.saveMails(
    'test',
    'kvm',
    [{ mail, raw: undefined, archs: [], subsystems: [], clusterKeys: [lockless.revision.id] }],
    messageId,
  )
  const [cluster] = await storage.clustersToLookAt(Number.MAX_SAFE_INTEGER, 1)
  if (cluster === undefined) throw new Error('no cluster was made')
  const summary = { ...lockless, revision: { ...lockless.revision, replies: [messageId] } }
  const saved = { key: summary.revision.id, summary, announcedAt: firstAt, touchedAt: firstAt }
  await storage.announce({ cluster, series: [saved], events: [], rows: [], edits: [], lookAgainAt: undefined })
}

export function contextOf(storage: Storage, more: Partial<CommandContext> = {}): CommandContext {
  return {
    storage,
    lists: [{ name: 'kvm', address: 'kvm@vger.kernel.org' }],
    commandName: 'kvm',
    view,
    people: { mailmap: noMailmap, employers: readEmployers('') },
    access: 'anyone',
    onChange: () => undefined,
    now: () => now,
    health: () => [{ name: 'mbox:kvm', state: 'waiting', lastOkAt: 0, lag: 0, gaps: [], problem: undefined }],
    ...more,
  }
}

export interface Said extends Answer {
  readonly text: string
}

/** Asks as a person in channel `x86` would. */
export async function ask(
  input: string | Extract<CommandRequest['input'], { name: string }>,
  context: CommandContext,
  channel = 'x86',
): Promise<Said> {
  const answer = await answerRequest(
    {
      platform: 'terminal',
      channel,
      user: { id: 'U1', name: 'Alex' },
      input: typeof input === 'string' ? { text: input } : input,
    },
    context,
  )
  return { ...answer, text: plainText(answer.notice) }
}
