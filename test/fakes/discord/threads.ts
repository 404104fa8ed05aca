import { list, record, text, type Json } from '../json.ts'
import { checkFiles } from './attachment-rules.ts'
import { checkMentions, open } from './messages.ts'
import type { Uploaded } from './multipart.ts'
import { allows, channelObject, messageObject } from './objects.ts'
import { no, refuse, type Reply } from './reply.ts'
import { checkBody } from './rules.ts'
import { addChannel, snowflake, type Message, type State } from './server-state.ts'

/* https://discord.com/developers/docs/resources/channel and /topics/threads */

function isFull(state: State): boolean {
  const active = [...state.channels.values()].filter(({ type, archived }) => type === 11 && !archived)
  return active.length >= state.mostThreads
}

const full = no(400, 160006, 'Maximum number of active threads reached')

/** https://discord.com/developers/docs/resources/channel#start-thread-from-message */
export function startThread(state: State, channelId: string, id: string, body: Json): Reply {
  const channel = open(state, channelId)
  if ('status' in channel) return channel
  if (channel.type !== 0) return no(400, 50024, 'Cannot execute action on this channel type')
  if (!allows(state, 'createThreads')) return no(403, 50013, 'Missing Permissions')
  if (!channel.messages.some((message) => message.id === id)) return no(404, 10008, 'Unknown Message')
  const fault = checkBody('thread', body)
  if (fault) return refuse(state, 'thread', fault.where)
  if (state.channels.has(id)) return no(400, 160004, 'A thread has already been created for this message')
  if (isFull(state)) return full
  const thread = addChannel(state, id, {
    type: 11,
    parentId: channelId,
    name: text(body['name']),
    archiveMinutes: Number(body['auto_archive_duration'] ?? 4320),
  })
  return { status: 201, body: channelObject(thread) }
}

/** https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel */
export function postInForum(state: State, forumId: string, { body, files }: Uploaded): Reply {
  const forum = open(state, forumId)
  if ('status' in forum) return forum
  if (forum.type !== 15) return no(400, 50024, 'Cannot execute action on this channel type')
  if (!allows(state, 'sendMessages')) return no(403, 50013, 'Missing Permissions')
  const said = record(body['message'])
  const fault = checkBody('forumPost', body) ?? checkFiles(said, files)
  if (fault) return refuse(state, 'forum post', fault.where, fault.code)
  // Its message takes no nonce: the published document has none there.
  if (said['nonce'] !== undefined) return refuse(state, 'a forum post takes no nonce', forumId)
  const tags = list(body['applied_tags']).map(text)
  const wrong = wrongTags(state, forum.tags, tags)
  if (wrong) return wrong
  if (forum.requiresTag && tags.length === 0)
    return no(400, 40067, 'A tag is required to create a forum post in this channel')
  if (isFull(state)) return full
  checkMentions(state, said, forumId)
  const id = snowflake(state.now())
  const message: Message = {
    id,
    nonce: undefined,
    repliesTo: undefined,
    at: state.now(),
    body: said,
    edits: 0,
    editedAt: [],
    from: 'bot',
    files: [...files.values()],
  }
  const thread = addChannel(state, id, {
    type: 11,
    parentId: forumId,
    name: text(body['name']),
    appliedTags: tags,
    archiveMinutes: Number(body['auto_archive_duration'] ?? 4320),
  })
  thread.messages.push(message)
  return { status: 201, body: { ...channelObject(thread), message: messageObject(message, id) } }
}

/** "applied_tags … limited to 5"; only tags that the forum has, moderated ones only by who may manage threads. */
function wrongTags(
  state: State,
  known: readonly { readonly id: string; readonly moderated?: boolean }[],
  tags: readonly string[],
): Reply | undefined {
  if (tags.some((id) => !known.some((tag) => tag.id === id))) return refuse(state, 'tags of the forum', tags.join())
  if (tags.some((id) => known.some((tag) => tag.id === id && tag.moderated === true)))
    return no(403, 50013, 'Missing Permissions')
  return undefined
}

export function updateThread(state: State, id: string, body: Json): Reply {
  const thread = open(state, id)
  if ('status' in thread) return thread
  const fault = checkBody('updateThread', body)
  if (fault) return refuse(state, 'thread', fault.where)
  // Unlocking needs MANAGE_THREADS, which the bot is not given.
  if (thread.locked) return no(403, 50013, 'Missing Permissions')
  if (thread.archived && body['archived'] !== false) return no(400, 50083, 'Thread is archived')
  const tags = body['applied_tags']
  if (tags !== undefined) {
    const forum = state.channels.get(thread.parentId ?? '')
    const wrong = wrongTags(state, forum?.tags ?? [], list(tags).map(text))
    if (wrong) return wrong
    thread.appliedTags = list(tags).map(text)
  }
  if (body['archived'] !== undefined && body['archived'] !== thread.archived)
    Object.assign(thread, { archived: body['archived'] === true, archivedAt: state.now() })
  return { status: 200, body: channelObject(thread) }
}

/** https://discord.com/developers/docs/resources/guild#list-active-guild-threads */
export function activeThreads(state: State): Reply {
  const threads = [...state.channels.values()].filter(({ type, archived }) => type === 11 && !archived)
  return { status: 200, body: { threads: threads.map(channelObject), members: [] } }
}

/** https://discord.com/developers/docs/resources/channel#list-public-archived-threads: the last one archived comes first. */
export function archivedThreads(state: State, id: string, query: URLSearchParams): Reply {
  const channel = open(state, id)
  if ('status' in channel) return channel
  if (!allows(state, 'readHistory')) return no(403, 50013, 'Missing Permissions')
  const limit = Number(query.get('limit') ?? '50')
  if (!(limit >= 2 && limit <= 100)) return refuse(state, 'limit of 2 to 100', String(limit))
  const before = Date.parse(query.get('before') ?? '9999-12-31')
  if (Number.isNaN(before)) return refuse(state, 'before is a time', query.get('before') ?? '')
  const threads = [...state.channels.values()]
    .filter(({ type, parentId, archived, archivedAt }) => {
      return type === 11 && parentId === id && archived && archivedAt < before
    })
    .toSorted((a, b) => b.archivedAt - a.archivedAt)
  const page = threads.slice(0, limit).map(channelObject)
  return { status: 200, body: { threads: page, members: [], has_more: threads.length > limit } }
}
