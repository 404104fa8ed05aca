import type { ButtonInteraction } from 'discord.js'
import { neutralise } from '#src/lib/neutralise.ts'
import { contentOf, tellAsker, type Shown } from '#adapters/discord/answering.ts'
import { mayWrite } from '#adapters/discord/asker.ts'
import { renderEmbed } from '#adapters/discord/embeds.ts'
import { escapeMarkdown } from '#adapters/discord/markdown.ts'

/** Shows everybody an answer that one person saw, with the name of that person. */
export async function share(interaction: ButtonInteraction, shown: Shown): Promise<void> {
  if (!mayWrite(interaction)) return tellAsker(interaction, 'You may not write in this channel, so this is not shared.')
  // Taken before anything is waited for: a second click comes before the button is gone.
  const notice = shown.take(interaction.message.id)
  if (notice === undefined)
    return tellAsker(interaction, 'This answer was shared already, or is too old to be: ask again, then share.')
  // Only the button that was pressed goes away; this is the first word that Discord waits for.
  await interaction.update({ components: renderEmbed(notice).components })
  const by = escapeMarkdown(neutralise(interaction.user.displayName))
  await interaction.followUp({ ...(await contentOf({ notice })), content: `Shared by ${by}` })
}
