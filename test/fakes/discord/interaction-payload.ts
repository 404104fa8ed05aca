import { list, text, type Json } from '../json.ts'
import { channelObject, member, messageObject, person } from './objects.ts'
import { applicationId, askerId, guildId, type Message, type State } from './server-state.ts'

/** 2 command, 3 button or menu, 4 completion, 5 dialog. */
export type InteractionType = 2 | 3 | 4 | 5

/** Manage Channels and Send Messages. */
const manager = '2064'

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object */
export function interactionPayload(
  state: State,
  about: { readonly id: string; readonly token: string; readonly type: InteractionType; readonly channel: string },
  how: Json,
): Json {
  const id = text(how['user']) || askerId
  const user = person(id)
  const channel = state.channels.get(about.channel)
  const isDirect = channel?.type === 1
  if (!isDirect) state.members.add(id)
  const message = pressedMessage(state, about.channel, how)
  return {
    id: about.id,
    application_id: applicationId,
    type: about.type,
    token: about.token,
    version: 1,
    channel_id: about.channel,
    channel: {
      ...(channel ? channelObject(channel) : { id: about.channel, type: 0, name: 'lists' }),
      permissions: '0',
    },
    ...(isDirect
      ? { user, context: 1 }
      : {
          guild_id: guildId,
          member: { ...member(user), permissions: text(how['permissions']) || manager },
          context: 0,
        }),
    locale: 'en-US',
    guild_locale: 'en-US',
    app_permissions: '0',
    entitlements: [],
    authorizing_integration_owners: { '0': guildId },
    data: dataOf(about.type, how),
    ...(message && { message: messageObject(message, about.channel) }),
  }
}

/** The message whose button, menu or dialog it is. */
export function pressedMessage(state: State, channel: string, how: Json): Message | undefined {
  const id = text(how['message'])
  if (id === '') return undefined
  const kept =
    state.hidden.get(id)?.message ?? state.channels.get(channel)?.messages.find((message) => message.id === id)
  return (
    kept ?? {
      id,
      nonce: undefined,
      repliesTo: undefined,
      at: 0,
      body: {},
      edits: 0,
      editedAt: [],
      from: 'bot',
      files: [],
    }
  )
}

function dataOf(type: InteractionType, how: Json): Json {
  if (type === 3) {
    const values = how['values']
    return { custom_id: text(how['customId']), component_type: values === undefined ? 2 : 3, values }
  }
  if (type === 5) {
    const fields = Object.entries((how['fields'] ?? {}) as Json)
    return {
      custom_id: text(how['customId']),
      components: fields.map(([name, value], index) => ({
        type: 18,
        id: 2 * index + 1,
        component: { type: 4, id: 2 * index + 2, custom_id: name, value },
      })),
    }
  }
  return {
    id: '555555555555555555',
    name: text(how['command']),
    type: 1,
    options: [{ type: 1, name: text(how['name']), options: list(how['options']) }],
  }
}
