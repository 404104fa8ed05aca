import type { Chance } from './random.ts'

/** A made-up change to one file: a valid unified diff, its counts, and how git would print it. */
export interface FileDiff {
  readonly path: string
  readonly text: string
  readonly added: number
  readonly removed: number
}

interface Shape {
  readonly created?: boolean
  readonly renamedFrom?: string
}

/** `size` is the number of places that change; each is a hunk with three lines of context around it. */
export function makeDiff(path: string, size: number, shape: Shape, chance: Chance): FileDiff {
  const write = writerFor(path, chance)
  if (shape.created) return newFile(path, Array.from({ length: 12 + size * 9 + chance.int(9) }, write), chance)
  const head = [`diff --git a/${shape.renamedFrom ?? path} b/${path}`]
  if (shape.renamedFrom) {
    head.push(`similarity index ${82 + chance.int(15)}%`, `rename from ${shape.renamedFrom}`, `rename to ${path}`)
  }
  head.push(`index ${chance.hex(12)}..${chance.hex(12)} 100644`, `--- a/${shape.renamedFrom ?? path}`, `+++ b/${path}`)
  const lines: string[] = []
  let at = 20 + chance.int(400)
  let shift = 0
  let added = 0
  let removed = 0
  for (let hunk = 0; hunk < size; hunk++) {
    const plus = 1 + chance.int(5)
    const minus = chance.int(Math.min(plus + 1, 4))
    const body = [
      ...context(write, 3),
      ...Array.from({ length: minus }, () => `-${write()}`),
      ...Array.from({ length: plus }, () => `+${write()}`),
      ...context(write, 3),
    ]
    lines.push(`@@ -${at},${6 + minus} +${at + shift},${6 + plus} @@ ${heading(path, chance)}`.trimEnd(), ...body)
    at += 6 + minus + 10 + chance.int(120)
    shift += plus - minus
    added += plus
    removed += minus
  }
  return { path, text: [...head, ...lines].join('\n') + '\n', added, removed }
}

/** The block that `git format-patch` prints under `---`. */
export function diffstat(files: readonly FileDiff[]): string {
  const total = totals(files)
  const width = Math.max(...files.map((file) => file.path.length))
  const most = Math.max(...files.map((file) => file.added + file.removed))
  const scale = Math.min(1, 40 / Math.max(most, 1))
  const digits = String(most).length
  const lines = files.map((file) => {
    const plus = '+'.repeat(Math.ceil(file.added * scale))
    const minus = '-'.repeat(Math.ceil(file.removed * scale))
    return ` ${file.path.padEnd(width)} | ${String(file.added + file.removed).padStart(digits)} ${plus}${minus}`.trimEnd()
  })
  return [...lines, ` ${total}`].join('\n') + '\n'
}

/** One file may be changed by several patches of a series: their sum, in order of path, as a cover prints it. */
export function sumByPath(files: readonly FileDiff[]): FileDiff[] {
  const sums = new Map<string, FileDiff>()
  for (const file of files) {
    const before = sums.get(file.path)
    sums.set(file.path, {
      ...file,
      added: file.added + (before?.added ?? 0),
      removed: file.removed + (before?.removed ?? 0),
    })
  }
  return [...sums.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function totals(files: readonly FileDiff[]): string {
  const added = files.reduce((sum, file) => sum + file.added, 0)
  const removed = files.reduce((sum, file) => sum + file.removed, 0)
  const parts = [`${files.length} file${files.length === 1 ? '' : 's'} changed`]
  if (added > 0) parts.push(`${added} insertion${added === 1 ? '' : 's'}(+)`)
  if (removed > 0) parts.push(`${removed} deletion${removed === 1 ? '' : 's'}(-)`)
  return parts.join(', ')
}

function newFile(path: string, lines: readonly string[], chance: Chance): FileDiff {
  const head = [`diff --git a/${path} b/${path}`, 'new file mode 100644', `index 000000000000..${chance.hex(12)}`]
  const body = ['--- /dev/null', `+++ b/${path}`, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)]
  return { path, text: [...head, ...body].join('\n') + '\n', added: lines.length, removed: 0 }
}

function context(write: () => string, lines: number): string[] {
  return Array.from({ length: lines }, () => ` ${write()}`)
}

const nouns = [
  'vcpu',
  'slot',
  'gpa',
  'entry',
  'shadow',
  'irq',
  'state',
  'page',
  'range',
  'mask',
  'root',
  'exit',
  'timer',
  'hva',
]
const verbs = ['load', 'flush', 'queue', 'clear', 'update', 'check', 'sync', 'inject', 'map', 'reset', 'commit', 'kick']

function writerFor(path: string, chance: Chance): () => string {
  const area = areaOf(path)
  const call = (): string => `${area}_${chance.pick(verbs)}_${chance.pick(nouns)}`
  if (/\.(rst|txt)$|MAINTAINERS$/.test(path)) {
    return () =>
      `The ${chance.pick(nouns)} is ${chance.pick(verbs)}ed before the ${chance.pick(nouns)} is seen by the guest.`
  }
  if (/Makefile/.test(path)) return () => `${area}-y += ${chance.pick(nouns)}-${chance.pick(verbs)}.o`
  if (/Kconfig/.test(path))
    return () => `\tselect KVM_${chance.pick(verbs).toUpperCase()}_${chance.pick(nouns).toUpperCase()}`
  if (path.endsWith('.S')) return () => `\tmov\tx${chance.int(29)}, x${chance.int(29)}\t// ${chance.pick(nouns)}`
  const shapes: readonly (() => string)[] = [
    () => `\tif (!${call()}(${chance.pick(nouns)}))`,
    () => `\t\treturn -E${chance.pick(['INVAL', 'FAULT', 'NOMEM', 'BUSY'])};`,
    () => `\t${chance.pick(nouns)} = ${call()}(vcpu, ${chance.pick(nouns)});`,
    () => `\t${call()}(kvm, ${chance.pick(nouns)});`,
    () => `\tWARN_ON_ONCE(${chance.pick(nouns)} != ${chance.pick(nouns)}->${chance.pick(nouns)});`,
    () => `\tr |= ${call()}(&${chance.pick(nouns)}->arch.${chance.pick(nouns)});`,
    () => '',
    () => `\t/* ${chance.pick(verbs)} the ${chance.pick(nouns)} before the ${chance.pick(nouns)} can change */`,
  ]
  return () => chance.pick(shapes)()
}

function heading(path: string, chance: Chance): string {
  if (!/\.[chS]$/.test(path)) return ''
  return `static int ${areaOf(path)}_${chance.pick(verbs)}_${chance.pick(nouns)}(struct kvm_vcpu *vcpu)`
}

function areaOf(path: string): string {
  return path
    .replace(/.*\//, '')
    .replace(/\..*/, '')
    .replace(/[^a-z0-9]+/gi, '_')
    .toLowerCase()
}
