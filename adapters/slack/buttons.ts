import type { types } from '@slack/bolt'
import { neutralise } from '#src/lib/neutralise.ts'
import { clip } from '#src/lib/clip.ts'
import { fitNotice } from '#src/notice/fit-notice.ts'
import type { Button, Notice } from '#src/notice/notice.ts'
import { webAddress } from '#src/notice/web-address.ts'
import {
  escapedLength,
  maxButtonUrl,
  maxButtonValue,
  maxOptionValue,
  mostForButtons,
  mostInOverflow,
  slackRoom,
} from '#adapters/slack/room.ts'

type ActionElement = types.Button | types.Overflow

/** Value of a menu's entry that opens its link by itself and means nothing to us. */
export const opensByItself = '-'

/** The buttons that fit, first ones first. */
export function buttonElements(notice: Notice): ActionElement[] {
  const { buttons = [] } = fitNotice({ ...notice, blocks: [] }, slackRoom)
  const rendered = buttons.flatMap((button, index) => renderButton(button, index))
  return rendered.filter((_, index) => lengthOfButtons(rendered.slice(0, index + 1)) <= mostForButtons)
}

/** What Slack counts of them together with the text of a message. */
export function lengthOfButtons(elements: readonly ActionElement[]): number {
  const parts = elements.flatMap((element): { text: types.PlainTextElement; url?: string }[] =>
    element.type === 'button' ? [element] : element.options.filter(({ text }) => text.type === 'plain_text'),
  )
  return parts.reduce((sum, { text, url }) => sum + escapedLength(text.text) + escapedLength(url ?? ''), 0)
}

function renderButton(button: Button, index: number): ActionElement[] {
  if ('more' in button) return renderMenu(button.more, index)
  const text = plainText(button.label)
  if ('command' in button) {
    if (!holds(button.command, maxButtonValue)) return []
    return [{ type: 'button', text, value: button.command, action_id: `run-${index}` }]
  }
  const url = webAddress(button.link, maxButtonUrl)
  return url ? [{ type: 'button', text, url, action_id: `open-${index}` }] : []
}

/** https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
function renderMenu(more: Extract<Button, { more: unknown }>['more'], index: number): ActionElement[] {
  const options = more.flatMap(menuOption).slice(0, mostInOverflow)
  return options.length === 0 ? [] : [{ type: 'overflow', options, action_id: `more-${index}` }]
}

function menuOption(button: Exclude<Button, { more: unknown }>): types.PlainTextOption[] {
  const text = plainText(clip(neutralise(button.label), slackRoom.label))
  if ('command' in button) return holds(button.command, maxOptionValue) ? [{ text, value: button.command }] : []
  const url = webAddress(button.link, maxButtonUrl)
  return url ? [{ text, value: opensByItself, url }] : []
}

/** Slack takes no empty values, and a cut command would be another one. */
function holds(command: string, most: number): boolean {
  return command !== '' && command.length <= most
}

function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: text || '…', emoji: false }
}
