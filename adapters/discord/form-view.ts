import {
  ButtonStyle,
  ComponentType,
  TextInputStyle,
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIStringSelectComponent,
} from 'discord.js'
import { clip, oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Form, FormField } from '#src/ports.ts'
import { choicePages, type Choice } from '#adapters/discord/choice-pages.ts'
import { formId } from '#adapters/discord/custom-ids.ts'
import { escapeMarkdown } from '#adapters/discord/markdown.ts'

/* A form as a message with menus, whose texts are typed in a dialog. https://discord.com/developers/docs/components/reference */

/** A form that somebody is filling in. */
export interface OpenForm {
  readonly id: string
  readonly form: Form
  /** By the name of their field. */
  readonly choices: ReadonlyMap<string, readonly Choice[]>
  readonly values: ReadonlyMap<string, string>
  /** Which page of its choices a field shows. */
  readonly pages: ReadonlyMap<string, number>
  /** What it would do, or what is wrong. */
  readonly outlook: string
}

/** Of 40 components, counting nested ones: https://discord.com/developers/docs/components/overview */
const mostMenus = 8
const mostInDialog = 5
const longestOption = 100

/** Several values stand together with commas; a name may hold one followed by a blank. */
export function splitValues(value: string): readonly string[] {
  return value.split(/,(?! )/u).filter((one) => one !== '')
}

export function formMessage(open: OpenForm): APIMessageTopLevelComponent[] {
  const { form, id } = open
  const menus = form.fields.filter(({ kind }) => kind !== 'text').slice(0, mostMenus)
  return [
    {
      type: ComponentType.Container,
      components: [
        text(`**${escapeMarkdown(neutralise(form.title)) || '…'}**`),
        ...menus.flatMap((field) => menuOf(open, field, form.fields.indexOf(field))),
        ...textsOf(open),
        ...(open.outlook === '' ? [] : [text(escapeMarkdown(clip(neutralise(open.outlook), 500)))]),
        { type: ComponentType.ActionRow, components: buttonsOf(id, form) },
      ],
    },
  ]
}

function text(content: string) {
  return { type: ComponentType.TextDisplay as const, content }
}

function menuOf(open: OpenForm, field: FormField, index: number) {
  const all = open.choices.get(field.name) ?? []
  const pages = choicePages(all)
  const page = pages[open.pages.get(field.name) ?? 0] ?? pages[0]
  if (page === undefined) return [text(`${escapeMarkdown(neutralise(field.label))}: nothing to choose from yet`)]
  const chosen = new Set(splitValues(open.values.get(field.name) ?? ''))
  const elsewhere = [...chosen].filter((value) => !page.choices.some((choice) => choice.value === value))
  const label = [field.label, ...(elsewhere.length === 0 ? [] : [`also ${elsewhere.join(', ')}`])].join(' · ')
  const several = field.kind === 'choices'
  const menu: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: formId(open.id, `choose-${index}`),
    min_values: 0,
    max_values: several ? page.choices.length : 1,
    options: page.choices.map(({ value, label: name }) => ({
      label: shown(name),
      value,
      default: chosen.has(value),
    })),
  }
  const turn: APIStringSelectComponent = {
    type: ComponentType.StringSelect,
    custom_id: formId(open.id, `turn-${index}`),
    options: pages.map(({ name }, at) => ({ label: shown(name), value: String(at), default: pages[at] === page })),
  }
  return [
    text(escapeMarkdown(clip(oneLine(neutralise(label)), 300))),
    ...(pages.length > 1 ? [{ type: ComponentType.ActionRow as const, components: [turn] }] : []),
    { type: ComponentType.ActionRow as const, components: [menu] },
  ]
}

/** What was typed so far, a line for each. */
function textsOf({ form, values }: OpenForm) {
  const lines = form.fields
    .filter(({ kind, name }) => kind === 'text' && (values.get(name) ?? '') !== '')
    .map(({ name, label }) => escapeMarkdown(clip(oneLine(neutralise(`${label}: ${values.get(name) ?? ''}`)), 200)))
  return lines.length === 0 ? [] : [text(lines.join('\n'))]
}

function buttonsOf(id: string, form: Form): APIButtonComponentWithCustomId[] {
  const button = (label: string, part: string, style: APIButtonComponentWithCustomId['style']) => ({
    type: ComponentType.Button as const,
    style,
    label: clip(label, 80),
    custom_id: formId(id, part),
  })
  const dialogs = dialogsOf(form).map((fields, at) =>
    button(fields.map(({ label }) => neutralise(label)).join(', ') || '…', `type-${at}`, ButtonStyle.Secondary),
  )
  return [
    button('Save', 'save', ButtonStyle.Success),
    ...dialogs.slice(0, 3),
    button('Cancel', 'cancel', ButtonStyle.Secondary),
  ]
}

/** Texts are typed five at a time. */
function dialogsOf({ fields }: Form): readonly (readonly FormField[])[] {
  const texts = fields.filter(({ kind }) => kind === 'text')
  return Array.from({ length: Math.ceil(texts.length / mostInDialog) }, (_, at) =>
    texts.slice(at * mostInDialog, (at + 1) * mostInDialog),
  )
}

/** The dialog for the texts of that place; undefined where there is none. */
export function formDialog(
  { form, id, values }: OpenForm,
  at: number,
): APIModalInteractionResponseCallbackData | undefined {
  const fields = dialogsOf(form)[at]
  if (fields === undefined) return undefined
  return {
    custom_id: formId(id, `typed-${at}`),
    title: clip(oneLine(neutralise(form.title)), 45) || '…',
    components: fields.map(({ name, label, hint, required }) => ({
      type: ComponentType.Label,
      label: clip(oneLine(neutralise(label)), 45) || '…',
      ...(hint !== undefined && hint !== '' && { description: clip(oneLine(neutralise(hint)), 100) }),
      component: {
        type: ComponentType.TextInput,
        custom_id: name,
        style: TextInputStyle.Short,
        required,
        max_length: 1000,
        value: (values.get(name) ?? '').slice(0, 1000),
      },
    })),
  }
}

function shown(label: string): string {
  return clip(oneLine(neutralise(label)), longestOption) || '…'
}
