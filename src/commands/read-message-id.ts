/**
 * The message id in what a person pasted: bare, in angle brackets, as the whole header, or in an archive's link
 * (https://lore.kernel.org/kvm/ID/, with /T/ or #anchor behind it).
 */
export function readMessageId(text: string): string {
  const pasted = text
    .trim()
    .replace(/^message-id:\s*/iu, '')
    .replace(/^<(.*)>$/su, '$1')
  const url = /^https?:\/\//u.test(pasted) ? URL.parse(pasted) : undefined
  if (!url) return pasted
  const part = url.pathname.split('/').find((segment) => /@|%40/iu.test(segment))
  return part === undefined ? pasted : decoded(part)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
