/** Finds a mail by its id on whatever list it was: https://www.kernel.org/lore.html */
const anyList = 'https://lore.kernel.org/all/'

/** The archive that is good for a series of any of the lists: the only list's; undefined for one that holds all. */
export function sharedArchive(lists: readonly { readonly archive?: string | undefined }[]): string | undefined {
  const [only, ...others] = lists
  return others.length === 0 ? only?.archive : undefined
}

/** Where people read a mail: the list's archive, as public-inbox names its pages. */
export function archiveUrl(archive: string | undefined, messageId: string): string {
  const base = archive ?? anyList
  // Only these have a meaning of their own in a path; `@`, `+` and `=` stay readable, as the archive prints them.
  const id = messageId.replaceAll(/[^\w.@+=~$!*(),:;-]/gu, (character) => encodeURIComponent(character.toWellFormed()))
  return `${base.endsWith('/') ? base : `${base}/`}${id}/`
}
