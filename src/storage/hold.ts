import { StorageError } from './storage-error.ts'

/** While it is held no other bot works on the database; it is let go by the system when the process dies. */
export interface Hold {
  /** Rejects where another bot took it over, which can be after the server's restart only. */
  readonly lost: Promise<never>
  release(): Promise<void>
}

/** `other`: who holds it, as far as that can be told. */
export type Held = Hold | { readonly other: string }

export function isRunning(place: string, other: string): StorageError {
  return new StorageError(
    `database ${place}: another bot works on it (${other}): stop that one, or name another database in storage.url`,
  )
}
