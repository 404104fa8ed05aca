import type { Room } from '#src/notice/fit-notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import type { Limits } from '#src/ports.ts'

/** https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export const maxButtonUrl = 3000
export const maxButtonValue = 2000
/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
export const maxOptionText = 75
export const maxOptionValue = 150
export const mostOptions = 100
/** https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export const mostInOverflow = 5
/** https://docs.slack.dev/reference/block-kit/blocks/image-block */
export const maxAltText = 2000
/** What all buttons of a post may take of its characters. */
export const mostForButtons = 3000
/** block_id and action_id: https://docs.slack.dev/reference/block-kit/blocks */
export const maxId = 255

/** What the core may count on. Edits: chat.update is Tier 3 for the whole workspace (50 a minute), see docs.slack.dev/apis/web-api/rate-limits. */
export const slackLimits: Limits = {
  title: 250,
  text: 6000,
  listItems: 30,
  threads: true,
  edits: true,
  pictures: true,
  postsPerSecond: 1,
  editsPerMinute: 50,
}

/** `&`, `<` and `>` travel as entities, and Slack counts them so: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escapedLength(text: string): number {
  let length = text.length
  for (const character of text) {
    if (character === '&') length += 4
    else if (character === '<' || character === '>') length += 3
  }
  return length
}

/**
 * Every limit of a message in one place. Slack refuses messages whose blocks together exceed an undocumented count
 * between 9,600 and 13,200 characters with `msg_blocks_too_long` (slackapi/bolt-js#2509, #2867), hence `total`.
 * Blocks: 50 a message, less one for the buttons. Table: 100 rows of 20 cells.
 */
export const slackRoom: Room = {
  title: 1000,
  // An edit's text holds 4,000 bytes, and a unit of ours may take three.
  fallback: 1300,
  block: 8800,
  total: 9000,
  blocks: 45,
  listItems: 60,
  rows: 100,
  columns: 20,
  buttons: 25,
  label: 75,
  blockOverhead: 20,
  cost: escapedLength,
  overhead: (span) => 4 + escapedLength(webAddress(span.link, maxButtonUrl) ?? ''),
}

/** A modal or a home tab: 100 blocks (https://docs.slack.dev/surfaces/modals), fewer here for the buttons and fields. */
export const viewRoom: Room = { ...slackRoom, total: 20_000, blocks: 80 }
