import { list, record, text, type Json } from '../json.ts'
import { messageObject, refuse, type Reply } from './people.ts'
import { checkBody } from './rules.ts'
import { addChannel, guildId, snowflake, type Channel, type State } from './server-state.ts'

/* https://discord.com/developers/docs/resources/message and /resources/channel */

/** "Enforce nonce: unique in the past few minutes"; five here. */
const nonceMs = 5 * 60_000

function no(status: number, code: number, message: string): Reply {
  return { status, body: { code, message } }
}

function open(state: State, id: string): Channel | Reply {
  const channel = state.channels.get(id)
  if (!channel) return no(404, 10003, 'Unknown Channel')
  if (channel.closed !== undefined)
    return no(403, channel.closed, channel.closed === 50001 ? 'Missing Access' : 'Missing Permissions')
  return channel
}

export function createMessage(state: State, channelId: string, body: Json): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  if (channel.locked) return no(400, 50083, 'Thread is archived')
  const fault = checkBody('create', body)
  if (fault) return refuse(state, 'message', fault.where, fault.code)
  const mentions = record(body['allowed_mentions'])
  if (!Array.isArray(mentions['parse']) || mentions['parse'].length > 0) {
    state.violations.push({ rule: 'nothing of ours may ping', detail: channelId })
  }
  const nonce = body['nonce'] === undefined ? undefined : text(body['nonce'])
  const known = channel.messages.find((message) => message.nonce === nonce && Date.now() - message.at < nonceMs)
  if (nonce !== undefined && body['enforce_nonce'] === true && known)
    return { status: 200, body: messageObject(known, channelId) }
  const reference = record(body['message_reference'])
  const message = {
    id: snowflake(Date.now()),
    nonce,
    repliesTo: reference['message_id'] === undefined ? undefined : text(reference['message_id']),
    at: Date.now(),
    body,
    edits: 0,
    from: 'bot' as const,
  }
  channel.messages.push(message)
  // "Sending a message un-archives": https://discord.com/developers/docs/topics/threads#active--archived-threads
  channel.archived = false
  // The answer to a create carries the nonce, a later GET need not.
  return { status: 200, body: { ...messageObject(message, channelId), ...(nonce !== undefined && { nonce }) } }
}

export function editMessage(state: State, channelId: string, id: string, body: Json): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  if (channel.archived || channel.locked) return no(400, 50083, 'Thread is archived')
  const message = channel.messages.find((candidate) => candidate.id === id)
  if (!message) return no(404, 10008, 'Unknown Message')
  const fault = checkBody('edit', body)
  if (fault) return refuse(state, 'edit', fault.where, fault.code)
  // https://discord.com/developers/docs/resources/message#edit-message: an edit is parsed with default allowances.
  if (!Array.isArray(record(body['allowed_mentions'])['parse'])) {
    state.violations.push({ rule: 'an edit says anew that nothing may ping', detail: id })
  }
  message.body = { ...message.body, ...body }
  message.edits += 1
  return { status: 200, body: messageObject(message, channelId) }
}

export function listMessages(state: State, channelId: string, query: URLSearchParams): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  const limit = Number(query.get('limit') ?? '50')
  // "limit: Max number of messages to return (1-100)"
  if (!(limit >= 1 && limit <= 100)) return refuse(state, 'limit of 1 to 100', String(limit))
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

/** https://discord.com/developers/docs/resources/channel#start-thread-from-message */
export function startThread(state: State, channelId: string, id: string, body: Json): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  if (!channel.messages.some((message) => message.id === id)) return no(404, 10008, 'Unknown Message')
  const fault = checkBody('thread', body)
  if (fault) return refuse(state, 'thread', fault.where)
  if (state.channels.has(id)) return no(400, 160004, 'A thread has already been created for this message')
  const active = [...state.channels.values()].filter(
    ({ parentId, archived }) => parentId !== undefined && !archived,
  ).length
  if (active >= state.mostThreads) return no(400, 160006, 'Maximum number of active threads reached')
  const thread = addChannel(state, id, { parentId: channelId, name: text(body['name']) })
  return { status: 201, body: threadObject(thread) }
}

export function updateThread(state: State, id: string, body: Json): Reply {
  const thread = open(state, id)
  if ('status' in thread) return thread
  const fault = checkBody('updateThread', body)
  if (fault) return refuse(state, 'thread', fault.where)
  // Unlocking needs MANAGE_THREADS, which the bot is not given.
  if (thread.locked) return no(403, 50013, 'Missing Permissions')
  if (body['archived'] !== undefined) thread.archived = body['archived'] === true
  return { status: 200, body: threadObject(thread) }
}

function threadObject(thread: Channel): Json {
  return {
    id: thread.id,
    type: 11,
    guild_id: guildId,
    parent_id: thread.parentId ?? null,
    name: thread.name,
    thread_metadata: {
      archived: thread.archived,
      auto_archive_duration: 4320,
      archive_timestamp: new Date().toISOString(),
      locked: thread.locked,
    },
    message_count: list(thread.messages).length,
    member_count: 1,
  }
}
