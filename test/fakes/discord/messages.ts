import { record, text, type Json } from '../json.ts'
import { checkFiles } from './attachment-rules.ts'
import type { Uploaded } from './multipart.ts'
import { allows, messageObject } from './objects.ts'
import { no, refuse, type Reply } from './reply.ts'
import { checkBody } from './rules.ts'
import { addChannel, snowflake, type Channel, type Message, type State } from './server-state.ts'

/* https://discord.com/developers/docs/resources/message */

/** "Enforce nonce: unique in the past few minutes"; five here. */
const nonceMs = 5 * 60_000
const hourMs = 60 * 60_000
/** "Maximum number of edits to messages older than 1 hour reached"; how many is not published, five an hour here. */
const mostOldEdits = 5

/** A channel where we may do something, or why not. */
export function open(state: State, id: string): Channel | Reply {
  const channel = state.channels.get(id)
  if (!channel) return no(404, 10003, 'Unknown Channel')
  if (channel.closed !== undefined && channel.closed !== null)
    return no(403, channel.closed, closedWords[channel.closed] ?? 'Missing Permissions')
  if (channel.type !== 1 && !allows(state, 'viewChannel')) return no(403, 50001, 'Missing Access')
  return channel
}

const closedWords: Readonly<Record<number, string>> = {
  50001: 'Missing Access',
  50007: 'Cannot send messages to this user',
}

export function createMessage(state: State, channelId: string, { body, files }: Uploaded): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  if (channel.type === 15) return no(400, 50008, 'Cannot send messages in a non-text channel')
  if (channel.type !== 1 && !allows(state, channel.type === 11 ? 'sendInThreads' : 'sendMessages'))
    return no(403, 50013, 'Missing Permissions')
  if (channel.locked) return no(400, 50083, 'Thread is archived')
  const fault = checkBody('create', body) ?? checkFiles(body, files)
  if (fault) return refuse(state, 'message', fault.where, fault.code)
  if (files.size > 0 && channel.type !== 1 && !allows(state, 'attachFiles'))
    return no(403, 50013, 'Missing Permissions')
  checkMentions(state, body, channelId)
  const nonce = body['nonce'] === undefined ? undefined : text(body['nonce'])
  const known = channel.messages.find((message) => message.nonce === nonce && state.now() - message.at < nonceMs)
  if (nonce !== undefined && body['enforce_nonce'] === true && known)
    return { status: 200, body: messageObject(known, channelId) }
  const reference = record(body['message_reference'])
  const message: Message = {
    id: snowflake(state.now()),
    nonce,
    repliesTo: reference['message_id'] === undefined ? undefined : text(reference['message_id']),
    at: state.now(),
    body: shownBody(state, channel, body),
    edits: 0,
    editedAt: [],
    from: 'bot',
    files: [...files.values()],
  }
  channel.messages.push(message)
  // "Sending a message un-archives": https://discord.com/developers/docs/topics/threads#active--archived-threads
  if (channel.archived) Object.assign(channel, { archived: false, archivedAt: state.now() })
  // The answer to a create carries the nonce, a later GET need not.
  return { status: 200, body: { ...messageObject(message, channelId), ...(nonce !== undefined && { nonce }) } }
}

/** Without EMBED_LINKS embeds are taken and not shown: https://discord.com/developers/docs/topics/permissions */
function shownBody(state: State, channel: Channel, body: Json): Json {
  if (channel.type === 1 || allows(state, 'embedLinks')) return body
  state.violations.push({ rule: 'embeds are shown only with Embed Links', detail: channel.id })
  return { ...body, embeds: [] }
}

export function checkMentions(state: State, body: Json, where: string): void {
  const mentions = record(body['allowed_mentions'])
  if (!Array.isArray(mentions['parse']) || mentions['parse'].length > 0) {
    state.violations.push({ rule: 'nothing of ours may ping', detail: where })
  }
}

export function editMessage(state: State, channelId: string, id: string, { body, files }: Uploaded): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  if (channel.archived || channel.locked) return no(400, 50083, 'Thread is archived')
  const message = channel.messages.find((candidate) => candidate.id === id)
  if (!message) return no(404, 10008, 'Unknown Message')
  const fault = checkBody('edit', body) ?? checkFiles(body, files)
  if (fault) return refuse(state, 'edit', fault.where, fault.code)
  const now = state.now()
  // https://github.com/discord/discord-api-docs/issues/4413
  if (now - message.at > hourMs) {
    const lately = message.editedAt.filter((at) => now - at < hourMs)
    if (lately.length >= mostOldEdits) {
      state.violations.push({ rule: 'few edits of messages older than an hour', detail: id })
      const retryAfter = ((lately[0] ?? now) + hourMs - now) / 1000
      return {
        status: 429,
        headers: { 'retry-after': String(Math.ceil(retryAfter)), 'x-ratelimit-scope': 'user' },
        body: {
          code: 30046,
          message: 'Maximum number of edits to messages older than 1 hour reached. Try again later',
          retry_after: retryAfter,
          global: false,
        },
      }
    }
  }
  // https://discord.com/developers/docs/resources/message#edit-message: an edit is parsed with default allowances.
  if (!Array.isArray(record(body['allowed_mentions'])['parse'])) {
    state.violations.push({ rule: 'an edit says anew that nothing may ping', detail: id })
  }
  message.body = { ...message.body, ...body }
  message.edits += 1
  message.editedAt.push(now)
  return { status: 200, body: messageObject(message, channelId) }
}

export function listMessages(state: State, channelId: string, query: URLSearchParams): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  const limit = Number(query.get('limit') ?? '50')
  // "limit: Max number of messages to return (1-100)"
  if (!(limit >= 1 && limit <= 100)) return refuse(state, 'limit of 1 to 100', String(limit))
  // "If the current user is missing the READ_MESSAGE_HISTORY permission …, no messages will be returned."
  if (channel.type !== 1 && !allows(state, 'readHistory')) return { status: 200, body: [] }
  const after = query.get('after')
  const messages = channel.messages.filter(({ id }) => after === null || BigInt(id) > BigInt(after))
  const page = after === null ? messages.slice(-limit) : messages.slice(0, limit)
  return { status: 200, body: page.toReversed().map((message) => messageObject(message, channelId)) }
}

export function getMessage(state: State, channelId: string, id: string): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  const message = channel.messages.find((candidate) => candidate.id === id)
  return message ? { status: 200, body: messageObject(message, channelId) } : no(404, 10008, 'Unknown Message')
}

/** https://discord.com/developers/docs/resources/user#create-dm: the same conversation each time. */
export function openConversation(state: State, body: Json): Reply {
  const fault = checkBody('direct', body)
  if (fault) return refuse(state, 'conversation', fault.where)
  const user = text(body['recipient_id'])
  const closed = state.closedUsers.has(user) ? 50007 : undefined
  const channel = addChannel(state, `9${user.slice(1)}`, { type: 1, closed })
  return { status: 200, body: { id: channel.id, type: 1, recipients: [] } }
}
