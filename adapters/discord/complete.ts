import type { AutocompleteInteraction } from 'discord.js'
import { clip, oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
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
  await interaction.respond(choicesOf(words))
}

/** Shown so that nothing in a name steers or hides, and chosen as it is. What looks empty or like another is left out. */
function choicesOf(words: readonly string[]): readonly { readonly name: string; readonly value: string }[] {
  const byName = new Map<string, string>()
  for (const value of words) {
    const name = clip(oneLine(neutralise(value)), longestChoice)
    const isSendable = value.length <= longestChoice && value.isWellFormed()
    if (name !== '' && isSendable && !byName.has(name)) byName.set(name, value)
  }
  return [...byName].slice(0, mostChoices).map(([name, value]) => ({ name, value }))
}
