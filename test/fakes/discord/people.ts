import { randomUUID } from 'node:crypto'
import { list, record, text, type Json } from '../json.ts'
import { checkFiles } from './attachment-rules.ts'
import type { Gateway } from './gateway.ts'
import { interactionPayload, pressedMessage, type InteractionType } from './interaction-payload.ts'
import { checkMentions } from './messages.ts'
import type { Uploaded } from './multipart.ts'
import { messageObject } from './objects.ts'
import { no, refuse, type Reply } from './reply.ts'
import { checkBody, v2 } from './rules.ts'
import { addChannel, guildId, snowflake, type Message, type SentFile, type State } from './server-state.ts'
import { whatReadersSee, type Seen } from './what-readers-see.ts'

/* People who use commands and buttons: https://discord.com/developers/docs/interactions/receiving-and-responding */

/** "You must send an initial response within 3 seconds"; the token is good for 15 minutes. */
const firstWordMs = 3000
const tokenMs = 15 * 60_000
const ephemeral = 64

interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: InteractionType
  readonly channel: string
  readonly at: number
  /** The message whose button was pressed. */
  readonly pressed: Message | undefined
  responded: boolean
  /** A deferral that still waits to be filled. */
  pending: boolean
  ephemeral: boolean
  original: Message | undefined
  readonly given: Given[]
  choices: readonly unknown[] | undefined
  dialog: Json | undefined
  heard: () => void
}

/** What came back, and who saw it; `changed`: the message whose button was pressed; `gone`: it was taken away. */
interface Given {
  readonly id: string
  readonly to: 'asker' | 'channel' | 'changed' | 'gone'
  readonly seen?: Seen
  readonly body?: Json
  readonly files?: readonly SentFile[]
}

export interface People {
  use(how: Json, type: InteractionType): Promise<unknown>
  callback(id: string, token: string, upload: Uploaded): Reply
  followUp(token: string, upload: Uploaded): Reply
  editOriginal(token: string, upload: Uploaded): Reply
  getOriginal(token: string): Reply
  deleteOriginal(token: string): Reply
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
const allowedCallbacks: Readonly<Record<InteractionType, readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5, 6, 7],
}

