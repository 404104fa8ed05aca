import { randomUUID } from 'node:crypto'
import { list, record, text, type Json } from '../json.ts'
import type { Gateway } from './gateway.ts'
import { checkBody } from './rules.ts'
import { applicationId, guildId, addChannel, snowflake, type Message, type State } from './server-state.ts'
import { whatReadersSee, type Seen } from './what-readers-see.ts'

/* People who use commands and buttons: https://discord.com/developers/docs/interactions/receiving-and-responding */

/** "You must send an initial response within 3 seconds"; the token is good for 15 minutes. */
const firstWordMs = 3000
const tokenMs = 15 * 60_000
const ephemeral = 64

interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: 2 | 3 | 4
  readonly channel: string
  readonly at: number
  responded: boolean
  /** A deferral that still waits to be filled. */
  pending: boolean
  ephemeral: boolean
  original: Message | undefined
  readonly given: { id: string; to: 'asker' | 'channel'; seen: Seen }[]
  choices: readonly unknown[] | undefined
  heard: () => void
}

export interface Reply {
  readonly status: number
  readonly body: unknown
}

export interface People {
  use(how: Json, type: 2 | 3 | 4): Promise<unknown>
  callback(id: string, token: string, body: Json): Reply
  followUp(token: string, body: Json): Reply
  editOriginal(token: string, body: Json): Reply
  deleteOriginal(token: string): Reply
}

function no(status: number, code: number, message: string): Reply {
  return { status, body: { code, message } }
}

export function people(state: State, gateway: Gateway): People {
  const byToken = new Map<string, Interaction>()

  function alive(token: string): Interaction | Reply {
    const interaction = byToken.get(token)
    // 50027: "Invalid webhook token".
    if (!interaction || Date.now() - interaction.at > tokenMs) return no(401, 50027, 'Invalid Webhook Token')
    if (!interaction.responded) return no(404, 10015, 'Unknown Webhook')
    return interaction
  }

  function give(interaction: Interaction, body: Json, hidden: boolean): Message {
    const message: Message = {
      id: snowflake(Date.now()),
      nonce: undefined,
      repliesTo: undefined,
      at: Date.now(),
      body,
      edits: 0,
      from: 'interaction',
    }
    if (!hidden) addChannel(state, interaction.channel).messages.push(message)
    interaction.given.push({ id: message.id, to: hidden ? 'asker' : 'channel', seen: whatReadersSee(body) })
    interaction.heard()
    return message
  }

  return {
    async use(how, type) {
      const id = snowflake(Date.now())
      const heard = Promise.withResolvers<void>()
      const channel = text(how['channel'])
      const interaction: Interaction = {
        id,
        token: randomUUID(),
        type,
        channel,
        at: Date.now(),
        responded: false,
        pending: false,
        ephemeral: false,
        original: undefined,
        given: [],
        choices: undefined,
        heard: heard.resolve,
      }
      byToken.set(interaction.token, interaction)
      gateway.dispatch('INTERACTION_CREATE', payload(interaction, how))
      await Promise.race([
        heard.promise,
        new Promise((resolve) => setTimeout(resolve, Number(how['waitMs'] ?? 4000)).unref()),
      ])
      return { answers: interaction.given, choices: interaction.choices, responded: interaction.responded }
    },

    callback(id, token, body) {
      const interaction = byToken.get(token)
      if (!interaction || interaction.id !== id || Date.now() - interaction.at > firstWordMs) {
        state.violations.push({ rule: 'first word within three seconds', detail: id })
        return no(404, 10062, 'Unknown interaction')
      }
      if (interaction.responded) {
        state.violations.push({ rule: 'one first response', detail: id })
        return no(400, 40060, 'Interaction has already been acknowledged.')
      }
      const kind = Number(body['type'])
      // https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type
      const allowed = interaction.type === 4 ? [8] : interaction.type === 3 ? [4, 5, 6, 7, 9] : [4, 5, 9]
      if (!allowed.includes(kind)) return refuse(state, 'callback type fits the interaction', String(kind))
      const data = record(body['data'])
      const fault =
        kind === 8 ? checkBody('callbackChoices', body) : kind === 4 ? checkBody('callbackMessage', body) : undefined
      if (fault) return refuse(state, 'interaction response', fault.where)
      interaction.responded = true
      if (kind === 8) {
        interaction.choices = list(data['choices'])
        interaction.heard()
        return { status: 204, body: undefined }
      }
      interaction.ephemeral = (Number(data['flags'] ?? 0) & ephemeral) !== 0
      if (kind === 5) interaction.pending = true
      if (kind === 4) interaction.original = give(interaction, data, interaction.ephemeral)
      return { status: 204, body: undefined }
    },

    followUp(token, body) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      const fault = checkBody('followUp', body)
      if (fault) return refuse(state, 'follow-up', fault.where, fault.code)
      // The first follow-up after a deferral fills it, and is seen by whom the deferral was for.
      const fills = interaction.pending
      const hidden = fills ? interaction.ephemeral : (Number(body['flags'] ?? 0) & ephemeral) !== 0
      const message = give(interaction, body, hidden)
      if (fills) {
        interaction.pending = false
        interaction.original = message
      }
      return { status: 200, body: messageObject(message, interaction.channel) }
    },

    editOriginal(token, body) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      const fault = checkBody('editReply', body)
      if (fault) return refuse(state, 'edit of a reply', fault.where, fault.code)
      if (interaction.pending) {
        interaction.pending = false
        interaction.original = give(interaction, body, interaction.ephemeral)
      } else if (interaction.original) interaction.original.body = { ...interaction.original.body, ...body }
      else return no(404, 10008, 'Unknown Message')
      return { status: 200, body: messageObject(interaction.original, interaction.channel) }
    },

    deleteOriginal(token) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      if (!interaction.pending && !interaction.original) return no(404, 10008, 'Unknown Message')
      interaction.pending = false
      interaction.original = undefined
      return { status: 204, body: undefined }
    },
  }
}

