import type { Place } from '#adapters/slack/asker.ts'

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
  try {
    const { submit, channel, about } = JSON.parse(text) as Partial<Record<keyof FormMetadata, string>>
    return submit === undefined ? undefined : { submit, channel, about }
  } catch {
    return undefined
  }
}
