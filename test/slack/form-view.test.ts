import type { types } from '@slack/bolt'
import { describe, expect, test } from 'vitest'
import { formView, option } from '#adapters/slack/form-view.ts'
import type { FormField } from '#src/ports.ts'

const authors: FormField = {
  name: 'author',
  label: 'Authors',
  kind: 'choices',
  value: '',
  required: false,
  suggests: 'author',
}

function blockOf(field: Partial<FormField>): types.InputBlock {
  const form = { title: 'Subscribe', submit: 'subscribe', fields: [{ ...authors, ...field }] }
  return formView(form, '{}', '').blocks[0] as types.InputBlock
}

describe('a field of a form', () => {
  test('parts what is chosen at commas, but not within a name that has one', () => {
    const { element } = blockOf({ value: 'Okafor, Chidi,Maya Thornquist' })
    expect(element).toMatchObject({
      type: 'multi_external_select',
      initial_options: [{ value: 'Okafor, Chidi' }, { value: 'Maya Thornquist' }],
    })
  })

  test('shows no more of what is chosen than Slack takes', () => {
    const many = Array.from({ length: 101 }, (_, index) => `Author ${index}`)
    const { element } = blockOf({ value: many.join(',') })
    expect('initial_options' in element && element.initial_options).toHaveLength(100)
  })

  test('has a label without characters that steer or hide', () => {
    expect(blockOf({ label: 'Who\u202E sent it' }).label.text).not.toContain('\u202E')
  })
})

test('a value that is too long for Slack is not offered, since half of it would mean something else', () => {
  expect(option('x'.repeat(150))).toHaveLength(1)
  expect(option('x'.repeat(151))).toEqual([])
})
