import { MessageFlags, type ButtonInteraction } from 'discord.js'
import type { Host } from '#src/ports.ts'
import { contentOf } from '#adapters/discord/answering.ts'
import { askerOf } from '#adapters/discord/asker.ts'

/** The further buttons of a post, for the one who asked for them. */
export async function showMore(interaction: ButtonInteraction, index: number, host: Host): Promise<void> {
  await interaction.deferReply({ flags: MessageFlags.Ephemeral })
  const button = (await host.post?.(askerOf(interaction)))?.buttons?.[index]
  const buttons = button && 'more' in button ? button.more : []
  const words = buttons.length === 0 ? 'Nothing more is known of this post.' : 'More about this series:'
  await interaction.editReply(
    await contentOf({
      notice: { fallback: words, tone: 'plain', blocks: [{ is: 'text', spans: [{ text: words }] }], buttons },
    }),
  )
}
