import { text, type Json } from '../json.ts'
import { lacksScope, no, type Method, type MethodAnswer } from './answers.ts'
import { visible, type Channel, type Message, type Workspace } from './workspace.ts'

/* Reading what was said: https://docs.slack.dev/reference/methods/conversations.history */

export const historyMethods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/conversations.history: newest first, no thread replies.
  'conversations.history'(workspace, call) {
    const channel = readable(workspace, text(call['channel']))
    if ('ok' in channel) return channel
    return page(channel.messages.filter(({ threadTs }) => threadTs === undefined).toReversed(), call)
  },

  // https://docs.slack.dev/reference/methods/conversations.replies: oldest first, the root among them.
  'conversations.replies'(workspace, call) {
    const channel = readable(workspace, text(call['channel']))
    if ('ok' in channel) return channel
    const root = text(call['ts'])
    if (!channel.messages.some(({ ts }) => ts === root)) return no('thread_not_found')
    return page(
      channel.messages.filter(({ ts, threadTs }) => ts === root || threadTs === root),
      call,
      root,
    )
  },
}

/** Each kind of conversation has a scope of its own: https://docs.slack.dev/reference/methods/conversations.history */
function readable(workspace: Workspace, id: string): Channel | MethodAnswer {
  const channel = visible(workspace, id)
  if (!channel) return no('channel_not_found')
  const scope = id.startsWith('D') ? 'im:history' : channel.isPrivate ? 'groups:history' : 'channels:history'
  const lacking = lacksScope(workspace, [scope])
  if (lacking) return lacking
  return channel.isMember ? channel : no('not_in_channel')
}

function page(messages: readonly Message[], call: Json, always?: string): MethodAnswer {
  const oldest = Number(text(call['oldest']) || '0')
  const latest = Number(text(call['latest']) || 'Infinity')
  const inclusive = [true, 'true', '1', 1].includes(call['inclusive'] as string)
  const limit = Math.min(Number(text(call['limit']) || '100'), 999)
  const within = messages.filter(({ ts }) => {
    const at = Number(ts)
    return ts === always || (inclusive ? at >= oldest && at <= latest : at > oldest && at < latest)
  })
  const from = Number(text(call['cursor']) || '0')
  const next = from + limit < within.length ? String(from + limit) : ''
  return {
    ok: true,
    messages: within.slice(from, from + limit).map(shown),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  }
}

export function shown(message: Message): Json {
  return {
    type: 'message',
    bot_id: 'BBOT',
    user: 'UBOT',
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.edits > 0 && { edited: { user: 'UBOT', ts: message.ts } }),
  }
}
