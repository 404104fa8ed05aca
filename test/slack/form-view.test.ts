import type { types } from '@slack/bolt'
import { describe, expect, test } from 'vitest'
import { formView, option, overfullField } from '#adapters/slack/form-view.ts'
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

describe('a form that would come back with less than it holds', () => {
  const riscv = { choices: [{ value: 'riscv', label: 'riscv' }] }
  const fields = [
    ['nothing', {}, true],
    ['two names', { value: 'Okafor, Chidi,Maya Thornquist' }, true],
    ['a hundred names', { value: Array.from({ length: 100 }, (_, index) => `a${index}`).join(',') }, true],
    ['a name more', { value: Array.from({ length: 101 }, (_, index) => `a${index}`).join(',') }, false],
    ['a long name beside a short one', { value: `${'x'.repeat(151)},Maya` }, false],
    ['one of a list, twice', { ...riscv, value: 'riscv,riscv' }, true],
    ['one of a list', { ...riscv, value: 'riscv' }, true],
    ['one that is not in the list', { ...riscv, value: 'riscv,vax' }, false],
    ['a choice that is not in the list', { ...riscv, kind: 'choice', value: 'vax' }, false],
    ['a choice that has to be made again', { ...riscv, kind: 'choice', value: 'vax', required: true }, true],
    ['a text', { kind: 'text', value: 'x'.repeat(3000) }, true],
    ['a longer text', { kind: 'text', value: 'x'.repeat(3001) }, false],
  ] as const
  for (const [what, more, isShown] of fields) {
    test(`${what}: ${isShown ? 'is shown' : 'is not shown'}`, () => {
      const field: FormField = { ...authors, ...more }
      expect(overfullField({ title: 'x', submit: 'x', fields: [field] }) === undefined).toBe(isShown)
    })
  }
})
