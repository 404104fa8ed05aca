import { MessageFlags, type Interaction } from 'discord.js'
import { errorNotice } from '#src/notice/answer-notice.ts'
import { contentOf } from '#adapters/discord/answering.ts'

const words = 'That did not work. The log of the bot says why.'

/** Ends what was begun where the answer failed: nobody is left before "thinking…", and no list stays open. */
export async function tellFailure(interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) return interaction.responded ? undefined : interaction.respond([])
  if (!interaction.isRepliable()) return
  const content = { ...(await contentOf({ notice: errorNotice(words) })), flags: MessageFlags.Ephemeral } as const
  if (!interaction.deferred && !interaction.replied) return void (await interaction.reply(content))
  // What would fill a placeholder is seen by whom that was for; a deferred update has none.
  const isThinking = interaction.deferred && !interaction.replied && interaction.ephemeral !== null
  if (isThinking) await interaction.deleteReply().catch(() => undefined)
  await interaction.followUp(content)
}
