import type { Json } from '../json.ts'
import type { Workspace } from './workspace.ts'

/** What a Web API method answers: errors come with `ok: false`. */
export type MethodAnswer =
  { readonly ok: true; readonly [key: string]: unknown } | { readonly ok: false; readonly error: string }

export type Method = (workspace: Workspace, call: Json, now: number, baseUrl: string) => MethodAnswer

export function no(error: string, more: Json = {}): MethodAnswer {
  return { ok: false, error, ...more }
}

/** https://docs.slack.dev/authentication/installing-with-oauth: a token does what its scopes say. */
export function lacksScope(workspace: Workspace, anyOf: readonly string[]): MethodAnswer | undefined {
  if (anyOf.some((scope) => workspace.scopes.includes(scope))) return undefined
  return no('missing_scope', { needed: anyOf[0], provided: workspace.scopes.join(',') })
}
