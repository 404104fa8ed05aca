import { UsageError, type ExitCode, type Io } from '#src/cli/io.ts'
import { ConfigError } from '#src/config.ts'
import { PermanentError, SourceError, TemporaryError, UncertainError } from '#src/ports.ts'
import { StorageError } from '#src/storage/storage-error.ts'

/** What people can mend is said in a line on standard error; anything else is our bug, with its stack. */
export function tellError(error: unknown, io: Io): ExitCode {
  io.err.write(`${wordsFor(error)}\n`)
  return error instanceof UsageError || error instanceof ConfigError ? 2 : 1
}

/** A platform that cannot be started says so by the errors of its door. */
const mendable = [
  UsageError,
  ConfigError,
  SourceError,
  StorageError,
  TemporaryError,
  UncertainError,
  PermanentError,
] as const

function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return `This is a bug of kvm-bot: ${String(error)}`
  if (mendable.some((kind) => error instanceof kind)) return error.message
  if ('syscall' in error && error.syscall === 'listen')
    return `${error.message}: stop what uses that port, or name another one in the config`
  return `This is a bug of kvm-bot: ${error.stack ?? error.message}`
}
