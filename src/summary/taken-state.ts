import type { SeriesState } from '#src/summary/summary.ts'

type DecidedState = Extract<SeriesState, { readonly messageId: string }>

/** A maintainer's words for "I took it": applied, queued or pulled, be it sure or not. */
export function saysTaken({ is }: { readonly is: string }): boolean {
  return is === 'applied' || is === 'queued' || is === 'pulled'
}

/** Surely applied, queued or pulled. */
export function isTaken(state: SeriesState): state is DecidedState {
  return saysTaken(state) && 'at' in state && state.maybe !== true
}
