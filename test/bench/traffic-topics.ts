import { diffstat, makeDiff, sumByPath, type FileDiff } from '../../config/sample/diff.ts'
import type { Chance } from '../../config/sample/random.ts'
import type { Address } from '#src/mail/message.ts'
import { formOf, type Letter } from './traffic-mail.ts'
import { ccOf, kvmList, somebody } from './traffic-people.ts'
import { areas, prose, titleOf, type Area } from './traffic-words.ts'

interface Patch {
  readonly title: string
  readonly author: Address
  readonly files: readonly string[]
  readonly hunks: number
  readonly reviewedBy: readonly Address[]
}

/** A change as it lives through its versions. */
export interface Topic {
  readonly area: Area
  readonly by: Address
  readonly cc: readonly Address[]
  readonly title: string
  readonly patches: readonly Patch[]
  readonly version: number
  readonly tags: readonly string[]
  /** b4 writes ids and a change-id of its own, git-send-email numbers the parts, quilt shares a stem and threads nothing. */
  readonly tool: 'git' | 'b4' | 'quilt'
  readonly changeId: string
}

export function newTopic(chance: Chance): Topic {
  const area = chance.pick(areas)
  const by = somebody(chance)
  const length = seriesLength(chance)
  const tool = chance.int(7) === 0 ? 'b4' : length > 3 && chance.int(30) === 0 ? 'quilt' : 'git'
  return {
    area,
    by,
    cc: ccOf(chance),
    title: titleOf(area, chance),
    patches: Array.from({ length }, () => newPatch(area, by, chance)),
    version: 1,
    tags: chance.int(12) === 0 ? ['RFC'] : [],
    tool,
    changeId: `20240108-${chance.hex(6)}-${chance.hex(12)}`,
  }
}

/** Mostly the same patches: some collected a review, one may be new or gone. */
export function nextVersion(topic: Topic, chance: Chance): Topic {
  const patches = topic.patches.map((patch) =>
    chance.int(4) === 0 ? { ...patch, reviewedBy: [...new Set([...patch.reviewedBy, somebody(chance)])] } : patch,
  )
  if (patches.length > 1 && chance.int(5) === 0) patches.splice(chance.int(patches.length), 1)
  if (patches.length < 30 && chance.int(4) === 0) patches.push(newPatch(topic.area, topic.by, chance))
  return { ...topic, patches, version: topic.version + 1, tags: [] }
}

/** The mails of one sending; some of a long series may never have come to this list. */
export function partsOf(topic: Topic, before: string | undefined, at: number, chance: Chance): readonly Letter[] {
  const { patches, tool } = topic
  const hasCover = patches.length > 1
  const idOf = messageIds(topic, at, chance)
  const diffs = patches.map((patch) => patch.files.map((path) => fileDiff(path, patch.hunks, chance)))
  const numbers = [...(hasCover ? [0] : []), ...patches.map((_, place) => place + 1)]
  const here = numbers.length > 3 && chance.int(10) === 0 ? numbers.filter(() => chance.int(3) > 0) : numbers
  const form = formOf(false, chance)
  return here.map((number) => {
    const patch = patches[number - 1]
    const changes = number === (hasCover ? 0 : 1) && topic.version > 1 ? changelog(topic, before, chance) : ''
    const text = patch
      ? patchText(topic, patch, diffs[number - 1] ?? [], changes, chance)
      : coverText(topic, diffs.flat(), changes, chance)
    const sentAt = at + number * 1000
    return {
      messageId: idOf(number),
      from: topic.by,
      to: [kvmList],
      cc: topic.cc,
      subject: `[${prefixOf(topic, number)}] ${patch?.title ?? topic.title}`,
      sentAt,
      receivedAt: sentAt + 1500 + chance.int(900),
      references: number === numbers[0] || tool === 'quilt' ? [] : [idOf(numbers[0] ?? 0)],
      text,
      mailer: tool === 'b4' ? 'b4 0.15-dev' : tool === 'quilt' ? 'quilt/0.67' : 'git-send-email 2.43.0',
      form,
    }
  })
}

/** One in two is a lone patch; of the rest the median has four parts and one in thirty the thirty that are allowed. */
function seriesLength(chance: Chance): number {
  if (chance.int(2) === 0) return 1
  const share = (1 + chance.int(1000)) / 1000
  return Math.min(30, Math.floor(2 / share ** 0.85))
}

