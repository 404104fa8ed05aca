import type { Checkpoint } from '#src/pipeline/checkpoint.ts'
import type { LookParts } from '#src/pipeline/look-at-cluster.ts'
import { lookAtCluster } from '#src/pipeline/look-at-cluster.ts'

/** Clusters read at a time; a cluster may hold a thousand mails. */
const clustersAtATime = 16

/**
 * Looks at every cluster of a list that has new mail or whose quiet time has ended. Each look is saved in one
 * transaction, so that it can stop anywhere. Returns how many were looked at.
 */
export async function announce(
  list: string,
  parts: LookParts & { readonly checkpoint: Checkpoint },
  signal: AbortSignal,
): Promise<number> {
  const { storage, checkpoint } = parts
  let count = 0
  for (;;) {
    const clusters = await storage.clustersToLookAt(parts.now, clustersAtATime, list)
    for (const cluster of clusters) {
      if (signal.aborted) return count
      checkpoint('announce: cluster read')
      const announcement = await lookAtCluster(cluster, parts)
      checkpoint('announce: before save')
      // Refused where mail came in between: the cluster is still due, and read afresh in the next round.
      await storage.announce(announcement)
      checkpoint('announce: saved')
      count += 1
    }
    if (clusters.length === 0) return count
  }
}
