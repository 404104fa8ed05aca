import { isRecord, list, record, text, type Json } from '../json.ts'
import { checkText, checkUrl, refuse, within } from './block-fault.ts'

/* What stands in actions and inputs: https://docs.slack.dev/reference/block-kit/block-elements */

type Check = (element: Json, where: string) => void

/** An element of an actions block; action ids are unique in it. */
export function checkAction(element: Json, where: string, ids: Set<string>): void {
  check(element, where, ['button', 'overflow', 'static_select', 'external_select'])
  const id = text(element['action_id'])
  if (id === '') return
  if (ids.has(id)) refuse(`${where}/action_id`)
  ids.add(id)
}

/** https://docs.slack.dev/reference/block-kit/blocks/input-block: label and hint 2000. */
export function checkInput(block: Json, where: string): void {
  checkText(block['label'], 2000, `${where}/label`, true)
  if (block['hint'] !== undefined) checkText(block['hint'], 2000, `${where}/hint`, true)
  const element = record(block['element'])
  const inputs = [
    'plain_text_input',
    'static_select',
    'multi_static_select',
    'external_select',
    'multi_external_select',
  ]
  check(element, `${where}/element`, inputs)
}

function check(element: Json, where: string, allowed: readonly string[]): void {
  const type = text(element['type'])
  const rule = elementRules[type]
  if (!rule || !allowed.includes(type)) refuse(`${where}/type`)
  if (element['action_id'] !== undefined) within(element['action_id'], 1, 255, `${where}/action_id`)
  if (element['placeholder'] !== undefined) checkText(element['placeholder'], 150, `${where}/placeholder`, true)
  rule(element, where)
}

const elementRules: Readonly<Record<string, Check>> = {
  // https://docs.slack.dev/reference/block-kit/block-elements/button-element: text 75, value 2000, url 3000.
  button(element, where) {
    checkText(element['text'], 75, `${where}/text`, true)
    if (element['value'] !== undefined) within(element['value'], 1, 2000, `${where}/value`)
    if (element['url'] !== undefined) checkUrl(element['url'], 3000, `${where}/url`)
  },
  // https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element: up to five options.
  overflow: (element, where) => checkOptions(element['options'], 5, `${where}/options`),
  // https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element: 3000.
  plain_text_input(element, where) {
    if (element['initial_value'] !== undefined) within(element['initial_value'], 0, 3000, `${where}/initial_value`)
  },
  // https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element: 100 options; the first one is one of them.
  static_select(element, where) {
    checkOptions(element['options'], 100, `${where}/options`)
    if (element['initial_option'] !== undefined) isAmong([element['initial_option']], element['options'], where)
  },
  // https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element
  multi_static_select(element, where) {
    checkOptions(element['options'], 100, `${where}/options`)
    if (element['initial_options'] === undefined) return
    checkOptions(element['initial_options'], 100, `${where}/initial_options`)
    isAmong(list(element['initial_options']), element['options'], where)
  },
  external_select(element, where) {
    if (element['initial_option'] !== undefined) checkOptions([element['initial_option']], 1, `${where}/initial_option`)
  },
  multi_external_select(element, where) {
    if (element['initial_options'] !== undefined) {
      checkOptions(element['initial_options'], 100, `${where}/initial_options`)
    }
  },
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/option-object: text 75, value 150, url 3000. */
export function checkOptions(value: unknown, most: number, where: string): void {
  const options = list(value)
  if (options.length < 1 || options.length > most) refuse(where)
  options.forEach((item, index) => {
    const option = record(item)
    checkText(option['text'], 75, `${where}/${index}/text`, true)
    within(option['value'], 1, 150, `${where}/${index}/value`)
    if (option['url'] !== undefined) checkUrl(option['url'], 3000, `${where}/${index}/url`)
  })
}

function isAmong(chosen: readonly unknown[], options: unknown, where: string): void {
  const known = new Set(list(options).map((option) => (isRecord(option) ? text(option['value']) : '')))
  if (chosen.some((option) => !known.has(text(record(option)['value'])))) refuse(`${where}/initial`)
}
