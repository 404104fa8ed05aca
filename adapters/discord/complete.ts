import type { AutocompleteInteraction } from 'discord.js'
import type { Host } from '#src/ports.ts'
import { askerOf } from '#adapters/discord/asker.ts'

const mostChoices = 25
const longestChoice = 100

/** At most 25 choices within 3 seconds, no deferral: https://discord.com/developers/docs/interactions/application-commands#autocomplete */
export async function complete(interaction: AutocompleteInteraction, host: Host): Promise<void> {
  const focused = interaction.options.getFocused(true)
  const declaration = host.commands.find((command) => command.name === interaction.options.getSubcommand())
  const kind = declaration?.options.find((option) => option.name === focused.name)?.suggests
  const words = kind ? await host.suggest(kind, focused.value, askerOf(interaction)) : []
  const choices = words.filter((word) => word.length > 0 && word.length <= longestChoice).slice(0, mostChoices)
  await interaction.respond(choices.map((word) => ({ name: word, value: word })))
}
