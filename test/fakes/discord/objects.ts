import { list, record, text, type Json } from '../json.ts'
import {
  applicationId,
  askerId,
  guildId,
  may,
  ownerId,
  type Channel,
  type Message,
  type State,
} from './server-state.ts'

/* Things as Discord tells them. */

export function bot(): Json {
  return { id: applicationId, username: 'kvm', discriminator: '0', global_name: null, avatar: null, bot: true }
}

/** https://discord.com/developers/docs/resources/message#message-object */
export function messageObject(message: Message, channel: string): Json {
  return {
    id: message.id,
    channel_id: channel,
    type: message.repliesTo === undefined ? 0 : 19,
    author: bot(),
    content: text(message.body['content']),
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: message.edits > 0 ? new Date().toISOString() : null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: message.files.map(({ name, size, type }, index) => ({
      id: `6000000000000000${index}`,
      filename: name,
      size,
      content_type: type,
      url: `https://cdn.example.org/${name}`,
      proxy_url: `https://cdn.example.org/${name}`,
    })),
    embeds: list(message.body['embeds']).map((embed) => ({ type: 'rich', ...record(embed) })),
    components: list(message.body['components']),
    pinned: false,
    flags: Number(message.body['flags'] ?? 0),
    ...(message.repliesTo !== undefined && {
      message_reference: { message_id: message.repliesTo, channel_id: channel },
    }),
    ...(message.from === 'interaction' && {
      interaction_metadata: {
        id: message.id,
        type: message.through === undefined ? 2 : 3,
        user: person(askerId),
        authorizing_integration_owners: { '0': guildId },
        ...(message.through !== undefined && { interacted_message_id: message.through }),
      },
    }),
  }
}

export function person(id: string): Json {
  return { id, username: 'asker', discriminator: '0', global_name: '*Asker* @everyone', avatar: null }
}

/** https://discord.com/developers/docs/resources/guild#guild-member-object */
export function member(user: Json): Json {
  return { user, roles: [], joined_at: '2026-01-01T00:00:00.000Z', deaf: false, mute: false, flags: 0 }
}

/** https://discord.com/developers/docs/resources/channel#channel-object */
export function channelObject(channel: Channel): Json {
  const { id, name, type, parentId } = channel
  if (type === 1) return { id, type, recipients: [person(askerId)], last_message_id: null }
  return {
    id,
    type,
    guild_id: guildId,
    name,
    position: 0,
    permission_overwrites: [],
    parent_id: parentId ?? null,
    topic: null,
    nsfw: false,
    ...(type === 15 && {
      available_tags: channel.tags.map((tag) => ({ moderated: false, emoji_id: null, emoji_name: null, ...tag })),
      flags: channel.requiresTag ? 1 << 4 : 0,
    }),
    ...(type === 11 && {
      owner_id: applicationId,
      applied_tags: channel.appliedTags,
      message_count: channel.messages.length,
      member_count: 1,
      thread_metadata: {
        archived: channel.archived,
        auto_archive_duration: channel.archiveMinutes,
        archive_timestamp: new Date(channel.archivedAt).toISOString(),
        locked: channel.locked,
      },
    }),
  }
}

export function everyone(state: State): Json {
  return {
    id: guildId,
    name: '@everyone',
    permissions: String(state.permissions),
    position: 0,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    flags: 0,
  }
}

/** https://discord.com/developers/docs/resources/guild#guild-object, as far as a client needs it. */
export function guild(state: State): Json {
  const channels = [...state.channels.values()].filter(({ type }) => type === 0 || type === 15)
  return {
    id: guildId,
    name: 'stand-in',
    owner_id: ownerId,
    roles: [everyone(state)],
    emojis: [],
    features: [],
    stickers: [],
    members: [member(bot())],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    threads: [],
    member_count: 2,
    joined_at: '2026-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
    preferred_locale: 'en-US',
    channels: channels.map(channelObject),
  }
}

export function allows(state: State, permission: keyof typeof may): boolean {
  return (state.permissions & may[permission]) !== 0n
}
