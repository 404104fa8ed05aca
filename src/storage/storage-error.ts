/** The database cannot be used; the message says where, why, and what to do about it. */
export class StorageError extends Error {
  /** It may be back soon, as after a restart of the server: nothing that was committed is lost. */
  readonly isTemporary: boolean
  constructor(message: string, options: { cause?: unknown; isTemporary?: boolean } = {}) {
    super(message, { cause: options.cause })
    this.name = 'StorageError'
    this.isTemporary = options.isTemporary ?? false
  }
}

/** The `code` that database drivers and Node put on their errors. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
