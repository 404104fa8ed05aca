/*
 * What our buttons and menus are called, at most 100 characters
 * (https://discord.com/developers/docs/components/reference#anatomy-of-a-component-custom-id). Ids are unique in their message.
 */

/** https://discord.com/developers/docs/components/reference#button */
export const maxCustomId = 100

export type CustomId =
  | { readonly is: 'command'; readonly text: string }
  /** The further buttons of the post's button at that place. */
  | { readonly is: 'more'; readonly index: number }
  | { readonly is: 'share' }
  /** Something of a form that is being filled in. */
  | { readonly is: 'form'; readonly form: string; readonly part: string }

export function commandId(index: number, command: string): string {
  return `${index}:${command}`
}

export function moreId(index: number): string {
  return `more:${index}`
}

export const shareId = 'share'

export function formId(form: string, part: string): string {
  return `form:${form}:${part}`
}

/** Undefined where the id is not one of ours. */
export function readCustomId(id: string): CustomId | undefined {
  if (id === shareId) return { is: 'share' }
  const more = /^more:(\d{1,2})$/.exec(id)?.[1]
  if (more !== undefined) return { is: 'more', index: Number(more) }
  const [, form, part] = /^form:(\w+):([\w-]+)$/.exec(id) ?? []
  if (form !== undefined && part !== undefined) return { is: 'form', form, part }
  const text = /^\d{1,2}:(.+)$/s.exec(id)?.[1]
  return text === undefined ? undefined : { is: 'command', text }
}
