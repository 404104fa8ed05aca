import { PermissionFlagsBits, type Client } from 'discord.js'

/** What the invite link asks for, as server settings call it. https://discord.com/developers/docs/topics/permissions */
const needed = [
  ['ViewChannel', 'View Channel'],
  ['SendMessages', 'Send Messages'],
  ['EmbedLinks', 'Embed Links'],
  ['AttachFiles', 'Attach Files'],
  ['CreatePublicThreads', 'Create Public Threads'],
  ['SendMessagesInThreads', 'Send Messages in Threads'],
  ['ReadMessageHistory', 'Read Message History'],
] as const

export type NeededPermission = (typeof needed)[number][1]

/** Which of them we lack in a channel, as far as the gateway has told; undefined where it has not. */
export function missingPermissions(client: Client, channelId: string): readonly NeededPermission[] | undefined {
  const channel = client.channels.cache.get(channelId)
  if (!channel || !('guild' in channel) || !channel.guild.members.me) return undefined
  const ours = channel.permissionsFor(channel.guild.members.me)
  return needed.filter(([flag]) => !ours.has(PermissionFlagsBits[flag])).map(([, name]) => name)
}
