import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrival, Cursor, ListSource } from '#src/ports.ts'
import { SourceError } from '#src/ports.ts'
import { idOf } from '#test/contracts/list-source.contract.ts'

/** A follower with a database of one table and one cursor, which it saves together, as the pipeline does. */
export interface Inbox {
  readonly source: ListSource
  /** Message ids in the order in which they were first saved. */
  ids(): readonly string[]
  /** Mails that came although they were saved already. */
  readonly doubles: number
  readonly isWaiting: boolean
  readonly deaths: number
  /** Called after each failure of the source. */
  onBreak: (() => void) | undefined
  /** Called at the first arrival, before it is saved. */
  onFirst: (() => void) | undefined
  /** So many times all that was fetched is forgotten before it is saved, and a new source begins. */
  dieBeforeCommit(times: number): void
  stop(): Promise<void>
}

const batch = 20

export function savedInbox(open: () => ListSource): Inbox {
  let source = open()
  const saved = new Map<string, Arrival>()
  let cursor: Cursor | undefined
  let deathsLeft = 0
  const abort = new AbortController()
  const inbox = {
    get source() {
      return source
    },
    ids: () => [...saved.keys()],
    doubles: 0,
    isWaiting: false,
    deaths: 0,
    onBreak: undefined as (() => void) | undefined,
    onFirst: undefined as (() => void) | undefined,
    dieBeforeCommit: (times: number) => void (deathsLeft = times),
    async stop() {
      abort.abort()
      await running
      await source.close?.()
    },
  }
  const running = loop()
  return inbox

  async function loop(): Promise<void> {
    while (!abort.signal.aborted) {
      try {
        inbox.isWaiting = false
        await readOnce()
        if (source.health?.().state === 'down') inbox.onBreak?.()
        inbox.isWaiting = source.health?.().state === 'waiting'
        await source.waitForNews?.(abort.signal)
      } catch (error) {
        if (!(error instanceof SourceError) || !error.retry) throw error
        inbox.onBreak?.()
        await sleep(Math.min(error.retryAfterMs ?? 50, 100))
      }
    }
  }

  async function readOnce(): Promise<void> {
    let pending: Arrival[] = []
    for await (const arrival of source.poll(cursor, abort.signal)) {
      inbox.onFirst?.()
      inbox.onFirst = undefined
      pending.push(arrival)
      if (deathsLeft > 0 && pending.length >= 5) {
        deathsLeft--
        inbox.deaths++
        source = open()
        return
      }
      if (pending.length >= batch) pending = save(pending)
    }
    save(pending)
  }

  function save(arrivals: readonly Arrival[]): [] {
    for (const arrival of arrivals) {
      const id = idOf(arrival) ?? `unknown ${arrival.cursor}`
      if (saved.has(id)) inbox.doubles++
      else saved.set(id, arrival)
      cursor = arrival.cursor
    }
    return []
  }
}
