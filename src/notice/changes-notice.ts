import { displayName } from '#src/mail/address.ts'
import { counted } from '#src/lib/count.ts'
import { oneLine } from '#src/lib/clip.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'
import { archiveButton } from '#src/notice/series-buttons.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Trailer } from '#src/patch/list-mail.ts'
import type { RevisionDiff } from '#src/series/compare.ts'
import type { Revision } from '#src/series/revision.ts'
import { personOf } from '#src/series/trailer-person.ts'
import type { Summary } from '#src/summary/summary.ts'

type PatchChange = RevisionDiff['patches'][number]

/** Patches that are the same are listed only while a reader can take them in. */
const mostUnchanged = 20

/** What became of each patch between a revision and the one before it. */
export function changesNotice(before: Summary, after: Summary, diff: RevisionDiff, view: NoticeView): Notice {
  const versions = `v${before.revision.version} → v${after.revision.version}`
  const facts = countedChanges(diff)
  const listed = diff.unchanged > mostUnchanged ? diff.patches.filter((patch) => !isAsBefore(patch)) : diff.patches
  return {
    fallback: `${versions} ${titleOf(after)}: ${facts.join(', ')}`,
    title: { text: `${versions} ${titleOf(after)}`, link: { url: view.archiveUrl(after.head) } },
    tone: 'plain',
    blocks: [
      { is: 'facts', spans: facts.map((fact) => ({ text: fact })) },
      ...changedSince(after),
      ...(diff.isPartial
        ? [text('Patches of one of the two have not arrived, so that some may only seem added or dropped.')]
        : []),
      { is: 'list', items: listed.map((patch) => patchLine(patch, before.revision, after.revision, view)) },
      ...(listed.length < diff.patches.length
        ? [text(`${counted(diff.patches.length - listed.length, 'further patch', 'further patches')} unchanged.`)]
        : []),
    ],
    buttons: [archiveButton(after.head, view)],
  }
}

function countedChanges(diff: RevisionDiff): readonly string[] {
  const { unchanged, changed, added, dropped, reordered, carried, lost } = diff
  const tags = carried + lost === 0 ? [] : [`${carried} of ${counted(carried + lost, 'review tag')} carried`]
  const counts = [
    [unchanged, 'unchanged'],
    [changed, 'changed'],
    [added, 'added'],
    [dropped, 'dropped'],
    [reordered, 'reordered'],
  ] as const
  return [...counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`])), ...tags]
}

/** The author's own words for it. */
function changedSince({ changes }: Summary): readonly Block[] {
  return changes === '' ? [] : [text(`The author says: ${changes}`)]
}

function isAsBefore(patch: PatchChange): boolean {
  return patch.is === 'unchanged' && !patch.reordered && patch.lost.length === 0
}

function patchLine(patch: PatchChange, older: Revision, newer: Revision, view: NoticeView): readonly Span[] {
  const { newer: at, older: was } = patch
  const id = at === undefined ? older.patches[(was ?? 0) - 1] : newer.patches[at - 1]
  const link = id === undefined ? {} : { link: { url: view.archiveUrl(id) } }
  const number = String(at ?? was ?? 0).padStart(2, '0')
  const words = [
    patch.is,
    ...(at !== undefined && was !== undefined && (patch.reordered || at !== was) ? [movedWords(patch, was)] : []),
    ...(patch.carried.length > 0 ? [`kept ${tagWords(patch.carried)}`] : []),
    ...(patch.lost.length > 0 ? [`lost ${tagWords(patch.lost)}`] : []),
  ]
  return [
    { text: at === undefined ? `(${number})` : number, style: 'code' },
    { text: ' ' },
    { text: oneLine(patch.title), ...link },
    { text: ' · ' },
    { text: words[0] ?? '', ...(isAsBefore(patch) ? {} : { style: 'bold' }) },
    {
      text: words
        .slice(1)
        .map((word) => ` · ${word}`)
        .join(''),
    },
  ]
}

function movedWords({ reordered }: PatchChange, was: number): string {
  return reordered ? `moved, was ${String(was).padStart(2, '0')}` : `was ${String(was).padStart(2, '0')}`
}

/** `Reviewed-by Paolo Bonzini, Fuad Tabba`. */
function tagWords(trailers: readonly Trailer[]): string {
  const byName = Map.groupBy(trailers, ({ name }) => name)
  return [...byName]
    .map(([name, all]) => `${name} ${all.map(({ value }) => oneLine(displayName(personOf(value)))).join(', ')}`)
    .join(', ')
}

function text(words: string): Block {
  return { is: 'text', spans: [{ text: words }] }
}
