import {
  Events,
  MessageFlags,
  PermissionFlagsBits,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Client,
  type Interaction,
} from 'discord.js'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer, CommandRequest, Host } from '#src/ports.ts'
import type { InFlight } from '#src/runtime/in-flight.ts'
import type { Log } from '#src/runtime/log.ts'
import { commandOfButton, renderEmbed } from '#adapters/discord/embeds.ts'

const mostChoices = 25
const longestChoice = 100

/**
 * Puts the host's commands behind `/kvm` and our buttons. Discord waits 3 seconds for the first word
 * (https://discord.com/developers/docs/interactions/receiving-and-responding), so every answer begins with a deferral.
 */
export function listen(client: Client, host: Host, { log, work }: { log: Log; work: InFlight }): void {
  client.on(Events.InteractionCreate, (interaction) => {
    work
      .track(respond(interaction, host))
      // 10062 and 40060: too late, or answered already. Nobody is helped by a second try.
      .catch((error: unknown) => log.warn({ error: String(error) }, 'an answer could not be given'))
  })
}

async function respond(interaction: Interaction, host: Host): Promise<void> {
  if (interaction.isAutocomplete()) return suggest(interaction, host)
  if (interaction.isChatInputCommand()) return runCommand(interaction, host)
  if (interaction.isButton()) return runButton(interaction, host)
}

function asker(interaction: Interaction): Omit<CommandRequest, 'input'> {
  const { user } = interaction
  return { platform: 'discord', channel: channelOf(interaction), user: { id: user.id, name: user.displayName } }
}

/** In a thread, the channel that it belongs to: subscriptions are a channel's. */
function channelOf({ channel, channelId }: Interaction): string {
  return (channel?.isThread() ? channel.parentId : channelId) ?? ''
}

async function runCommand(interaction: ChatInputCommandInteraction, host: Host): Promise<void> {
  const name = interaction.options.getSubcommand()
  const declaration = host.commands.find((command) => command.name === name)
  const changes = declaration?.changes ?? false
  if (changes && !mayChange(interaction)) {
    const embed = renderEmbed(refusal)
    await interaction.reply({ ...visible(embed), flags: MessageFlags.Ephemeral })
    return
  }
  const given = interaction.options.data[0]?.options ?? []
  const options = Object.fromEntries(given.map((option) => [option.name, String(option.value ?? '')]))
  await deferAndAnswer(interaction, changes, () => host.answer({ ...asker(interaction), input: { name, options } }))
}

async function runButton(interaction: ButtonInteraction, host: Host): Promise<void> {
  const text = commandOfButton(interaction.customId)
  if (text === undefined) return
  const changes = host.commands.some((command) => command.changes && text.split(' ')[0] === command.name)
  if (changes && !mayChange(interaction)) {
    await interaction.reply({ ...visible(renderEmbed(refusal)), flags: MessageFlags.Ephemeral })
    return
  }
  await deferAndAnswer(interaction, changes, () => host.answer({ ...asker(interaction), input: { text } }))
}

const refusal: Notice = {
  fallback: 'Only people who may manage this channel can change what it gets.',
  tone: 'plain',
  blocks: [],
}

/** Rules of a server act on the whole command, so what changes a channel is checked here as well. */
function mayChange(interaction: ChatInputCommandInteraction | ButtonInteraction): boolean {
  return interaction.memberPermissions?.has(PermissionFlagsBits.ManageChannels) ?? false
}

/**
 * Who sees an answer is fixed when it is deferred, before the answer is known. Where the guess was wrong, the
 * placeholder goes and the answer comes as a message of its own.
 */
async function deferAndAnswer(
  interaction: ChatInputCommandInteraction | ButtonInteraction,
  forAll: boolean,
  answer: () => Promise<Answer>,
): Promise<void> {
  await interaction.deferReply(forAll ? {} : { flags: MessageFlags.Ephemeral })
  const { notice, to } = await answer()
  const content = visible(renderEmbed(notice))
  if (forAll === (to === 'channel')) {
    await interaction.editReply(content)
    return
  }
  await interaction.deleteReply()
  await interaction.followUp(to === 'channel' ? content : { ...content, flags: MessageFlags.Ephemeral })
}

type Content = Pick<ReturnType<typeof renderEmbed>, 'embeds' | 'components'> & { allowedMentions: { parse: [] } }

function visible({ embeds, components }: ReturnType<typeof renderEmbed>): Content {
  return { embeds, components, allowedMentions: { parse: [] } }
}

/** At most 25 choices within 3 seconds, no deferral: https://discord.com/developers/docs/interactions/application-commands#autocomplete */
async function suggest(interaction: AutocompleteInteraction, host: Host): Promise<void> {
  const focused = interaction.options.getFocused(true)
  const declaration = host.commands.find((command) => command.name === interaction.options.getSubcommand())
  const kind = declaration?.options.find((option) => option.name === focused.name)?.suggests
  const words = kind ? await host.suggest(kind, focused.value, asker(interaction)) : []
  const choices = words.filter((word) => word.length > 0 && word.length <= longestChoice).slice(0, mostChoices)
  await interaction.respond(choices.map((word) => ({ name: word, value: word })))
}
