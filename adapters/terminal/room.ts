import type { Room } from '#src/notice/fit-notice.ts'
import type { Limits } from '#src/ports.ts'

/** Paper is patient, readers are not: more than this in one post is cut. */
const mostText = 20_000

export const terminalLimits: Limits = {
  title: 500,
  text: mostText,
  listItems: 200,
  threads: true,
  edits: true,
  pictures: false,
  postsPerSecond: Infinity,
  editsPerMinute: Infinity,
}

export const terminalRoom: Room = {
  title: terminalLimits.title,
  fallback: terminalLimits.title,
  block: mostText,
  total: mostText,
  blocks: 60,
  listItems: terminalLimits.listItems,
  rows: 200,
  columns: 20,
  buttons: 0,
  label: 0,
  cost: (text) => text.length,
  overhead: () => 0,
  blockOverhead: 0,
}
