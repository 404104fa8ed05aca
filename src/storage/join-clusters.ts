/** A mail about to get its cluster. */
export interface Joining {
  readonly id: number
  readonly keys: readonly string[]
}

export interface JoinedCluster {
  /** The largest of the clusters that meet here, or the id of the first mail where there was none. */
  readonly id: number
  readonly isNew: boolean
  /** Ids of the mails that come in now. */
  readonly mails: readonly number[]
  /** Clusters that end in this one. */
  readonly absorbed: readonly number[]
  /** Keys that lead here from now on and did not before. */
  readonly newKeys: readonly string[]
}

/**
 * Decides who belongs together: mails that share a key, transitively, with what is there already.
 * `clusterOf`: known keys and their clusters; `sizeOf`: mails in each of those. The smaller is merged into the larger,
 * so that a mail moves at most log n times.
 */
export function joinClusters(
  mails: readonly Joining[],
  clusterOf: ReadonlyMap<string, number>,
  sizeOf: ReadonlyMap<number, number>,
): readonly JoinedCluster[] {
  const parent = new Map<string, string>()
  for (const mail of mails) {
    const self = `mail ${mail.id}`
    for (const key of mail.keys) unite(parent, self, nodeOf(key, clusterOf))
    find(parent, self)
  }
  const groups = new Map<string, Joining[]>()
  for (const mail of mails) {
    const root = find(parent, `mail ${mail.id}`)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [mail])
    else group.push(mail)
  }
  return [...groups.values()].map((group) => joined(group, clusterOf, sizeOf))
}

/** A known key stands for its cluster. */
function nodeOf(key: string, clusterOf: ReadonlyMap<string, number>): string {
  const cluster = clusterOf.get(key)
  return cluster === undefined ? `key ${key}` : `cluster ${cluster}`
}

function joined(
  group: readonly Joining[],
  clusterOf: ReadonlyMap<string, number>,
  sizeOf: ReadonlyMap<number, number>,
): JoinedCluster {
  const keys = [...new Set(group.flatMap((mail) => mail.keys))]
  const known = [...new Set(keys.flatMap((key) => clusterOf.get(key) ?? []))]
  known.sort((a, b) => (sizeOf.get(b) ?? 0) - (sizeOf.get(a) ?? 0) || a - b)
  const mails = group.map((mail) => mail.id)
  return {
    id: known[0] ?? Math.min(...mails),
    isNew: known.length === 0,
    mails,
    absorbed: known.slice(1),
    newKeys: keys.filter((key) => !clusterOf.has(key)),
  }
}

function find(parent: Map<string, string>, node: string): string {
  let root = node
  for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up
  for (let at = node; at !== root;) {
    const next = parent.get(at) ?? root
    parent.set(at, root)
    at = next
  }
  parent.set(root, root)
  return root
}

function unite(parent: Map<string, string>, a: string, b: string): void {
  parent.set(find(parent, b), find(parent, a))
}