export function refuse(state: State, rule: string, detail: string, code = 50035): Reply {
  state.violations.push({ rule, detail })
  return no(400, code, code === 50006 ? 'Cannot send an empty message' : `Invalid Form Body: ${detail}`)
}

export function messageObject(message: Message, channel: string): Json {
  return {
    id: message.id,
    channel_id: channel,
    type: message.repliesTo === undefined ? 0 : 19,
    author: { id: applicationId, username: 'kvm', discriminator: '0', global_name: null, avatar: null, bot: true },
    content: text(message.body['content']),
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: message.edits > 0 ? new Date().toISOString() : null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: list(message.body['embeds']).map((embed) => ({ type: 'rich', ...record(embed) })),
    components: list(message.body['components']),
    pinned: false,
    flags: Number(message.body['flags'] ?? 0),
    ...(message.repliesTo !== undefined && {
      message_reference: { message_id: message.repliesTo, channel_id: channel },
    }),
  }
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object */
function payload(interaction: Interaction, how: Json): Json {
  const user = { id: '444444444444444444', username: 'asker', discriminator: '0', global_name: 'Asker', avatar: null }
  return {
    id: interaction.id,
    application_id: applicationId,
    type: interaction.type,
    token: interaction.token,
    version: 1,
    guild_id: guildId,
    channel_id: interaction.channel,
    channel: { id: interaction.channel, type: 0, guild_id: guildId, name: 'lists', permissions: '0' },
    member: {
      user,
      roles: [],
      joined_at: '2026-01-01T00:00:00.000Z',
      deaf: false,
      mute: false,
      flags: 0,
      permissions: text(how['permissions']) || '16',
    },
    locale: 'en-US',
    guild_locale: 'en-US',
    app_permissions: '0',
    entitlements: [],
    authorizing_integration_owners: { '0': guildId },
    context: 0,
    data: interaction.type === 3 ? { custom_id: text(how['customId']), component_type: 2 } : commandData(how),
    ...(interaction.type === 3 && {
      message: messageObject(
        {
          id: text(how['message']),
          nonce: undefined,
          repliesTo: undefined,
          at: Date.now(),
          body: {},
          edits: 0,
          from: 'bot',
        },
        interaction.channel,
      ),
    }),
  }
}

function commandData(how: Json): Json {
  return {
    id: '555555555555555555',
    name: text(how['command']),
    type: 1,
    options: [{ type: 1, name: text(how['name']), options: list(how['options']) }],
  }
}
