import type { State } from './server-state.ts'

/** What a call is answered with. */
export interface Reply {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal that is no fault of the caller's: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
export function no(status: number, code: number, message: string): Reply {
  return { status, body: { code, message } }
}

/** A request that Discord would not take: counted as a violation. */
export function refuse(state: State, rule: string, detail: string, code = 50035): Reply {
  state.violations.push({ rule, detail })
  const words = { 50006: 'Cannot send an empty message', 40005: 'Request entity too large' }[code]
  return no(code === 40005 ? 413 : 400, code, words ?? `Invalid Form Body: ${detail}`)
}
