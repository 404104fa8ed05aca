import type { ListMail } from '#src/patch/list-mail.ts'
import type { NewMail } from '#src/storage/storage.ts'
import type { Summary } from '#src/summary/summary.ts'

export const maya = { name: 'Maya Thornquist', email: 'maya@quarrychip.example' }

/** A patch as it stands in the database, with what a test cares about. */
export function listMail(shape: Partial<ListMail> & { title?: string; links?: readonly string[] } = {}): ListMail {
  const { title = 'KVM: Fix things', links = [], ...rest } = shape
  return {
    kind: 'patch',
    messageId: 'patch@example.org',
    sentAt: 90,
    receivedAt: 100,
    inReplyTo: [],
    references: [],
    lists: [],
    from: rest.author ?? maya,
    author: maya,
    subject: {
      raw: `[PATCH] ${title}`,
      title,
      version: '1',
      number: 1,
      total: 1,
      tags: [],
      trees: [],
      isReply: false,
      isPatch: true,
    },
    text: '',
    notes: '',
    files: [],
    added: 1,
    removed: 0,
    printedTotals: undefined,
    fingerprint: undefined,
    trailers: [],
    evidence: { prerequisites: [], supersedes: [], dependsOn: [], links },
    problem: undefined,
    ...rest,
  }
}

export function newMail(
  mail: Parameters<typeof listMail>[0],
  more: {
    raw?: string | undefined
    archs?: readonly string[]
    subsystems?: readonly string[]
    keys?: readonly string[]
  } = {},
): NewMail {
  const read = listMail(mail)
  const raw = 'raw' in more ? more.raw : 'raw'
  return {
    mail: read,
    raw: raw === undefined ? undefined : new TextEncoder().encode(raw),
    archs: more.archs ?? [],
    subsystems: more.subsystems ?? [],
    clusterKeys: more.keys ?? [`id:${read.messageId}`],
  }
}

export function summaryOf(shape: {
  id?: string
  title?: string
  author?: Summary['revision']['author']
  version?: string
  patches?: readonly (string | undefined)[]
  replies?: readonly string[]
  subsystems?: readonly string[]
  firstAt?: number
  state?: Summary['state']
}): Summary {
  const patches = shape.patches ?? ['p1']
  const firstAt = shape.firstAt ?? 100
  return {
    revision: {
      id: shape.id ?? 'key',
      title: shape.title ?? 'KVM: Fix things',
      author: shape.author ?? maya,
      version: shape.version ?? '1',
      tags: [],
      trees: [],
      total: patches.length,
      received: patches.flatMap((patch, index) => (patch === undefined ? [] : [index + 1])),
      cover: undefined,
      patches,
      extra: [],
      firstAt,
      lastAt: firstAt,
      reviews: [],
      replies: shape.replies ?? [],
      problem: undefined,
    },
    head: patches.find((patch) => patch !== undefined) ?? '',
    kind: patches.length > 1 ? 'series' : 'patch',
    archs: ['x86'],
    subsystems: shape.subsystems ?? [],
    files: [],
    fileCount: 0,
    added: 1,
    removed: 0,
    abstract: '',
    changes: '',
    patches: [],
    reviews: [],
    replyCount: 0,
    state: shape.state ?? { is: 'new' },
    lists: [],
    previous: undefined,
  }
}
