import { stat } from 'node:fs/promises'
import { z } from 'zod'
import { epochMails } from '#adapters/public-inbox/epoch-mails.ts'
import type { CommittedMail } from '#adapters/public-inbox/epoch-mails.ts'
import type { Epoch } from '#adapters/public-inbox/epochs.ts'
import { findEpochs } from '#adapters/public-inbox/epochs.ts'
import { GitError } from '#adapters/public-inbox/git.ts'
import { countCommits, newestCommit, whereToGoOn } from '#adapters/public-inbox/history.ts'
import { fetchEpochs } from '#adapters/public-inbox/remote.ts'
import { readJson } from '#src/lib/read-json.ts'
import { largestMail } from '#src/mail/mbox.ts'
import type { Arrival, Cursor, ListSource, SourceHealth } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { wallClock } from '#src/runtime/clock.ts'

export interface PublicInboxSettings {
  readonly name: string
  /** An archive with `git/0.git`, `git/1.git`, …, or one bare repository of it. */
  readonly dir: string
  /** Fetched before each look: an epoch (`https://lore.kernel.org/kvm/0`) or the archive it is in. */
  readonly remote?: string
}

const cursorShape = z.object({ epoch: z.number(), commit: z.string().regex(/^[0-9a-f]{40,64}$/) })
type EpochCursor = Readonly<z.infer<typeof cursorShape>>

/** Mail from a public-inbox archive on disk. `receivedAt` is the commit's date, which public-inbox takes from Received. */
export function publicInboxSource(
  settings: PublicInboxSettings,
  options: { readonly clock?: Clock; readonly largestMail?: number } = {},
): ListSource {
  const { dir, remote } = settings
  const clock = options.clock ?? wallClock
  const largest = options.largestMail ?? largestMail
  let health: SourceHealth = { state: 'waiting', lastOkAt: undefined, lag: undefined, gaps: [], problem: undefined }
  let wasRead = false

  async function* poll(after: Cursor | undefined, signal: AbortSignal): AsyncIterable<Arrival> {
    health = { ...health, state: 'reading', problem: undefined }
    let arrivals = 0
    try {
      const fetchFailure = remote === undefined ? undefined : await tryFetch(remote, signal)
      for await (const [epoch, mail] of newMails(readCursor(after), signal)) {
        if (signal.aborted) return
        arrivals++
        yield toArrival(epoch, mail, largest)
      }
      if (fetchFailure) throw fetchFailure
      wasRead = true
      health = { ...health, state: 'waiting', lastOkAt: clock.now(), lag: 0 }
    } catch (error) {
      if (signal.aborted) return
      const failure = asSourceError(error, dir, wasRead)
      health = { ...health, state: 'down', problem: failure.message }
      // What came before the failure is good: let it be saved, the next look fails again.
      if (arrivals === 0 || !failure.retry) throw failure
    }
  }

  async function* newMails(
    cursor: EpochCursor | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly [Epoch, CommittedMail]> {
    const epochs = await findEpochs(dir)
    if (epochs.length === 0) await explainNothing(dir)
    for (const epoch of epochs) {
      if (cursor && epoch.number < cursor.epoch && epochs.length > 1) continue
      try {
        yield* mailsOf(epoch, cursor?.epoch === epoch.number || epochs.length === 1 ? cursor : undefined, signal)
      } catch (error) {
        // One without a commit, as a new epoch is made.
        if (!(error instanceof GitError) || (await newestCommit(epoch.dir, signal)) !== undefined) throw error
      }
    }
  }

  async function* mailsOf(
    epoch: Epoch,
    cursor: EpochCursor | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly [Epoch, CommittedMail]> {
    const start = cursor === undefined ? undefined : await whereToGoOn(epoch.dir, cursor.commit, signal)
    if (start?.rewritten) {
      health = { ...health, problem: `the history of ${epoch.dir} was rewritten; reading again what changed` }
    }
    for await (const mail of epochMails(epoch.dir, start?.commit, largest, signal)) yield [epoch, mail]
  }

  /** Without the remote what is on disk can still be read: the failure is for later. */
  async function tryFetch(from: string, signal: AbortSignal): Promise<SourceError | undefined> {
    try {
      await fetchEpochs(dir, from, signal)
      return undefined
    } catch (error) {
      if (!(error instanceof GitError)) throw error
      return new SourceError(`cannot fetch ${from} into ${dir}: ${error.message}`, { retry: true, cause: error })
    }
  }

  async function estimate(after: Cursor | undefined): Promise<number | undefined> {
    const cursor = readCursor(after)
    const signal = AbortSignal.timeout(20_000)
    const epochs = await findEpochs(dir)
    const ahead = epochs.filter((epoch) => epochs.length === 1 || epoch.number >= (cursor?.epoch ?? 0))
    const counts = ahead.map((epoch) =>
      countCommits(epoch.dir, cursor?.epoch === epoch.number ? cursor.commit : undefined, signal),
    )
    return Promise.all(counts).then(
      (all) => all.reduce((sum, count) => sum + count, 0),
      () => undefined,
    )
  }

  return { name: settings.name, time: remote === undefined ? 'mail' : 'wall', poll, estimate, health: () => health }
}

function toArrival(epoch: Epoch, mail: CommittedMail, largest: number): Arrival {
  const { bytes, release, committedAt, size } = mail
  const arrival = {
    receivedAt: committedAt,
    // Made for the one mail in hundreds of which it is kept.
    get cursor(): Cursor {
      return JSON.stringify({ epoch: epoch.number, commit: mail.commit } satisfies EpochCursor)
    },
  }
  if (size <= largest) return Object.assign(arrival, { bytes, release })
  return Object.assign(arrival, { problem: `the mail has ${size} bytes, only its beginning was read`, headers: bytes })
}

function readCursor(text: Cursor | undefined): EpochCursor | undefined {
  return text === undefined ? undefined : cursorShape.safeParse(readJson(text)).data
}

/** Rejects with what is wrong about a directory that has no epoch in it. */
async function explainNothing(dir: string): Promise<never> {
  await stat(dir)
  throw new SourceError(
    `${dir} is no public-inbox archive: there is neither git/0.git nor a bare git repository in it`,
    { retry: false },
  )
}

function asSourceError(error: unknown, dir: string, wasRead: boolean): SourceError {
  if (error instanceof SourceError) return error
  const why = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const syscall = error instanceof Error && 'syscall' in error ? String(error.syscall) : ''
  if (code === 'ENOENT' && syscall.startsWith('spawn')) {
    return new SourceError('git is not installed: public-inbox archives are read with it', {
      retry: false,
      cause: error,
    })
  }
  if (code === 'ENOENT') return new SourceError(`no such directory: ${dir}`, { retry: wasRead, cause: error })
  if (why.includes('dubious ownership')) {
    const advice = `git config --global --add safe.directory '${dir}*'`
    return new SourceError(`${dir} belongs to another user, so git will not read it: allow it with ${advice}`, {
      retry: false,
      cause: error,
    })
  }
  return new SourceError(`${dir} cannot be read: ${why}`, { retry: true, cause: error })
}
