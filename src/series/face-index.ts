import type { Face } from '#src/series/face.ts'

/** Faces by everything that kinship can be seen from. */
export type FaceIndex = ReadonlyMap<string, readonly Face[]>

/** Of very many revisions with one key (a robot's, a yearly title) the newest ones before are enough. */
const mostPerKey = 64

export function indexFaces(faces: readonly Face[]): FaceIndex {
  const index = new Map<string, Face[]>()
  for (const face of [...faces].sort((left, right) => left.sentAt - right.sentAt)) {
    for (const key of new Set([...ownKeys(face), ...sharedKeys(face)])) {
      const known = index.get(key)
      if (known === undefined) index.set(key, [face])
      else known.push(face)
    }
  }
  return index
}

/** Revisions sent before `face` that share a key with it; most are no kin, none of the kin is left out. */
export function relativesOf(face: Face, index: FaceIndex): Face[] {
  const found = new Set<Face>()
  for (const key of new Set([...askedKeys(face), ...sharedKeys(face)])) {
    for (const other of lastBefore(index.get(key) ?? [], face.sentAt)) if (other !== face) found.add(other)
  }
  return [...found]
}

function lastBefore(faces: readonly Face[], sentAt: number): readonly Face[] {
  let [low, high] = [0, faces.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((faces[middle]?.sentAt ?? 0) < sentAt) low = middle + 1
    else high = middle
  }
  return faces.slice(Math.max(0, low - mostPerKey), low)
}

/** Found under its mails' ids; asks for the ids that it links to or answers. */
function ownKeys(face: Face): string[] {
  return [...face.partIds].map((id) => `id ${id}`)
}

function askedKeys(face: Face): string[] {
  return [...face.links, ...face.supersedes, ...face.ancestry].map((id) => `id ${id}`)
}

function sharedKeys(face: Face): string[] {
  const people = [...face.people]
  const titles = [...face.patchTitles, face.title].filter((title) => title !== '')
  return [
    ...[...face.changeIds].map((id) => `change ${id}`),
    ...[...face.fingerprints].map((fingerprint) => `diff ${fingerprint}`),
    ...face.writers.flatMap(({ title, keys }) => keys.map((key) => `title ${key} ${title}`)),
    ...people.flatMap((person) => titles.map((title) => `title ${person} ${title}`)),
  ]
}
