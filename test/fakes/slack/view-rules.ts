import { list, record, text, type Json } from '../json.ts'
import { checkBlocks } from './block-kit.ts'

/** https://docs.slack.dev/reference/views: where a view breaks a rule, or undefined. */
export function checkView(view: Json, type: 'modal' | 'home'): string | undefined {
  if (view['type'] !== type) return '/view/type'
  // "private_metadata: Max length of 3000", "callback_id: Max length of 255".
  if (text(view['private_metadata']).length > 3000) return '/view/private_metadata'
  if (text(view['callback_id']).length > 255) return '/view/callback_id'
  const fault = checkBlocks(view['blocks'], type)
  if (fault) return `${fault.error} ${fault.where}`
  const inputs = list(view['blocks']).filter((block) => record(block)['type'] === 'input')
  if (type === 'home') return undefined
  // "title: … plain_text … max length of 24"; also submit and close.
  for (const key of ['title', 'submit', 'close']) {
    if (view[key] === undefined && key !== 'title') continue
    const words = record(view[key])
    const length = text(words['text']).length
    if (words['type'] !== 'plain_text' || length < 1 || length > 24) return `/view/${key}`
  }
  // "submit is required when an input block is within the blocks array."
  if (inputs.length > 0 && view['submit'] === undefined) return '/view/submit'
  return undefined
}
