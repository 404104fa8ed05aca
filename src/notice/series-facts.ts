import { displayName } from '#src/mail/address.ts'
import { counted } from '#src/lib/count.ts'
import { oneLine } from '#src/lib/clip.ts'
import type { Span } from '#src/notice/notice.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { Summary } from '#src/summary/summary.ts'

const mostSubsystems = 2

/** `v3`, `20 patches`, `17/20 received`, `RFC`, `kvm-unit-tests`. */
export function chips(summary: Summary, view: NoticeView): readonly Span[] {
  const { revision } = summary
  const words = [
    summary.kind === 'pull' ? undefined : `v${revision.version}`,
    sizeChip(summary),
    partialChip(summary, view),
    ...revision.tags,
    ...revision.trees,
  ]
  return words.filter((word) => word !== undefined).map((text) => ({ text: oneLine(text), style: 'code' }))
}

/** `20 patches`, `single patch` or `pull request`. */
export function sizeChip({ kind, revision }: Summary): string {
  if (kind === 'pull') return 'pull request'
  return revision.total === 1 ? 'single patch' : counted(revision.total, 'patch', 'patches')
}

/** `17/20 received`, `17 of 20 sent to this list`, `cover letter only`; `all received` of one that was posted in part. */
export function partialChip({ kind, revision }: Summary, view: NoticeView): string | undefined {
  const here = revision.patches.filter((patch) => patch !== undefined).length
  if (kind === 'pull') return undefined
  if (here >= revision.total) return view.wasPartial === true ? 'all received' : undefined
  if (here === 0) return 'cover letter only'
  return (view.mayStillArrive ?? true)
    ? `${here}/${revision.total} received`
    : `${here} of ${revision.total} sent to this list`
}

/** `Sean Christopherson · KVM/x86 · x86 · 21 Nov 2026 09:14 UTC`. */
export function authorFacts(summary: Summary): readonly Span[] {
  const { revision, subsystems, archs } = summary
  const named = namedSubsystems(subsystems)
  const more = named.length - mostSubsystems
  const facts: Span[] = [{ text: oneLine(displayName(revision.author)) }]
  if (named.length > 0) facts.push({ text: named.slice(0, mostSubsystems).join(', ') + (more > 0 ? ` +${more}` : '') })
  if (archs.length > 0) facts.push({ text: archs.join(', ') })
  facts.push({ text: dayAndTime(revision.firstAt), at: revision.firstAt })
  return facts
}

/** KVM's own first, sections that every change touches last, the rest as specific as they came. */
function namedSubsystems(subsystems: readonly string[]): readonly string[] {
  return subsystems
    .filter((name) => name !== 'THE REST')
    .sort((a, b) => rank(a) - rank(b))
    .map(subsystemLabel)
}

function rank(name: string): number {
  if (/\bKVM\b/u.test(name)) return 0
  return everywhere.has(name) ? 2 : 1
}

const everywhere = new Set(['DOCUMENTATION', 'ABI/API', 'KERNEL SELFTEST FRAMEWORK', 'LIBRARY CODE'])

/** `KERNEL VIRTUAL MACHINE FOR ARM64 (KVM/arm64)` is known to everybody as KVM/arm64. */
function subsystemLabel(name: string): string {
  return /\((KVM[^()]{0,20})\)$/u.exec(name)?.[1] ?? name
}
