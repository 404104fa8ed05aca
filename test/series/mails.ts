import type { Address } from '#src/mail/message.ts'
import type { ListMail, MailKind } from '#src/patch/list-mail.ts'
import { readSubject } from '#src/patch/subject.ts'

export const jane: Address = { name: 'Jane Roe', email: 'jane@example.org' }
export const max: Address = { name: 'Max Muster', email: 'max@example.net' }
export const olga: Address = { name: 'Olga Maintainer', email: 'olga@kernel.example' }

const noon = Date.UTC(2026, 2, 4, 12)

type Wishes = Partial<Omit<ListMail, 'subject' | 'evidence'>> & {
  readonly evidence?: Partial<ListMail['evidence']>
  /** Seconds after noon. */
  readonly after?: number
  readonly answers?: string
}

/** A mail as the patch room reads it: the subject by the real grammar, everything else as wished. */
export function mailWith(messageId: string, subject: string, wishes: Wishes = {}): ListMail {
  const read = readSubject(subject)
  const hasDiff = (wishes.files ?? []).length > 0
  const kind = wishes.kind ?? kindOf(read.isReply, read.number, hasDiff)
  const at = noon + (wishes.after ?? 0) * 1000
  const isLone = kind === 'patch' && read.number === undefined
  const from = wishes.from ?? jane
  return {
    kind,
    messageId,
    sentAt: at,
    receivedAt: at,
    inReplyTo: wishes.answers === undefined ? [] : [wishes.answers],
    references: wishes.answers === undefined ? [] : [wishes.answers],
    lists: ['kvm.vger.kernel.org'],
    from,
    author: from,
    text: '',
    notes: '',
    files: [],
    added: hasDiff ? 3 : 0,
    removed: hasDiff ? 1 : 0,
    printedTotals: undefined,
    fingerprint: hasDiff ? `diff of ${read.title}` : undefined,
    trailers: [],
    problem: undefined,
    ...wishes,
    subject: isLone ? { ...read, number: 1, total: 1 } : read,
    evidence: { prerequisites: [], supersedes: [], dependsOn: [], links: [], ...wishes.evidence },
  }
}

function kindOf(isReply: boolean, number: number | undefined, hasDiff: boolean): MailKind {
  if (isReply) return 'reply'
  if (number === 0) return 'cover'
  return hasDiff ? 'patch' : 'other'
}

export function patchWith(messageId: string, subject: string, wishes: Wishes = {}): ListMail {
  const files = wishes.files ?? [{ path: 'arch/x86/kvm/mmu/mmu.c', added: 3, removed: 1 }]
  return mailWith(messageId, subject, { ...wishes, files })
}

export interface SeriesWishes {
  readonly title?: string
  readonly version?: number
  readonly patches?: number
  readonly hasCover?: boolean
  readonly from?: Address
  /** Seconds after noon of the first part. */
  readonly after?: number
  /** The mail that the head answers. */
  readonly answers?: string
  /** What stands in the brackets before `vN n/N`. */
  readonly prefix?: string
  /** Names the run of the mailer: parts have ids like `RUN-3-jane@example.org`. */
  readonly run?: string
  readonly threading?: 'shallow' | 'deep' | 'none'
}

/** A series as git send-email sends it. */
export function seriesOf(wishes: SeriesWishes = {}): ListMail[] {
  const { title = 'KVM: x86: Rework the frobnicator', version = 1, patches = 3, hasCover = true, from = jane } = wishes
  const { after = 0, prefix = 'PATCH', threading = 'shallow' } = wishes
  const run = wishes.run ?? `20260304120000.${1000 + after}${version}`
  const first = hasCover ? 0 : 1
  const idOf = (number: number): string => `${run}-${number + 1 - first}-${from.email}`
  return Array.from({ length: patches + 1 - first }, (_, at) => {
    const number = first + at
    const counter = `${String(number).padStart(String(patches).length, '0')}/${patches}`
    const label = `[${prefix}${version > 1 ? ` v${version}` : ''} ${counter}]`
    const chain = Array.from({ length: at }, (_each, step) => idOf(first + step))
    const thread = threading === 'none' ? [] : threading === 'deep' ? chain : chain.slice(0, 1)
    const references = [...(wishes.answers === undefined ? [] : [wishes.answers]), ...thread]
    const make = number === 0 ? mailWith : patchWith
    return make(idOf(number), `${label} ${number === 0 ? title : `${title}, step ${number}`}`, {
      from,
      after: after + at,
      references,
      inReplyTo: references.slice(-1),
      text: `This is part ${number} of ${title}.`,
    })
  })
}

export function mailsById(mails: readonly ListMail[]): (id: string) => ListMail | undefined {
  const byId = new Map(mails.map((mail) => [mail.messageId, mail]))
  return (id) => byId.get(id)
}
