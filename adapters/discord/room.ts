import type { Room } from '#src/notice/fit-notice.ts'
import type { Span } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import type { Limits } from '#src/ports.ts'
import { escapeMarkdown, maxUrl } from '#adapters/discord/markdown.ts'

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export const maxDescription = 4096
/** Tables are padded into columns, which `discordRoom` cannot count; this is what one may take. */
export const maxTable = 1900
export const maxAuthor = 256
export const maxFieldValue = 1024

/** What the core may count on. Five posts in five seconds is what the buckets of one channel have been seen to hold. */
export const discordLimits: Limits = {
  title: 200,
  text: 2400,
  listItems: 15,
  threads: true,
  edits: true,
  pictures: true,
  postsPerSecond: 1,
  editsPerMinute: 60,
}

/**
 * Every limit of a message in one place: title 256, description 4096, both with the footer below the 6000 of all
 * embeds; five rows of five buttons with labels of 80 characters.
 */
export const discordRoom: Room = {
  title: 256,
  fallback: 1500,
  block: 3600,
  total: 3900,
  blocks: 25,
  listItems: 40,
  rows: 60,
  columns: 8,
  buttons: 25,
  label: 80,
  blockOverhead: 10,
  cost: (text) => escapeMarkdown(text).length,
  overhead: spanOverhead,
}

/** Style marks and separators, the link with its brackets, a quote mark for each line, the form of a date. */
function spanOverhead(span: Span): number {
  const url = webAddress(span.link, maxUrl)
  const quotes = span.style === 'quote' ? 3 * span.text.split('\n').length : 0
  return 8 + (url ? url.length + 4 : 0) + quotes + (span.at === undefined ? 0 : 24)
}
