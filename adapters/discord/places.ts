import { ChannelType, Routes, type Client, type REST } from 'discord.js'
import { z } from 'zod'
import { userOfDirect, type ChannelId } from '#src/ports.ts'

/** A forum's tag: https://discord.com/developers/docs/resources/channel#forum-tag-object */
export interface ForumTag {
  readonly id: string
  readonly name: string
  /** Only for those who may manage threads. */
  readonly moderated: boolean
}

/** Where posts go: a text channel, a forum, or the conversation with one person. */
export interface Place {
  readonly id: string
  readonly guild: string | undefined
  readonly is: 'text' | 'forum' | 'direct'
  readonly tags: readonly ForumTag[]
}

/** What is known of channels. */
export interface Places {
  of(channel: ChannelId): Promise<Place>
  guildOf(channel: ChannelId): string | undefined
}

const channelObject = z.object({
  id: z.string(),
  type: z.number(),
  guild_id: z.string().optional(),
  available_tags: z.array(z.object({ id: z.string(), name: z.string(), moderated: z.boolean() })).optional(),
})

const forumTypes: ReadonlySet<number> = new Set([ChannelType.GuildForum, ChannelType.GuildMedia])

/** The gateway tells of channels and their changes; one that it has not told of is asked for. */
export function placesOf(client: Client, rest: REST): Places {
  const conversations = new Map<string, Place>()
  const asked = new Map<string, Place>()

  function told(id: string): Place | undefined {
    const channel = client.channels.cache.get(id)
    if (!channel || !('guildId' in channel)) return undefined
    const guild = channel.guildId ?? undefined
    return 'availableTags' in channel
      ? { id, guild, is: 'forum', tags: channel.availableTags }
      : { id, guild, is: 'text', tags: [] }
  }

  async function ask(id: string): Promise<Place> {
    const found = channelObject.parse(await rest.get(Routes.channel(id)))
    const isForum = forumTypes.has(found.type)
    return { id, guild: found.guild_id, is: isForum ? 'forum' : 'text', tags: found.available_tags ?? [] }
  }

  /** https://discord.com/developers/docs/resources/user#create-dm: gives the same conversation each time. */
  async function open(user: string): Promise<Place> {
    const { id } = channelObject.parse(await rest.post(Routes.userChannels(), { body: { recipient_id: user } }))
    return { id, guild: undefined, is: 'direct', tags: [] }
  }

  return {
    async of(channel) {
      const user = userOfDirect(channel)
      if (user !== undefined) return kept(conversations, user, () => open(user))
      return told(channel) ?? kept(asked, channel, () => ask(channel))
    },
    guildOf: (channel) => (told(channel) ?? asked.get(channel))?.guild,
  }
}

const mostKept = 5000

async function kept(known: Map<string, Place>, key: string, find: () => Promise<Place>): Promise<Place> {
  const place = known.get(key) ?? (await find())
  known.set(key, place)
  const [oldest] = known.keys()
  if (known.size > mostKept && oldest !== undefined) known.delete(oldest)
  return place
}
