import { isRecord, list, record, text, type Json } from '../json.ts'

/* Slack's rules for blocks. Numbers: https://docs.slack.dev/reference/block-kit/blocks and the comments of @slack/types 3.2. */

/** Slack's error code and where, e.g. `/blocks/0/text`; undefined where the blocks are in order. */
export interface BlockFault {
  readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long' | 'only_one_table_allowed'
  readonly where: string
}

class Refused extends Error {
  readonly fault: BlockFault
  constructor(error: BlockFault['error'], where: string) {
    super(`${error} at ${where}`)
    this.fault = { error, where }
  }
}

/** The largest message known to pass counts 9,600 characters, one of 11,300 was refused: slackapi/bolt-js#2509, #2867. */
const mostCharacters = 9600

export function checkBlocks(blocks: unknown): BlockFault | undefined {
  try {
    if (!Array.isArray(blocks)) throw new Refused('invalid_blocks_format', '/blocks')
    // https://docs.slack.dev/reference/block-kit/blocks: up to 50 blocks in each message.
    if (blocks.length > 50) throw new Refused('invalid_blocks', '/blocks')
    const ids = new Set<string>()
    blocks.forEach((block, index) => checkBlock(record(block), `/blocks/${index}`, ids))
    // https://docs.slack.dev/reference/block-kit/blocks/table-block: one table a message.
    if (blocks.filter((block) => record(block)['type'] === 'table').length > 1) {
      throw new Refused('only_one_table_allowed', '/blocks')
    }
    if (countText(blocks) > mostCharacters) throw new Refused('msg_blocks_too_long', '/blocks')
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.fault
    throw error
  }
}

/** Characters of all texts and addresses, `&`, `<` and `>` counted as the entities they travel as. */
function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countText(item), 0)
  if (!isRecord(value)) return 0
  return Object.entries(value).reduce((sum, [key, item]) => {
    if (typeof item !== 'string') return sum + countText(item)
    return ['text', 'url', 'fallback'].includes(key) ? sum + entityLength(item) : sum
  }, 0)
}

function entityLength(value: string): number {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').length
}

function refuse(where: string): never {
  throw new Refused('invalid_blocks', where)
}

function within(value: unknown, least: number, most: number, where: string): string {
  if (typeof value !== 'string' || value.length < least || value.length > most) refuse(where)
  return value
}

function checkBlock(block: Json, where: string, ids: Set<string>): void {
  const id = block['block_id']
  if (id !== undefined) {
    // https://docs.slack.dev/reference/block-kit/blocks: block_id at most 255, unique in its message.
    within(id, 1, 255, `${where}/block_id`)
    if (ids.has(text(id))) refuse(`${where}/block_id`)
    ids.add(text(id))
  }
  const check = blockRules[text(block['type'])]
  if (!check) refuse(`${where}/type`)
  check(block, where)
}

const blockRules: Readonly<Record<string, (block: Json, where: string) => void>> = {
  // https://docs.slack.dev/reference/block-kit/blocks/divider-block
  divider: () => undefined,
  // https://docs.slack.dev/reference/block-kit/blocks/section-block: text 1-3000, or up to 10 fields of 2000.
  section(block, where) {
    const fields = list(block['fields'])
    if (block['text'] === undefined && fields.length === 0) refuse(where)
    if (block['text'] !== undefined) checkText(block['text'], 3000, `${where}/text`)
    if (fields.length > 10) refuse(`${where}/fields`)
    fields.forEach((field, index) => checkText(field, 2000, `${where}/fields/${index}`))
  },
  // https://docs.slack.dev/reference/block-kit/blocks/header-block: plain text, 150 characters.
  header(block, where) {
    checkText(block['text'], 150, `${where}/text`, true)
  },
  // https://docs.slack.dev/reference/block-kit/blocks/context-block: 10 elements.
  context(block, where) {
    const elements = list(block['elements'])
    if (elements.length < 1 || elements.length > 10) refuse(`${where}/elements`)
    elements.forEach((element, index) => {
      if (record(element)['type'] !== 'image') checkText(element, 3000, `${where}/elements/${index}`)
    })
  },
  // https://docs.slack.dev/reference/block-kit/blocks/image-block: alt_text required, 2000; image_url 3000.
  image(block, where) {
    within(block['alt_text'], 1, 2000, `${where}/alt_text`)
    if (block['slack_file'] === undefined) checkUrl(block['image_url'], 3000, `${where}/image_url`)
  },
  // https://docs.slack.dev/reference/block-kit/blocks/actions-block: 25 elements.
  actions(block, where) {
    const elements = list(block['elements'])
    if (elements.length < 1 || elements.length > 25) refuse(`${where}/elements`)
    const ids = new Set<string>()
    elements.forEach((element, index) => checkButton(record(element), `${where}/elements/${index}`, ids))
  },
  // https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
  rich_text(block, where) {
    const elements = list(block['elements'])
    if (elements.length === 0) refuse(`${where}/elements`)
    elements.forEach((element, index) => checkRichBlock(record(element), `${where}/elements/${index}`))
  },
  // https://docs.slack.dev/reference/block-kit/blocks/table-block: 100 rows of 20 cells, 10,000 characters.
  table(block, where) {
    const rows = list(block['rows'])
    if (rows.length < 1 || rows.length > 100) refuse(`${where}/rows`)
    if (list(block['column_settings']).length > 20) refuse(`${where}/column_settings`)
    rows.forEach((row, index) => {
      const cells = list(row)
      if (cells.length < 1 || cells.length > 20) refuse(`${where}/rows/${index}`)
      cells.forEach((cell, column) => checkCell(record(cell), `${where}/rows/${index}/${column}`))
    })
    if (countText(rows) > 10_000) refuse(where)
  },
}

