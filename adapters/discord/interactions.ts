import {
  Events,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type Interaction,
} from 'discord.js'
import type { CommandDeclaration, CommandRequest, Host } from '#src/ports.ts'
import type { InFlight } from '#src/runtime/in-flight.ts'
import type { Log } from '#src/runtime/log.ts'
import { deferAndAnswer, newShown, type Shown } from '#adapters/discord/answering.ts'
import { askerOf } from '#adapters/discord/asker.ts'
import { complete } from '#adapters/discord/complete.ts'
import { readCustomId } from '#adapters/discord/custom-ids.ts'
import { alreadyAnswered, hasCode, unknownInteraction } from '#adapters/discord/errors.ts'
import { tellFailure } from '#adapters/discord/failure.ts'
import { newForms, type Forms } from '#adapters/discord/forms.ts'
import { showMore } from '#adapters/discord/more.ts'
import { share } from '#adapters/discord/share.ts'

interface Parts {
  readonly host: Host
  readonly shown: Shown
  readonly forms: Forms
}

/**
 * Puts the host's commands behind `/kvm` and our buttons. Discord waits 3 seconds for the first word
 * (https://discord.com/developers/docs/interactions/receiving-and-responding), so answers begin with a deferral.
 */
export function listen(client: Client, host: Host, { log, work }: { log: Log; work: InFlight }): void {
  const parts: Parts = { host, shown: newShown(), forms: newForms(host) }
  client.on(Events.InteractionCreate, (interaction) => {
    work
      .track(respond(interaction, parts).catch((error: unknown) => failed(error, interaction, log)))
      .catch((error: unknown) => log.warn({ error: String(error) }, 'an answer could not be given'))
  })
}

/** Rejects where nobody can be told. */
async function failed(error: unknown, interaction: Interaction, log: Log): Promise<void> {
  // Too late, or answered already: nobody is helped by a second try.
  if (hasCode(error, unknownInteraction) || hasCode(error, alreadyAnswered)) throw error
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a request could not be answered')
  await tellFailure(interaction)
}

async function respond(interaction: Interaction, parts: Parts): Promise<void> {
  if (interaction.isAutocomplete()) return complete(interaction, parts.host)
  if (interaction.isChatInputCommand()) return runCommand(interaction, parts)
  if (!interaction.isMessageComponent() && !interaction.isModalSubmit()) return
  const id = readCustomId(interaction.customId)
  if (id?.is === 'form') {
    if (interaction.isButton() || interaction.isStringSelectMenu()) return parts.forms.use(interaction, id)
    if (interaction.isModalSubmit() && interaction.isFromMessage()) return parts.forms.use(interaction, id)
  }
  if (!interaction.isButton()) return
  if (id?.is === 'command') return runButton(interaction, id.text, parts)
  if (id?.is === 'more') return showMore(interaction, id.index, parts.host)
  if (id?.is === 'share') return share(interaction, parts.shown)
}

async function runCommand(interaction: ChatInputCommandInteraction, parts: Parts): Promise<void> {
  const name = interaction.options.getSubcommand()
  const given = interaction.options.data[0]?.options ?? []
  const options = Object.fromEntries(given.map((option) => [option.name, String(option.value ?? '')]))
  const declared = parts.host.commands.find((command) => command.name === name)
  const asksForForm = declared?.form === true && given.every((option) => option.name === 'id')
  if (asksForForm) return parts.forms.open(interaction, name, options)
  await answer(interaction, declared, { name, options }, parts)
}

/** What the button says is read anew, and whether the person may is asked anew. */
async function runButton(interaction: ButtonInteraction, text: string, parts: Parts): Promise<void> {
  const [, name = '', id] = /^([\w-]+)(?: id:(\S+))?$/u.exec(text) ?? []
  const declared = parts.host.commands.find((command) => command.name === text.split(' ')[0])
  if (declared?.form === true && declared.name === name)
    return parts.forms.open(interaction, name, id === undefined ? {} : { id })
  await answer(interaction, declared, { text }, parts)
}

async function answer(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  declared: CommandDeclaration | undefined,
  input: CommandRequest['input'],
  { host, shown }: Parts,
): Promise<void> {
  const forAll = declared?.changes ?? false
  const mayBeShared = !forAll && declared?.personal !== true
  const request = { ...askerOf(interaction), input }
  await deferAndAnswer(interaction, { forAll, shown: mayBeShared ? shown : undefined }, () => host.answer(request))
}
