import { z } from 'zod'

/** Of a message, the fields that we use: https://discord.com/developers/docs/resources/message#message-object */
export type DiscordMessage = z.infer<typeof message>

export const message = z.object({
  id: z.string(),
  channel_id: z.string(),
  author: z.object({ id: z.string() }),
  nonce: z.union([z.string(), z.number()]).optional(),
  embeds: z.array(z.object({ title: z.string().optional(), footer: z.object({ text: z.string() }).optional() })),
})

export function readMessage(answer: unknown): DiscordMessage {
  return message.parse(answer)
}

export function readMessages(answer: unknown): readonly DiscordMessage[] {
  return z.array(message).parse(answer)
}
