import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import type { LookParts } from '#src/pipeline/look-at-cluster.ts'
import { lookAtCluster } from '#src/pipeline/look-at-cluster.ts'

/** Read together. */
const clustersAtATime = 128
/**
 * Looks saved by one commit: half a second, in which nothing else is saved. Every commit writes anew the pages that
 * its looks have touched, and those of words and ids lie all over the indexes.
 */
const clustersInOneCommit = 512

/**
 * Looks at every cluster of a list that has new mail or whose quiet time has ended. A few looks are saved
 * in one transaction, so that it can stop anywhere. Returns how many were looked at.
 */
export async function announce(
  list: string,
  parts: LookParts & { readonly checkpoint: Checkpoint },
  signal: AbortSignal,
): Promise<number> {
  const { storage, checkpoint } = parts
  let count = 0
  while (!signal.aborted && ((await storage.nextLookAt(list)) ?? Infinity) <= parts.now) {
    count += await storage.together((together) => lookAtSome(list, { ...parts, storage: together }, signal))
    checkpoint('announce: saved')
  }
  return count
}

/** A commit costs more than a look: some clusters share one. */
async function lookAtSome(
  list: string,
  parts: LookParts & { readonly checkpoint: Checkpoint },
  signal: AbortSignal,
): Promise<number> {
  const { storage, checkpoint } = parts
  let count = 0
  while (count < clustersInOneCommit) {
    const due = await storage.clustersToLookAt(parts.now, clustersAtATime, list)
    if (due.length === 0) return count
    for (const cluster of due) {
      if (signal.aborted) return count
      checkpoint('announce: cluster read')
      const announcement = await lookAtCluster(cluster, parts)
      checkpoint('announce: before save')
      // Refused where another look wants this one looked at again: it is still due, and read afresh in the next round.
      await storage.announce(announcement)
      count += 1
    }
  }
  return count
}
