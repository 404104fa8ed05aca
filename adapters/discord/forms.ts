import { randomUUID } from 'node:crypto'
import {
  MessageFlags,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type ModalMessageModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js'
import type { Answer, Form, FormField, Host } from '#src/ports.ts'
import { contentOf, tellAsker } from '#adapters/discord/answering.ts'
import { askerOf, type Asked } from '#adapters/discord/asker.ts'
import type { Choice } from '#adapters/discord/choice-pages.ts'
import { formDialog, formMessage, splitValues, type OpenForm } from '#adapters/discord/form-view.ts'

export type FormUse = ButtonInteraction | StringSelectMenuInteraction | ModalMessageModalSubmitInteraction

/** Forms that people are filling in. They are kept in memory: a message that only one person sees does not last either. */
export interface Forms {
  open(
    interaction: ChatInputCommandInteraction | ButtonInteraction,
    command: string,
    options: Readonly<Record<string, string>>,
  ): Promise<void>
  /** A menu was used, a text typed, or a button pressed. */
  use(interaction: FormUse, what: { readonly form: string; readonly part: string }): Promise<void>
}

const mostOpen = 500

export function newForms(host: Host): Forms {
  const open = new Map<string, OpenForm & { readonly user: string }>()

  function keep(form: OpenForm, user: string): OpenForm {
    open.delete(form.id)
    open.set(form.id, { ...form, user })
    const [oldest] = open.keys()
    if (open.size > mostOpen && oldest !== undefined) open.delete(oldest)
    return form
  }

  async function withOutlook(form: OpenForm, asked: Asked): Promise<OpenForm> {
    return { ...form, outlook: await host.outlook(form.form.submit, optionsOf(form), asked) }
  }

  /** Discord waits three seconds for the first word, and takes a dialog only as that. */
  async function save(interaction: FormUse, form: OpenForm): Promise<void> {
    // Closed before anything is waited for: a second click must not save twice.
    open.delete(form.id)
    const asked = askerOf(interaction)
    const answer = await answerTo(interaction, form, asked).catch((error: unknown) => {
      keep(form, asked.user.id)
      throw error
    })
    // What was refused stays open, with the reason.
    if (!answer.ok) return show(interaction, keep({ ...form, outlook: answer.notice.fallback }, asked.user.id))
    await interaction.deleteReply()
    const content = await contentOf(answer)
    await interaction.followUp(answer.to === 'channel' ? content : { ...content, flags: MessageFlags.Ephemeral })
  }

  async function answerTo(interaction: FormUse, form: OpenForm, asked: Asked): Promise<Answer> {
    await interaction.deferUpdate()
    return host.answer({ ...asked, input: { name: form.form.submit, options: optionsOf(form) } })
  }

  return {
    async open(interaction, command, options) {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral })
      const asked = askerOf(interaction)
      const form = await host.form(command, options, asked)
      if ('notice' in form) return void (await interaction.editReply(await contentOf(form)))
      const opened = await withOutlook(await openForm(form, host, asked), asked)
      await show(interaction, keep(opened, asked.user.id))
    },
    async use(interaction, { form: id, part }) {
      const form = open.get(id)
      if (form === undefined || form.user !== interaction.user.id)
        return tellAsker(interaction, 'This form was saved already, or is too old to go on with: ask for it again.')
      if (part === 'cancel') {
        open.delete(id)
        await interaction.deferUpdate()
        return interaction.deleteReply()
      }
      if (part === 'save') return save(interaction, form)
      const [action, place] = part.split('-')
      if (action === 'type' && interaction.isButton()) {
        const dialog = formDialog(form, Number(place))
        return dialog ? interaction.showModal(dialog) : undefined
      }
      await interaction.deferUpdate()
      const changed = changedBy(interaction, form, String(action), Number(place))
      await show(interaction, keep(await withOutlook(changed, askerOf(interaction)), form.user))
    },
  }
}

async function show(interaction: FormUse | ChatInputCommandInteraction, form: OpenForm): Promise<void> {
  await interaction.editReply({
    flags: MessageFlags.IsComponentsV2,
    components: formMessage(form),
    allowedMentions: { parse: [] },
  })
}

async function openForm(form: Form, host: Host, asked: Asked): Promise<OpenForm> {
  const choices = new Map<string, readonly Choice[]>()
  for (const field of form.fields)
    if (field.kind !== 'text') choices.set(field.name, await choicesOf(field, host, asked))
  return {
    id: randomUUID().replaceAll('-', ''),
    form,
    choices,
    values: new Map(form.fields.map(({ name, value }) => [name, value])),
    pages: new Map(),
    outlook: '',
  }
}

/** What is chosen now can always be kept, even where it is no longer offered. */
async function choicesOf(
  { choices, suggests, value, kind }: FormField,
  host: Host,
  asked: Asked,
): Promise<readonly Choice[]> {
  const offered =
    choices ?? (suggests ? await host.suggest(suggests, '', asked) : []).map((word) => ({ value: word, label: word }))
  const now = kind === 'choices' ? splitValues(value) : [value]
  const missing = now.filter((one) => one !== '' && !offered.some((choice) => choice.value === one))
  return [...missing.map((one) => ({ value: one, label: one })), ...offered]
}

/** What is empty and was so is not sent. */
function optionsOf({ form, values }: OpenForm): Readonly<Record<string, string>> {
  const given = form.fields.map(({ name, value }) => ({ name, before: value, now: values.get(name) ?? '' }))
  return Object.fromEntries(
    given.filter(({ before, now }) => now !== '' || before !== '').map(({ name, now }) => [name, now]),
  )
}

function changedBy(interaction: FormUse, form: OpenForm, action: string, place: number): OpenForm {
  if (interaction.isModalSubmit()) {
    const names = form.form.fields.filter(({ kind }) => kind === 'text').map(({ name }) => name)
    const typed = names
      .filter((name) => interaction.fields.fields.has(name))
      .map((name) => [name, interaction.fields.getTextInputValue(name)] as const)
    return { ...form, values: new Map([...form.values, ...typed]) }
  }
  const field = form.form.fields[place]
  if (!interaction.isStringSelectMenu() || field === undefined) return form
  if (action === 'turn')
    return { ...form, pages: new Map([...form.pages, [field.name, Number(interaction.values[0])]]) }
  // What is chosen on other pages stays chosen.
  const onPage = new Set(interaction.component.options.map(({ value }) => value))
  const before = splitValues(form.values.get(field.name) ?? '')
  const kept = field.kind === 'choices' ? before.filter((value) => !onPage.has(value)) : []
  return { ...form, values: new Map([...form.values, [field.name, [...kept, ...interaction.values].join(',')]]) }
}
