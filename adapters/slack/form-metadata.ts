import { readJson } from '#src/lib/read-json.ts'
import type { Place } from '#adapters/slack/place.ts'

/** What a form must still know when it comes back; Slack carries it in `private_metadata` (3000 characters). */
export interface FormMetadata {
  readonly submit: string
  readonly channel: string | undefined
  readonly about: string | undefined
}

export function formMetadata({ submit, place }: { readonly submit: string; readonly place: Place }): string {
  return JSON.stringify({ submit, channel: place.channel, about: place.about })
}

/** Undefined where it is none of ours. */
export function readFormMetadata(text: string): FormMetadata | undefined {
  const kept = readJson(text)
  if (typeof kept !== 'object' || kept === null || !('submit' in kept)) return undefined
  const { submit } = kept
  if (typeof submit !== 'string') return undefined
  return { submit, channel: wordIn(kept, 'channel'), about: wordIn(kept, 'about') }
}

function wordIn(kept: object, key: string): string | undefined {
  const value: unknown = Reflect.get(kept, key)
  return typeof value === 'string' ? value : undefined
}
