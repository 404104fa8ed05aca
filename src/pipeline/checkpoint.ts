/**
 * Places at which a kill would hurt most. A test hands in a hook that ends the process there; otherwise nothing happens.
 */
export type CheckpointName =
  | 'ingest: mail read'
  | 'ingest: before save'
  | 'ingest: saved'
  | 'announce: cluster read'
  | 'announce: before save'
  | 'announce: saved'
  | 'deliver: claimed'
  | 'deliver: accepted'
  | 'deliver: marked'
  | 'deliver: before edit'
  | 'deliver: edited'
  | 'deliver: edit marked'

export type Checkpoint = (name: CheckpointName) => void

export function noCheckpoint(): void {
  // Nothing to do outside of tests.
}