function newPatch(area: Area, by: Address, chance: Chance): Patch {
  const fileCount = 1 + Math.floor(chance.int(1000) ** 3 / 3.2e8)
  return {
    title: titleOf(area, chance),
    author: chance.int(8) === 0 ? somebody(chance) : by,
    files: [...new Set(Array.from({ length: fileCount }, () => chance.pick(area.paths)))],
    hunks: hunkCount(chance),
    reviewedBy: [],
  }
}

/** A few in each file; one patch in fifty is very long. */
function hunkCount(chance: Chance): number {
  const share = (4 + chance.int(1000)) / 1000
  return Math.min(150, Math.max(1, Math.round(3 / share ** 0.82)))
}

function fileDiff(path: string, hunks: number, chance: Chance): FileDiff {
  const isNew = chance.int(25) === 0
  const name = isNew ? path.replace(/(\.\w+)$/, `-${chance.hex(3)}$1`) : path
  const renamedFrom = !isNew && chance.int(60) === 0 ? path.replace(/(\.\w+)$/, '-old$1') : undefined
  return makeDiff(name, hunks, { created: isNew, ...(renamedFrom ? { renamedFrom } : {}) }, chance)
}

function prefixOf({ area, tags, version, patches }: Topic, number: number): string {
  const words = [...(area.tree ? [area.tree] : []), ...tags, 'PATCH', ...(version > 1 ? [`v${version}`] : [])]
  const total = String(patches.length)
  if (patches.length > 1) words.push(`${String(number).padStart(total.length, '0')}/${total}`)
  return words.join(' ')
}

function messageIds(topic: Topic, at: number, chance: Chance): (number: number) => string {
  const stamp = new Date(at).toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const random = chance.hex(12)
  const domain = topic.by.email.replace(/.*@/, '')
  const { changeId, version } = topic
  if (topic.tool === 'b4') return (number) => `${changeId}-v${version}-${number}-${random}@${domain}`
  if (topic.tool === 'quilt') return (number) => `${stamp}.${random.slice(0, 9)}${number}@${domain}`
  const process = 1000 + chance.int(600_000)
  return (number) => `${stamp}.${process}-${number + 1}-${topic.by.email}`
}

function patchText(topic: Topic, patch: Patch, files: readonly FileDiff[], changes: string, chance: Chance): string {
  const message = [
    ...(patch.author === topic.by ? [] : [`From: ${person(patch.author)}`, '']),
    prose(1 + chance.int(6), chance),
    '',
    ...(chance.int(4) === 0 ? [`Fixes: ${chance.hex(12)} ("${patch.title}")`] : []),
    `Signed-off-by: ${person(patch.author)}`,
    ...patch.reviewedBy.map((by) => `Reviewed-by: ${person(by)}`),
    ...(patch.author === topic.by ? [] : [`Signed-off-by: ${person(topic.by)}`]),
  ]
  const after = ['---', ...(changes === '' ? [] : [changes, '']), diffstat(files)]
  return `${[...message, ...after].join('\n')}\n${files.map((file) => file.text).join('')}-- \n2.43.0\n\n`
}

function coverText(topic: Topic, files: readonly FileDiff[], changes: string, chance: Chance): string {
  const trace = topic.tool === 'b4' ? ['---', `base-commit: ${chance.hex(40)}`, `change-id: ${topic.changeId}`, ''] : []
  const lines = [
    prose(3 + chance.int(10), chance),
    '',
    ...(changes === '' ? [] : [changes, '']),
    `${topic.by.name} (${topic.patches.length}):`,
    ...topic.patches.map((patch) => `  ${patch.title}`),
    '',
    diffstat(sumByPath(files)),
    ...(trace.length > 0 ? trace : ['', `base-commit: ${chance.hex(40)}`]),
  ]
  return `${lines.join('\n')}\n-- \n2.43.0\n\n`
}

function changelog({ version }: Topic, before: string | undefined, chance: Chance): string {
  const link = before !== undefined && chance.int(3) === 0
  return [
    `Changes since v${version - 1}:`,
    ...prose(2 + chance.int(3), chance)
      .split('\n\n')
      .map((text) => `- ${text.replaceAll('\n', '\n  ')}`),
    ...(link ? [`- Link to v${version - 1}: https://lore.kernel.org/r/${before}`] : []),
  ].join('\n')
}

export function person({ name, email }: Address): string {
  return `${name} <${email}>`
}
