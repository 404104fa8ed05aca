import { isRecord, list, record, text, type Json } from '../json.ts'
import { checkAction, checkInput } from './block-elements.ts'
import { checkText, checkUrl, Refused, refuse, within, type BlockFault } from './block-fault.ts'
import { checkChart } from './chart-rules.ts'

/* Slack's rules for blocks. Numbers: https://docs.slack.dev/reference/block-kit/blocks and the comments of @slack/types 3.2. */

/** The largest message known to pass counts 9,600 characters, one of 11,300 was refused: slackapi/bolt-js#2509, #2867. */
const mostCharacters = 9600

/** Where blocks stand. */
type Surface = 'message' | 'modal' | 'home'

/** What only messages take: https://docs.slack.dev/reference/block-kit/blocks, "available in surfaces". */
const onlyInMessages = new Set(['table', 'data_visualization'])

/** undefined where the blocks are in order. */
export function checkBlocks(blocks: unknown, surface: Surface = 'message'): BlockFault | undefined {
  try {
    if (!Array.isArray(blocks)) throw new Refused('invalid_blocks_format', '/blocks')
    // https://docs.slack.dev/reference/block-kit/blocks: up to 50 blocks in each message, 100 in modals or home tabs.
    if (blocks.length > (surface === 'message' ? 50 : 100)) refuse('/blocks')
    const ids = new Set<string>()
    blocks.forEach((block, index) => checkBlock(record(block), `/blocks/${index}`, ids))
    const types = blocks.map((block) => text(record(block)['type']))
    if (surface !== 'message') {
      if (types.some((type) => onlyInMessages.has(type))) refuse('/blocks')
      return undefined
    }
    // https://docs.slack.dev/reference/block-kit/blocks/table-block: one table a message.
    if (types.filter((type) => type === 'table').length > 1) throw new Refused('only_one_table_allowed', '/blocks')
    // https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block: two a message.
    if (types.filter((type) => type === 'data_visualization').length > 2) refuse('/blocks')
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
    return ['text', 'url', 'fallback', 'label', 'name', 'title'].includes(key) ? sum + entityLength(item) : sum
  }, 0)
}

function entityLength(value: string): number {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').length
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
    elements.forEach((element, index) => checkAction(record(element), `${where}/elements/${index}`, ids))
  },
  input: checkInput,
  data_visualization: checkChart,
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
