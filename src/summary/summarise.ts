import type { FileChange, ListMail } from '#src/patch/list-mail.ts'
import { countsAsReview } from '#src/series/reviews.ts'
import { headOf, isComplete } from '#src/series/revision.ts'
import type { Review, Revision } from '#src/series/revision.ts'
import { abstractIn, changesSince } from '#src/summary/own-words.ts'
import { stateOf } from '#src/summary/state.ts'
import type { ExtraLine, PatchLine, Summary } from '#src/summary/summary.ts'
import { isRobot } from '#src/mail/is-robot.ts'
import { archNames } from '#src/tag/arch-names.ts'
import type { Arch } from '#src/tag/arch-names.ts'
import { archsOf } from '#src/tag/arch.ts'
import { subsystemsOf } from '#src/tag/maintainers.ts'
import type { Tables } from '#src/tag/tables.ts'

/**
 * Condenses a revision from its mails' own words: what it is about, how big it is, what people said. Deterministic;
 * mails that `mailOf` does not know are treated as not arrived.
 */
export function summarise(
  revision: Revision,
  mailOf: (messageId: string) => ListMail | undefined,
  tables: Tables,
  previous?: Summary['previous'],
): Summary {
  const head = headOf(revision)
  const headMail = mailOf(head)
  const patches = revision.patches.map((id) => (id === undefined ? undefined : mailOf(id)))
  const present = patches.filter((mail) => mail !== undefined)
  const cover = revision.cover === undefined ? undefined : mailOf(revision.cover)
  const files = filesOf(present)
  const replies = revision.replies.map(mailOf).filter((mail) => mail !== undefined)
  const parts = cover === undefined ? present : [cover, ...present]
  return {
    revision,
    head,
    kind: headMail?.kind === 'pull' ? 'pull' : revision.total === 1 ? 'patch' : 'series',
    archs: archsOfSeries(revision, cover, present),
    subsystems: subsystemsOf(
      files.map((file) => file.path),
      tables.maintainers,
    ),
    files,
    ...totalsOf(revision, cover, present, files),
    abstract: bestAbstract(revision.total === 1 ? [present[0], cover] : [cover, present[0]]),
    changes: changesOf(parts, revision.version),
    patches: patches.map((mail, at) => patchLine(at + 1, mail)),
    extra: revision.extra.flatMap((id) => extraLine(revision, mailOf(id))),
    reviews: revision.reviews.filter(isShown),
    replyCount: replies.filter((mail) => mail.kind !== 'report' && !isRobot(mail.from)).length,
    state: stateOf(revision, parts, replies, mailOf),
    lists: [...new Set(parts.flatMap((mail) => mail.lists))],
    previous,
  }
}

/** What people said of it; given to another name it is shown apart (`mismatch`), under a condition or by itself not at all. */
function isShown(review: Review): boolean {
  return countsAsReview({ ...review, mismatch: false })
}

/** Every patch's own archs; the cover's words speak for parts that are missing, or where no patch names any. */
function archsOfSeries(revision: Revision, cover: ListMail | undefined, patches: readonly ListMail[]): readonly Arch[] {
  const found = new Set(patches.flatMap((mail) => archsOf(pathsOf([mail]), mail.subject.title, mail.subject.trees)))
  const isNamed = [...found].some((arch) => arch !== 'generic')
  if (!isNamed || !isComplete(revision)) {
    for (const arch of archsOf(isNamed ? [] : pathsOf(patches), cover?.subject.title ?? '', revision.trees))
      found.add(arch)
  }
  return archNames.filter((arch) => found.has(arch))
}

function pathsOf(patches: readonly ListMail[]): string[] {
  return patches.flatMap((mail) => mail.files.map((file) => file.path))
}

/** One entry a path over all patches, in the order of their first touch. */
function filesOf(patches: readonly ListMail[]): readonly FileChange[] {
  const files = new Map<string, FileChange>()
  for (const file of patches.flatMap((mail) => mail.files)) {
    const known = files.get(file.path)
    files.set(
      file.path,
      known === undefined
        ? file
        : { ...known, added: sum(known.added, file.added), removed: sum(known.removed, file.removed) },
    )
  }
  return [...files.values()]
}

function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0)
}

/** Counted from the diffs; as the cover printed them where parts are missing. */
function totalsOf(
  revision: Revision,
  cover: ListMail | undefined,
  patches: readonly ListMail[],
  files: readonly FileChange[],
): Pick<Summary, 'fileCount' | 'added' | 'removed'> {
  const head = cover ?? patches.find((mail) => mail.kind === 'pull')
  const printed = head?.printedTotals
  if (printed !== undefined && (!isComplete(revision) || files.length === 0)) {
    return { fileCount: printed.files, added: printed.added, removed: printed.removed }
  }
  return {
    fileCount: files.length,
    added: patches.reduce((total, mail) => total + mail.added, 0),
    removed: patches.reduce((total, mail) => total + mail.removed, 0),
  }
}

/** A series speaks through its cover, one patch through its commit message, each through the other where it is silent. */
function bestAbstract(mails: readonly (ListMail | undefined)[]): string {
  for (const mail of mails) {
    if (mail === undefined) continue
    const abstract = mail.says?.abstract ?? abstractIn(mail)
    if (abstract !== '' || mail.kind === 'pull') return abstract
  }
  return ''
}

function changesOf(parts: readonly ListMail[], version: string): string {
  for (const mail of parts.slice(0, 2)) {
    const isOwn = mail.subject.version === version
    const changes = (isOwn ? mail.says?.changes : undefined) ?? changesSince(mail, version)
    if (changes !== '') return changes
  }
  return ''
}

function extraLine(revision: Revision, mail: ListMail | undefined): readonly ExtraLine[] {
  if (mail === undefined) return []
  const { version, number = 0, total } = mail.subject
  const place = `${number}/${total ?? revision.total}`
  const label = version === revision.version ? place : `v${version} ${place}`
  return [{ ...patchLine(number, mail), label }]
}

function patchLine(number: number, mail: ListMail | undefined): PatchLine {
  return {
    number,
    messageId: mail?.messageId,
    title: mail?.subject.title ?? '',
    author: mail?.author,
    added: mail?.added ?? 0,
    removed: mail?.removed ?? 0,
  }
}
