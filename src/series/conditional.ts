import type { Trailer } from '#src/patch/list-mail.ts'

/* "With that fixed: Reviewed-by: …" is a promise, not a review. 3 % of the trailers in replies are such. */

const condition =
  /\b(with|w\/) (that|this|those|these|the|it|above|either|your|my|a|an|all|some)\b.{0,120}?\b(fix|fixed|fixes|addressed|changed?|changes|updated?|corrected|removed|dropped|added|done|resolved|sorted|nit|nits|comments?|typos?|tweaks?|modifications?|cleaned|adjusted|renamed?|folded|squashed|in place|said)\b|\b(if|once|after|assuming|provided|unless|when) (you|that|this|those|these|it|the|we|they|all|my|both|there|respinn?ed|fixed|addressed)\b|\bfeel free to add\b.{0,60}\b(if|once|when|after)\b|\b(otherwise|other than that|apart from that|besides that|aside from that|except that|modulo)\b.{0,40}$|\bwith (that|this|these|those|the above)[,:.]?$|\bfix(ing)? (that|this|those|these|it)[,:]?\s.*\b(add|you can|feel free)\b/i

/** Does the text right before the trailer make it depend on something? Quoted lines and greetings are passed over. */
export function isConditional(trailer: Trailer, text: string): boolean {
  const lines = text.split('\n')
  const at = lines.findIndex((line) => isTrailerLine(line, trailer))
  if (at < 0) return false
  const before: string[] = []
  for (let above = at - 1; above >= 0 && before.length < 3; above -= 1) {
    const line = (lines[above] ?? '').trim().slice(0, 400)
    if (line.startsWith('>') || /^On .{0,200}wrote:$/.test(line)) break
    if (line === '' && before.length > 0) break
    if (line !== '' && !/^[A-Za-z-]{3,40}: \S/.test(line)) before.unshift(line)
  }
  return condition.test(before.join(' ').slice(0, 1000))
}

function isTrailerLine(line: string, trailer: Trailer): boolean {
  const trimmed = line.trimStart()
  return trimmed.startsWith(`${trailer.name}:`) && trimmed.includes(trailer.value.slice(0, 40))
}
