import type { types } from '@slack/bolt'
import { fitNotice } from '#src/notice/fit-notice.ts'
import type { Block, Button, Notice, Span, Tone } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import { paragraph, richElements } from '#adapters/slack/rich-text.ts'
import { escapedLength, maxButtonUrl, maxButtonValue, mostForButtons, slackRoom } from '#adapters/slack/room.ts'

/** What chat.postMessage and chat.update are given. */
export interface SlackContent {
  readonly text: string
  readonly blocks: types.KnownBlock[]
}

/** Colour for scanning; the word for it stands in the notice itself. */
const toneSign: Readonly<Record<Tone, string>> = {
  new: '🔵 ',
  review: '🟡 ',
  good: '✅ ',
  bad: '⛔ ',
  muted: '⚪ ',
  plain: '',
}

/**
 * A notice as Block Kit, within every limit of `slackRoom`. `marker` becomes the first block's id, by which the post
 * is found again. Text of mails only ever stands in rich text, raw cells and the escaped fallback.
 */
export function renderBlocks(notice: Notice, marker?: string): SlackContent {
  const buttons = buttonsOf(notice)
  // Slack counts the buttons' texts and addresses with the rest.
  const fitted = fitNotice(notice, { ...slackRoom, total: slackRoom.total - lengthOf(buttons) })
  const text = fallbackText(fitted.fallback)
  const blocks: types.KnownBlock[] = []
  if (fitted.title) blocks.push(titleBlock(fitted.title, fitted.tone))
  let tables = 0
  for (const block of fitted.blocks) {
    if (block.is === 'table') tables += 1
    const rendered = renderBlock(block, tables)
    if (rendered) blocks.push(rendered)
  }
  if (blocks.length === 0) blocks.push(plainBlock(fitted.fallback))
  if (buttons.length > 0) blocks.push({ type: 'actions', elements: buttons })
  return { text, blocks: mark(blocks, marker) }
}

/** The plainest form there is, for when Slack refuses the blocks; still carries the marker. */
export function renderPlain(notice: Notice, marker?: string): SlackContent {
  const { fallback } = fitNotice(notice, slackRoom)
  return { text: fallbackText(fallback), blocks: mark([plainBlock(fallback)], marker) }
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapeEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Top-level `text` is read as mrkdwn whatever `mrkdwn:false` says in notifications, so its entities are escaped. */
function fallbackText(fallback: string): string {
  return escapeEntities(fallback) || '…'
}

function mark(blocks: types.KnownBlock[], marker: string | undefined): types.KnownBlock[] {
  const [first, ...rest] = blocks
  return first && marker !== undefined ? [{ ...first, block_id: marker }, ...rest] : blocks
}

function plainBlock(text: string): types.KnownBlock {
  return richBlock([{ type: 'rich_text_section', elements: richElements([{ text: text || '…' }]) }])
}

function richBlock(elements: types.RichTextBlockElement[]): types.KnownBlock {
  return { type: 'rich_text', elements }
}

function titleBlock(title: NonNullable<Notice['title']>, tone: Tone): types.KnownBlock {
  const span: Span = { text: title.text, style: 'bold', ...(title.link && { link: title.link }) }
  const sign = toneSign[tone]
  return richBlock([{ type: 'rich_text_section', elements: richElements([{ text: sign }, span]) }])
}

function renderBlock(block: Block, tables: number): types.KnownBlock | undefined {
  switch (block.is) {
    case 'facts':
      return some(richElements(block.spans, ' · '), (elements) => richBlock([{ type: 'rich_text_section', elements }]))
    case 'text':
      return some(paragraph(block.spans), richBlock)
    case 'list':
      return some(
        block.items.map((item) => ({ type: 'rich_text_section' as const, elements: richElements(item) })),
        (elements) => richBlock([{ type: 'rich_text_list', style: 'bullet', elements }]),
      )
    case 'table':
      // Slack takes one table a message (only_one_table_allowed); further ones are set in a fixed width.
      return tables > 1 ? preformatted(tableText(block)) : tableBlock(block)
    case 'code':
      return preformatted(block.text)
  }
}

function some<T>(elements: T[], then: (elements: T[]) => types.KnownBlock): types.KnownBlock | undefined {
  return elements.length === 0 ? undefined : then(elements)
}

function preformatted(text: string): types.KnownBlock {
  return richBlock([{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: text || ' ' }] }])
}

type Table = Extract<Block, { is: 'table' }>

/** https://docs.slack.dev/reference/block-kit/blocks/table-block */
function tableBlock(table: Table): types.KnownBlock | undefined {
  if (table.head.length === 0) return undefined
  const rows = [table.head.map((text): Span => ({ text, style: 'bold' })), ...table.rows]
  return {
    type: 'table',
    column_settings: table.head.map((_, column) => ({ align: table.right.includes(column) ? 'right' : 'left' })),
    rows: rows.map((row) => table.head.map((_, column) => cell(row[column]))),
  }
}

function cell(span: Span | undefined): types.RawTextElement | types.RichTextBlock {
  if (!span || span.text === '') return { type: 'raw_text', text: ' ' }
  if (!span.link && !span.style) return { type: 'raw_text', text: span.text }
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: richElements([span]) }] }
}

function tableText(table: Table): string {
  const rows = [table.head, ...table.rows.map((row) => row.map(({ text }) => text))]
  return rows.map((row) => row.join('  ')).join('\n')
}

/** The buttons that fit, first ones first. */
function buttonsOf(notice: Notice): types.Button[] {
  const { buttons = [] } = fitNotice({ ...notice, blocks: [] }, slackRoom)
  const rendered = buttons.flatMap((button, index) => renderButton(button, index))
  return rendered.filter((_, index) => lengthOf(rendered.slice(0, index + 1)) <= mostForButtons)
}

function lengthOf(buttons: readonly types.Button[]): number {
  return buttons.reduce((sum, { text, url }) => sum + escapedLength(text.text) + escapedLength(url ?? ''), 0)
}

function renderButton(button: Button, index: number): types.Button[] {
  const text = { type: 'plain_text' as const, text: button.label || '…', emoji: false }
  if ('command' in button) {
    if (button.command.length > maxButtonValue) return []
    return [{ type: 'button', text, value: button.command, action_id: `run-${index}` }]
  }
  if ('more' in button) return []
  const url = webAddress(button.link, maxButtonUrl)
  return url ? [{ type: 'button', text, url, action_id: `open-${index}` }] : []
}
