import type { Arrival, ListSource } from '#src/ports.ts'
import type { LetterShape } from './letters.ts'
import { letter } from './letters.ts'

export type ScriptedArrival =
  | LetterShape
  | { readonly at: number; readonly problem: string; readonly headers?: string }
  | { readonly at: number; readonly bytes: Uint8Array }

/** A source that has what the test gives it; its cursor is how many were read. More can be added between polls. */
export function scriptedSource(time: ListSource['time'], arrivals: readonly ScriptedArrival[]): ListSource {
  return {
    name: 'scripted:kvm',
    time,
    async *poll(after) {
      await Promise.resolve()
      for (let index = Number(after ?? 0); index < arrivals.length; index += 1) {
        const arrival = arrivals[index]
        if (arrival !== undefined) yield arrivalOf(arrival, String(index + 1))
      }
    },
  }
}

function arrivalOf(one: ScriptedArrival, cursor: string): Arrival {
  const base = { cursor, receivedAt: one.at }
  if ('bytes' in one) return { ...base, bytes: one.bytes }
  if ('subject' in one) return { ...base, bytes: letter(one) }
  const headers = one.headers === undefined ? {} : { headers: new TextEncoder().encode(one.headers) }
  return { ...base, problem: one.problem, ...headers }
}