export function people(state: State, gateway: Gateway): People {
  const byToken = new Map<string, Interaction>()

  function alive(token: string): Interaction | Reply {
    const interaction = byToken.get(token)
    // 50027: "Invalid webhook token".
    if (!interaction || state.now() - interaction.at > tokenMs) return no(401, 50027, 'Invalid Webhook Token')
    if (!interaction.responded) return no(404, 10015, 'Unknown Webhook')
    return interaction
  }

  function give(interaction: Interaction, { body, files }: Uploaded, hidden: boolean): Message {
    const message: Message = {
      id: snowflake(state.now()),
      nonce: undefined,
      repliesTo: undefined,
      at: state.now(),
      body: { ...body, flags: Number(body['flags'] ?? 0) | (hidden ? ephemeral : 0) },
      edits: 0,
      editedAt: [],
      from: 'interaction',
      files: [...files.values()],
      through: interaction.pressed?.id,
    }
    checkMentions(state, body, interaction.channel)
    if (hidden) state.hidden.set(message.id, { channel: interaction.channel, message })
    else addChannel(state, interaction.channel).messages.push(message)
    tell(interaction, {
      id: message.id,
      to: hidden ? 'asker' : 'channel',
      seen: whatReadersSee(body),
      body,
      files: message.files,
    })
    return message
  }

  function change(message: Message, interaction: Interaction, body: Json): void {
    message.body = { ...message.body, ...body, flags: Number(message.body['flags'] ?? 0) | Number(body['flags'] ?? 0) }
    message.edits += 1
    tell(interaction, { id: message.id, to: 'changed', seen: whatReadersSee(message.body), body: message.body })
  }

  function tell(interaction: Interaction, given: Given): void {
    interaction.given.push(given)
    interaction.heard()
  }

  return {
    async use(how, type) {
      const id = snowflake(state.now())
      const heard = Promise.withResolvers<void>()
      const channel = text(how['channel'])
      let awaited = Number(how['answers'] ?? 1)
      const interaction: Interaction = {
        id,
        token: randomUUID(),
        type,
        channel,
        at: state.now(),
        pressed: pressedMessage(state, channel, how),
        responded: false,
        pending: false,
        ephemeral: false,
        original: undefined,
        given: [],
        choices: undefined,
        dialog: undefined,
        heard: () => ((awaited -= 1) > 0 ? undefined : heard.resolve()),
      }
      byToken.set(interaction.token, interaction)
      // Conversations belong to no server, and to the first shard.
      const of = state.channels.get(channel)?.type === 1 ? undefined : guildId
      gateway.dispatch('INTERACTION_CREATE', interactionPayload(state, interaction, how), of)
      await Promise.race([
        heard.promise,
        new Promise((resolve) => setTimeout(resolve, Number(how['waitMs'] ?? 4000)).unref()),
      ])
      const { given: answers, choices, dialog, responded, token } = interaction
      return { id, token, answers, choices, dialog, responded }
    },

    callback(id, token, { body, files }) {
      const interaction = byToken.get(token)
      if (!interaction || interaction.id !== id || state.now() - interaction.at > firstWordMs) {
        state.violations.push({ rule: 'first word within three seconds', detail: id })
        return no(404, 10062, 'Unknown interaction')
      }
      if (interaction.responded) {
        state.violations.push({ rule: 'one first response', detail: id })
        return no(400, 40060, 'Interaction has already been acknowledged.')
      }
      const kind = Number(body['type'])
      if (!allowedCallbacks[interaction.type].includes(kind))
        return refuse(state, 'callback type fits the interaction', String(kind))
      const data = record(body['data'])
      const fault = faultOf(kind, body) ?? checkFiles(data, files)
      if (fault) return refuse(state, 'interaction response', fault.where, fault.code)
      interaction.responded = true
      if (kind === 8) {
        interaction.choices = list(data['choices'])
        interaction.heard()
      }
      if (kind === 9) {
        interaction.dialog = data
        interaction.heard()
      }
      if (kind === 6 || kind === 7) interaction.original = interaction.pressed
      if (kind === 7 && interaction.pressed) change(interaction.pressed, interaction, data)
      if (kind === 4 || kind === 5) interaction.ephemeral = (Number(data['flags'] ?? 0) & ephemeral) !== 0
      if (kind === 5) interaction.pending = true
      if (kind === 4) interaction.original = give(interaction, { body: data, files }, interaction.ephemeral)
      return { status: 204, body: undefined }
    },

    followUp(token, upload) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      const { body, files } = upload
      const fault = checkBody('followUp', body) ?? checkFiles(body, files)
      if (fault) return refuse(state, 'follow-up', fault.where, fault.code)
      // The first follow-up after a deferral fills it, and is seen by whom the deferral was for.
      const fills = interaction.pending
      const hidden = fills ? interaction.ephemeral : (Number(body['flags'] ?? 0) & ephemeral) !== 0
      const message = give(interaction, upload, hidden)
      if (fills) {
        interaction.pending = false
        interaction.original = message
      }
      return { status: 200, body: messageObject(message, interaction.channel) }
    },

    editOriginal(token, upload) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      const { body, files } = upload
      const fault = checkBody('editReply', withFlag(interaction.original, body)) ?? checkFiles(body, files)
      if (fault) return refuse(state, 'edit of a reply', fault.where, fault.code)
      if (interaction.pending) {
        interaction.pending = false
        interaction.original = give(interaction, upload, interaction.ephemeral)
      } else if (interaction.original) change(interaction.original, interaction, body)
      else return no(404, 10008, 'Unknown Message')
      return { status: 200, body: messageObject(interaction.original, interaction.channel) }
    },

    getOriginal(token) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      if (!interaction.original) return no(404, 10008, 'Unknown Message')
      return { status: 200, body: messageObject(interaction.original, interaction.channel) }
    },

    deleteOriginal(token) {
      const interaction = alive(token)
      if ('status' in interaction) return interaction
      const { original, pending } = interaction
      if (!pending && !original) return no(404, 10008, 'Unknown Message')
      interaction.pending = false
      interaction.original = undefined
      if (original) {
        state.hidden.delete(original.id)
        tell(interaction, { id: original.id, to: 'gone' })
      }
      return { status: 204, body: undefined }
    },
  }
}

/** A message made of the new components stays so: "this flag cannot be removed". */
function withFlag(message: Message | undefined, body: Json): Json {
  const before = Number(message?.body['flags'] ?? 0) & v2
  return before === 0 ? body : { ...body, flags: Number(body['flags'] ?? 0) | before }
}

function faultOf(kind: number, body: Json) {
  if (kind === 4) return checkBody('callbackMessage', body)
  if (kind === 7) return checkBody('callbackUpdate', body)
  if (kind === 8) return checkBody('callbackChoices', body)
  return kind === 9 ? checkBody('callbackModal', body) : undefined
}
