import type { types } from '@slack/bolt'
import { clip } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { Form, FormField } from '#src/ports.ts'
import { viewBlocks } from '#adapters/slack/blocks.ts'
import { maxOptionText, maxOptionValue, mostOptions } from '#adapters/slack/room.ts'

/** https://docs.slack.dev/reference/views/modal-views */
const maxTitle = 24
/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
const maxText = 3000
/** https://docs.slack.dev/reference/block-kit/blocks/input-block allows 2000; more is no label. */
const maxLabel = 150

export const outlookBlockId = 'outlook'
export const formCallbackId = 'form'
/** Action ids of fields: `field-` and, for suggestions, what they are of. */
export const fieldAction = /^field-/

/** A form as a modal. Block ids are the fields' names, by which what was filled in is found again. */
export function formView(form: Form, metadata: string, outlook: string): types.ModalView {
  return {
    ...modal(form.title, [...form.fields.map(inputBlock), outlookBlock(outlook)]),
    submit: plainText('Save'),
    callback_id: formCallbackId,
    private_metadata: metadata,
  }
}

/**
 * The first field that holds more than Slack can show: it would come back with less, which for a filter means more.
 * A choice that has to be made is made anew where it was of something that is gone.
 */
export function overfullField({ fields }: Form): FormField | undefined {
  return fields.find((field) => !(field.kind === 'choice' && field.required) && !holdsAll(field))
}

function holdsAll(field: FormField): boolean {
  const element = inputElement(field)
  if ('initial_value' in element) return element.initial_value === field.value
  if ('initial_options' in element) return element.initial_options?.length === valuesOf(field).length
  if ('initial_option' in element) return true
  return field.value === ''
}

/** Shown within the three seconds that a trigger lives, before anything has been asked. */
export function waitingView(title: string): types.ModalView {
  return modal(title, viewBlocks({ fallback: 'One moment…', tone: 'plain', blocks: [] }))
}

/** An answer; its commands cannot be run from here. */
export function noticeView(title: string, notice: Notice): types.ModalView {
  const { buttons = [], ...rest } = notice
  return modal(title, viewBlocks({ ...rest, buttons: buttons.filter((button) => 'link' in button) }))
}

/** One plain line below the fields: what they would do, or what is wrong. */
export function outlookBlock(line: string): types.KnownBlock {
  const elements = [{ ...plainText(clip(neutralise(line), 1000)), emoji: false }]
  return { type: 'context', block_id: outlookBlockId, elements }
}

function modal(title: string, blocks: types.KnownBlock[]): types.ModalView {
  return { type: 'modal', title: plainText(clip(neutralise(title), maxTitle)), close: plainText('Close'), blocks }
}

function plainText(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: text || '…', emoji: false }
}

function inputBlock(field: FormField): types.InputBlock {
  return {
    type: 'input',
    block_id: field.name,
    label: plainText(clip(neutralise(field.label), maxLabel)),
    ...(field.hint !== undefined &&
      field.hint !== '' && { hint: plainText(clip(neutralise(field.hint), 2 * maxLabel)) }),
    optional: !field.required,
    dispatch_action: true,
    element: inputElement(field),
  }
}

function inputElement(field: FormField): types.InputBlockElement {
  const { kind, value, suggests } = field
  const action_id = `field-${suggests ?? ''}`
  const options = (field.choices ?? []).flatMap((choice) => option(choice.value, choice.label)).slice(0, mostOptions)
  const isList = options.length > 0
  if (kind === 'text' || (!isList && suggests === undefined)) {
    return {
      type: 'plain_text_input',
      action_id,
      ...(value !== '' && { initial_value: value.slice(0, maxText) }),
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed', 'on_character_entered'] },
    }
  }
  const chosen = chosenOptions(field, options)
  if (kind === 'choices') {
    const initial = chosen.length > 0 && { initial_options: chosen }
    if (isList) return { type: 'multi_static_select', action_id, options, ...initial }
    return { type: 'multi_external_select', action_id, min_query_length: 0, ...initial }
  }
  const initial = chosen[0] && { initial_option: chosen[0] }
  if (isList) return { type: 'static_select', action_id, options, ...initial }
  return { type: 'external_select', action_id, min_query_length: 0, ...initial }
}

/** A value longer than Slack takes cannot be chosen, and nothing may be cut: it would mean something else. */
export function option(value: string, label = value): types.PlainTextOption[] {
  if (value === '' || value.length > maxOptionValue) return []
  return [{ text: plainText(clip(neutralise(label), maxOptionText)), value }]
}

/** As it is now; of a list only what it still holds. */
function chosenOptions(field: FormField, options: types.PlainTextOption[]): types.PlainTextOption[] {
  const values = valuesOf(field)
  if (options.length === 0) return values.flatMap((one) => option(one)).slice(0, mostOptions)
  return options.filter((one) => one.value !== undefined && values.includes(one.value))
}

/** Names may hold `, `, so a blank after a comma parts nothing. */
function valuesOf({ kind, value }: FormField): readonly string[] {
  return kind === 'choices' ? [...new Set(value.split(/,(?! )/u))] : [value]
}
