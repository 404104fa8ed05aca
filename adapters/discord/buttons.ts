import { ButtonStyle, ComponentType, type APIActionRowComponent, type APIButtonComponent } from 'discord.js'
import type { Button } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import { commandId, maxCustomId, moreId, shareId } from '#adapters/discord/custom-ids.ts'
import { maxUrl } from '#adapters/discord/markdown.ts'

export type ButtonRow = APIActionRowComponent<APIButtonComponent>

const mostInRow = 5
const mostRows = 5

/** Five buttons a row, five rows: https://discord.com/developers/docs/components/reference#action-row */
export function buttonRows(buttons: readonly Button[]): ButtonRow[] {
  return inRows(buttons.flatMap((button, index) => renderButton(button, index)))
}

/** The same with one that shows the message to everybody. */
export function withShare(rows: readonly ButtonRow[]): ButtonRow[] {
  const share: APIButtonComponent = {
    type: ComponentType.Button,
    style: ButtonStyle.Primary,
    label: 'Share in channel',
    custom_id: shareId,
  }
  return inRows([...rows.flatMap(({ components }) => components).slice(0, mostInRow * mostRows - 1), share])
}

function inRows(buttons: readonly APIButtonComponent[]): ButtonRow[] {
  return Array.from({ length: Math.ceil(buttons.length / mostInRow) }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(row * mostInRow, row * mostInRow + mostInRow),
  }))
}

function renderButton(button: Button, index: number): APIButtonComponent[] {
  const label = button.label || '…'
  const pressed = { type: ComponentType.Button, style: ButtonStyle.Secondary, label } as const
  if ('more' in button) return [{ ...pressed, custom_id: moreId(index) }]
  if ('command' in button) {
    const custom_id = commandId(index, button.command)
    return custom_id.length > maxCustomId ? [] : [{ ...pressed, custom_id }]
  }
  const url = webAddress(button.link, maxUrl)
  return url ? [{ type: ComponentType.Button, style: ButtonStyle.Link, label, url }] : []
}
