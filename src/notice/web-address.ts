import type { Link } from '#src/notice/notice.ts'

/**
 * A link's address in a form that no markup can be broken out of, or undefined where it is no http(s) address or
 * longer than `most`. Mail decides what stands in a message id, so what a browser would accept is escaped further.
 */
export function webAddress(link: Link | undefined, most: number): string | undefined {
  if (!link) return undefined
  const url = URL.parse(link.url)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  if (url.username !== '' || url.password !== '') return undefined
  const href = url.href.replace(/[|<>()[\]`*_~\\\s"']/g, percent)
  return href.length <= most ? href : undefined
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