function checkText(value: unknown, most: number, where: string, plainOnly = false): void {
  const object = record(value)
  const type = object['type']
  if (type !== 'plain_text' && (type !== 'mrkdwn' || plainOnly)) refuse(`${where}/type`)
  within(object['text'], 1, most, `${where}/text`)
}

function checkUrl(value: unknown, most: number, where: string): void {
  const url = within(value, 1, most, where)
  if (!URL.canParse(url) || !/^(?:https?|mailto):/.test(url)) refuse(where)
}

// https://docs.slack.dev/reference/block-kit/block-elements/button-element: text 75, action_id 255, value 2000, url 3000.
function checkButton(element: Json, where: string, ids: Set<string>): void {
  if (element['type'] !== 'button') refuse(`${where}/type`)
  checkText(element['text'], 75, `${where}/text`, true)
  if (element['action_id'] !== undefined) {
    const id = within(element['action_id'], 1, 255, `${where}/action_id`)
    if (ids.has(id)) refuse(`${where}/action_id`)
    ids.add(id)
  }
  if (element['value'] !== undefined) within(element['value'], 1, 2000, `${where}/value`)
  if (element['url'] !== undefined) checkUrl(element['url'], 3000, `${where}/url`)
}

function checkRichBlock(element: Json, where: string): void {
  const type = text(element['type'])
  const inner = list(element['elements'])
  if (inner.length === 0) refuse(`${where}/elements`)
  if (type === 'rich_text_list') {
    if (!['bullet', 'ordered'].includes(text(element['style']))) refuse(`${where}/style`)
    inner.forEach((section, index) => checkRichBlock(record(section), `${where}/elements/${index}`))
    return
  }
  if (!['rich_text_section', 'rich_text_quote', 'rich_text_preformatted'].includes(type)) refuse(`${where}/type`)
  const allowed = type === 'rich_text_preformatted' ? ['text', 'link'] : Object.keys(richRules)
  inner.forEach((item, index) => checkRich(record(item), allowed, `${where}/elements/${index}`))
}

const richRules: Readonly<Record<string, (element: Json, where: string) => void>> = {
  // Slack refuses empty texts: "must be more than 0 characters".
  text: (element, where) => void within(element['text'], 1, 40_000, `${where}/text`),
  link(element, where) {
    checkUrl(element['url'], 3000, `${where}/url`)
    if (element['text'] !== undefined) within(element['text'], 1, 40_000, `${where}/text`)
  },
  date(element, where) {
    if (!Number.isInteger(element['timestamp'])) refuse(`${where}/timestamp`)
    if (!/\{[a-z_]+\}/.test(text(element['format']))) refuse(`${where}/format`)
  },
  emoji: (element, where) => void within(element['name'], 1, 100, `${where}/name`),
  user: (element, where) => void within(element['user_id'], 1, 20, `${where}/user_id`),
  channel: (element, where) => void within(element['channel_id'], 1, 20, `${where}/channel_id`),
  usergroup: (element, where) => void within(element['usergroup_id'], 1, 20, `${where}/usergroup_id`),
  broadcast: (element, where) => void within(element['range'], 1, 20, `${where}/range`),
}

const richStyles = new Set(['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink'])

function checkRich(element: Json, allowed: readonly string[], where: string): void {
  const type = text(element['type'])
  const rule = richRules[type]
  if (!rule || !allowed.includes(type)) refuse(`${where}/type`)
  rule(element, where)
  for (const [style, on] of Object.entries(record(element['style']))) {
    if (!richStyles.has(style) || typeof on !== 'boolean') refuse(`${where}/style`)
  }
}

function checkCell(cell: Json, where: string): void {
  if (cell['type'] === 'raw_text') return void within(cell['text'], 1, 10_000, `${where}/text`)
  if (cell['type'] === 'rich_text') return blockRules['rich_text']?.(cell, where)
  refuse(`${where}/type`)
}
