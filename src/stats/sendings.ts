import { displayName, sameEmail } from '#src/mail/address.ts'
import { canonicalAddress } from '#src/mail/mailmap.ts'
import type { Address } from '#src/mail/message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { headOf, partIds, type Revision } from '#src/series/revision.ts'
import { isContribution } from '#src/stats/digest-entry.ts'
import { archNames, type Arch } from '#src/tag/arch-names.ts'
import { archsOf } from '#src/tag/arch.ts'
import type { Tables } from '#src/tag/tables.ts'

/** One sending of a series, as the list of a report says it. */
export interface SendingLine {
  readonly messageId: string
  readonly title: string
  readonly tags: readonly string[]
  readonly version: string
  /** Patches that came, of so many announced. */
  readonly came: number
  readonly total: number
  readonly author: Address
  readonly archs: readonly Arch[]
  readonly at: number
}

export interface Sendings {
  /** The mail is kept for a while: give one `withoutTexts`. */
  add(mail: ListMail): void
  /** All series, the newest first. Nothing may be added afterwards. */
  end(): readonly SendingLine[]
}

const dayMs = 86_400_000
/** A part later than this after the others opens a line of its own: 0.7 % of series take longer than 20 minutes. */
const settledMs = 7 * dayMs
const mostHeld = 2000

/**
 * Makes series of a stream of mails while holding few of them: parts come close together, so that what is a week older
 * than the newest, or the older half where there are more than some thousand, is finished and let go.
 */
export function sendings(tables: Tables): Sendings {
  let held = new Map<string, ListMail>()
  let checkAt = mostHeld
  const lines: SendingLine[] = []

  function settle(before: number): void {
    const mailOf = (id: string): ListMail | undefined => held.get(id)
    const open = new Map([...held].filter(([, { receivedAt }]) => receivedAt >= before))
    for (const revision of assemble([...held.values()])) {
      if (revision.lastAt < before) lines.push(lineOf(revision, mailOf, tables))
      else for (const mail of partIds(revision).flatMap((id) => mailOf(id) ?? [])) open.set(mail.messageId, mail)
    }
    held = open
  }

  return {
    add(mail) {
      if (!isContribution(mail) || held.has(mail.messageId)) return
      held.set(mail.messageId, mail)
      if (held.size < checkAt) return
      const times = Array.from(held.values(), ({ receivedAt }) => receivedAt).sort((a, b) => a - b)
      settle(Math.max((times.at(-1) ?? 0) - settledMs, times[Math.floor(times.length / 2)] ?? 0))
      checkAt = Math.max(mostHeld, held.size * 2)
    },
    end() {
      settle(Number.POSITIVE_INFINITY)
      return lines.toSorted((a, b) => b.at - a.at || (a.messageId < b.messageId ? 1 : -1))
    },
  }
}

function lineOf(revision: Revision, mailOf: (id: string) => ListMail | undefined, { mailmap }: Tables): SendingLine {
  const patches = revision.patches.flatMap((id) => (id === undefined ? [] : (mailOf(id) ?? [])))
  const named = patches.find(({ author }) => author.name !== '' && sameEmail(author.email, revision.author.email))
  const author = canonicalAddress(
    revision.author.name === '' ? (named?.author ?? revision.author) : revision.author,
    mailmap,
  )
  const paths = patches.flatMap(({ files }) => files.map(({ path }) => path))
  const found = new Set(patches.flatMap((mail) => archsOf(pathsOf(mail), mail.subject.title, mail.subject.trees)))
  if (found.size === 0) for (const arch of archsOf(paths, revision.title, revision.trees)) found.add(arch)
  return {
    messageId: headOf(revision),
    title: revision.title,
    tags: revision.tags,
    version: revision.version,
    came: patches.length,
    total: revision.total,
    author: { name: displayName(author), email: author.email },
    archs: archNames.filter((arch) => found.has(arch)),
    at: revision.firstAt,
  }
}

function pathsOf(mail: ListMail): readonly string[] {
  return mail.files.map(({ path }) => path)
}
