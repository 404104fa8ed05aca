import { clip, oneLine } from '#src/lib/clip.ts'
import { inColumns } from '#src/lib/columns.ts'
import type { Block } from '#src/notice/notice.ts'
import { maxTable } from '#adapters/discord/room.ts'

const widestCell = 32

/** A table in a fixed width, at most `maxTable` characters; rows that do not fit are counted. */
export function columnsOf({ head, rows, right }: Extract<Block, { is: 'table' }>): string {
  const cells = [head, ...rows.map((row) => head.map((_, column) => row[column]?.text ?? ''))].map((row) =>
    row.map((text) => clip(oneLine(text), widestCell)),
  )
  const lines = inColumns(cells, right)
  let length = 0
  const fitting = lines.findIndex((line) => (length += 2 * line.length + 1) > maxTable)
  return fitting === -1
    ? lines.join('\n')
    : [...lines.slice(0, fitting), `… and ${lines.length - fitting} more`].join('\n')
}
