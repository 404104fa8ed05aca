import type { ListMail } from '#src/patch/list-mail.ts'

/**
 * What series and counts are made from, copied out of the mail: a string that was cut from a mail keeps the whole mail
 * in memory as long as it lives (V8's sliced strings), and JSON makes new ones.
 */
export function withoutTexts(mail: ListMail): ListMail {
  const copy: ListMail = JSON.parse(JSON.stringify({ ...mail, text: '', notes: '', trailers: [] }))
  return copy
}
