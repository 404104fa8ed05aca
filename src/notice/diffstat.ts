import { counted, plusMinus } from '#src/lib/count.ts'
import type { Span } from '#src/notice/notice.ts'
import type { FileChange } from '#src/patch/list-mail.ts'
import type { Summary } from '#src/summary/summary.ts'

const mostShares = 3

/** `+1,234 −567 · 31 files · arch/x86/kvm/mmu 68 % · selftests 21 %`. Empty for a series without a diff. */
export function diffstatSpans(summary: Summary): readonly Span[] {
  const { added, removed, fileCount, files } = summary
  if (fileCount === 0) return []
  const places = fileCount === 1 ? files.map(({ path }) => path) : sharesOf(files)
  return [
    { text: plusMinus(added, removed) },
    { text: counted(fileCount, 'file') },
    ...places.map((text): Span => ({ text })),
  ]
}

/** Where the changed lines are, by percent; one place alone needs none. */
function sharesOf(files: readonly FileChange[]): readonly string[] {
  const lines = new Map<string, number>()
  let total = 0
  for (const { path, added, removed } of files) {
    // A binary or mode-only change has no lines, but its place should show.
    const weight = Math.max(1, (added ?? 0) + (removed ?? 0))
    lines.set(placeOf(path), (lines.get(placeOf(path)) ?? 0) + weight)
    total += weight
  }
  const places = [...lines].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  if (places.length === 1) return places.map(([place]) => place)
  return places
    .map(([place, weight]) => [place, Math.round((weight / total) * 100)] as const)
    .filter(([, percent]) => percent >= 1)
    .slice(0, mostShares)
    .map(([place, percent]) => `${place} ${percent} %`)
}

/** The part of the tree a kernel person would name: `arch/x86/kvm/mmu`, `selftests/kvm`, `Documentation`. */
function placeOf(path: string): string {
  const parts = path.split('/').slice(0, -1)
  const [first, second, third, fourth] = parts
  if (first === undefined) return path
  if (first === 'Documentation' || first === 'include') return first
  if (first === 'tools' && second === 'testing' && third === 'selftests')
    return fourth === undefined ? 'selftests' : `selftests/${fourth}`
  if (first === 'arch' && third === 'include') return `arch/${second}/include`
  return parts.slice(0, first === 'arch' ? 4 : 3).join('/')
}
