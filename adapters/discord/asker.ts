import { PermissionFlagsBits, Routes, type Interaction } from 'discord.js'
import { directChannel, type CommandRequest, type Rights } from '#src/ports.ts'
import { hasCode, unknownMember, unknownUser } from '#adapters/discord/errors.ts'

export type Asked = Omit<CommandRequest, 'input'>

/** Who asks, where, and about which post. */
export function askerOf(interaction: Interaction): Asked {
  const { user } = interaction
  const about = aboutOf(interaction)
  return {
    platform: 'discord',
    channel: channelOf(interaction),
    user: { id: user.id, name: user.displayName },
    ...(about !== undefined && { about }),
    rights: () => Promise.resolve(rightsOf(interaction)),
    isHere: (userId) => isMember(interaction, userId),
  }
}

/** In a thread, the channel that it belongs to: subscriptions are a channel's. */
function channelOf(interaction: Interaction): string {
  if (!interaction.inGuild()) return directChannel(interaction.user.id)
  const { channel, channelId } = interaction
  return (channel?.isThread() ? channel.parentId : channelId) ?? ''
}

/**
 * The root: a thread has the id of the message that it was started from. A button of an answer that only one person
 * sees is about the post whose button brought that answer.
 */
function aboutOf(interaction: Interaction): string | undefined {
  if (interaction.channel?.isThread()) return interaction.channel.id
  if (!interaction.isMessageComponent()) return undefined
  const { message } = interaction
  const through = message.interactionMetadata
  if (through === null || through === undefined) return message.id
  return through.interactedMessageId ?? undefined
}

/**
 * By the server's own rules. Discord does not tell who made a channel: the nearest is the server's owner. A
 * conversation with the bot has no administrators.
 */
function rightsOf(interaction: Interaction): Rights {
  if (!interaction.inGuild()) return { admin: false, creator: true }
  const { Administrator, ManageGuild, ManageChannels } = PermissionFlagsBits
  return {
    admin: interaction.memberPermissions.any([Administrator, ManageGuild, ManageChannels]),
    creator: interaction.guild?.ownerId === interaction.user.id,
  }
}

/**
 * Asked anew each time: without the privileged intent for members nobody tells us who leaves.
 * https://discord.com/developers/docs/resources/guild#get-guild-member
 */
async function isMember(interaction: Interaction, userId: string): Promise<boolean> {
  if (!interaction.inGuild()) return userId === interaction.user.id
  try {
    await interaction.client.rest.get(Routes.guildMember(interaction.guildId, userId))
    return true
  } catch (error) {
    if (hasCode(error, unknownMember) || hasCode(error, unknownUser)) return false
    throw error
  }
}

/** Whether they could have written there themselves. */
export function mayWrite(interaction: Interaction): boolean {
  if (!interaction.inGuild()) return false
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits
  return interaction.memberPermissions.has(interaction.channel?.isThread() ? SendMessagesInThreads : SendMessages)
}
