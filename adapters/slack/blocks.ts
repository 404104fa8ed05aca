import type { types } from '@slack/bolt'
import { clipToCost } from '#src/lib/clip-to-cost.ts'
import { clip, oneLine } from '#src/lib/clip.ts'
import { inColumns } from '#src/lib/columns.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import { fitNotice } from '#src/notice/fit-notice.ts'
import type { Block, Notice, Span, Tone } from '#src/notice/notice.ts'
import { buttonElements, lengthOfButtons } from '#adapters/slack/buttons.ts'
import { chartBlock } from '#adapters/slack/chart-block.ts'
import { paragraph, richElements } from '#adapters/slack/rich-text.ts'
import { escapedLength, maxAltText, slackRoom, viewRoom } from '#adapters/slack/room.ts'

/** What chat.postMessage and chat.update are given. */
export interface SlackContent {
  readonly text: string
  readonly blocks: types.AnyBlock[]
}

/** How a chart is shown: drawn by Slack, as an uploaded picture (its file's id), or by the table beside it alone. */
export type ChartForm = 'native' | 'none' | { readonly picture: string }

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
export function renderBlocks(notice: Notice, marker?: string, chart: ChartForm = 'native'): SlackContent {
  const buttons = buttonElements(notice)
  const pictures = notice.chart ? chartBlocks(notice.chart, chart) : []
  // Slack counts the texts of buttons and charts with the rest.
  const taken = lengthOfButtons(buttons) + escapedLength(JSON.stringify(pictures))
  const fitted = fitNotice(notice, { ...slackRoom, total: slackRoom.total - taken })
  const blocks: types.AnyBlock[] = [...bodyBlocks(fitted, 1), ...pictures]
  if (buttons.length > 0) blocks.push({ type: 'actions', elements: buttons })
  return { text: fallbackText(fitted.fallback), blocks: mark(blocks, marker) }
}

/** A notice as the content of a modal or of a home tab, where Slack takes neither tables nor charts. */
export function viewBlocks(notice: Notice): types.KnownBlock[] {
  const blocks = bodyBlocks(fitNotice(notice, viewRoom), 0)
  const buttons = buttonElements(notice)
  return buttons.length > 0 ? [...blocks, { type: 'actions', elements: buttons }] : blocks
}

/** `mostTables` are shown as such; Slack takes one a message (only_one_table_allowed). Further ones in a fixed width. */
function bodyBlocks(fitted: Notice, mostTables: number): types.KnownBlock[] {
  const blocks: types.KnownBlock[] = []
  if (fitted.title) blocks.push(titleBlock(fitted.title, fitted.tone))
  let tables = 0
  for (const block of fitted.blocks) {
    if (block.is === 'table') tables += 1
    const rendered = renderBlock(block, tables <= mostTables)
    if (rendered) blocks.push(rendered)
  }
  return blocks.length === 0 ? [plainBlock(fitted.fallback)] : blocks
}

function chartBlocks(chart: NonNullable<Notice['chart']>, form: ChartForm): types.AnyBlock[] {
  if (form === 'none') return []
  if (form === 'native') return [chartBlock(chart) ?? []].flat()
  const alt_text = clipToCost(neutralise(chart.alt), maxAltText, (text) => text.length) || chart.is
  return [{ type: 'image', slack_file: { id: form.picture }, alt_text }]
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

function mark(blocks: types.AnyBlock[], marker: string | undefined): types.AnyBlock[] {
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

function renderBlock(block: Block, asTable: boolean): types.KnownBlock | undefined {
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
      return asTable ? tableBlock(block) : preformatted(tableText(block))
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

/** A message may have one table; another is set in a fixed width. */
function tableText({ head, rows, right }: Table): string {
  const cells = [head, ...rows.map((row) => row.map(({ text }) => text))]
  const short = cells.map((row) => row.map((text) => clip(oneLine(text), widestCell)))
  return inColumns(short, right).join('\n')
}

const widestCell = 40
