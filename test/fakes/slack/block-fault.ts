import { record } from '../json.ts'

/** Slack's error code and where, e.g. `/blocks/0/text`. */
export interface BlockFault {
  readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long' | 'only_one_table_allowed'
  readonly where: string
}

export class Refused extends Error {
  readonly fault: BlockFault
  constructor(error: BlockFault['error'], where: string) {
    super(`${error} at ${where}`)
    this.fault = { error, where }
  }
}

export function refuse(where: string): never {
  throw new Refused('invalid_blocks', where)
}

export function within(value: unknown, least: number, most: number, where: string): string {
  if (typeof value !== 'string' || value.length < least || value.length > most) refuse(where)
  return value
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
export function checkText(value: unknown, most: number, where: string, plainOnly = false): void {
  const object = record(value)
  const type = object['type']
  if (type !== 'plain_text' && (type !== 'mrkdwn' || plainOnly)) refuse(`${where}/type`)
  within(object['text'], 1, most, `${where}/text`)
}

export function checkUrl(value: unknown, most: number, where: string): void {
  const url = within(value, 1, most, where)
  if (!URL.canParse(url) || !/^(?:https?|mailto):/.test(url)) refuse(where)
}
