import { list, parseJson, text, type Json } from '../json.ts'
import { checkBlocks } from './block-kit.ts'
import { newTs, type Channel, type Message, type Workspace } from './workspace.ts'

/* The Web API methods that a posting bot uses: https://docs.slack.dev/reference/methods */

export type MethodAnswer =
  { readonly ok: true; readonly [key: string]: unknown } | { readonly ok: false; readonly error: string }
type Method = (workspace: Workspace, call: Json, now: number) => MethodAnswer

function no(error: string, more: Json = {}): MethodAnswer {
  return { ok: false, error, ...more }
}

/** Scope needed by each method, from its page. */
export const scopeOf: Readonly<Record<string, readonly string[]>> = {
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
}

export const methods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/auth.test
  'auth.test': () => ({
    ok: true,
    url: 'https://stand-in.slack.com/',
    team: 'Stand-in',
    user: 'kvm',
    team_id: 'T1',
    user_id: 'UBOT',
    bot_id: 'BBOT',
  }),

  // https://docs.slack.dev/reference/methods/chat.postMessage#errors
  'chat.postMessage'(workspace, call, now) {
    const channel = postable(workspace, text(call['channel']))
    if ('error' in channel) return no(channel.error)
    const content = contentOf(workspace, call)
    if ('error' in content) return no(content.error, { response_metadata: { messages: [content.where] } })
    const threadTs = call['thread_ts'] === undefined ? undefined : text(call['thread_ts'])
    if (threadTs !== undefined) {
      // "thread_ts: provide another message's ts value … Avoid using a reply's ts value; use its parent instead."
      const root = channel.messages.find(({ ts }) => ts === threadTs)
      if (!root) return no('thread_not_found')
      if (root.threadTs !== undefined) {
        workspace.violations.push({ rule: 'thread_ts must be a root', detail: threadTs })
        return no('thread_not_found')
      }
    }
    if (call['link_names'] !== undefined || call['parse'] === 'full') {
      workspace.violations.push({ rule: 'names and links are left unparsed', detail: text(call['channel']) })
    }
    // https://docs.slack.dev/messaging/unfurling-links-in-messages: previews are off only where a call says so.
    if (['unfurl_links', 'unfurl_media'].some((key) => String(call[key]) !== 'false')) {
      workspace.violations.push({ rule: 'links open no previews', detail: text(call['channel']) })
    }
    const cut = content.text.length > 40_000
    const message: Message = {
      ts: newTs(now),
      threadTs,
      text: cut ? content.text.slice(0, 40_000) : content.text,
      blocks: content.blocks,
      edits: 0,
      deliveredBy: 'chat.postMessage',
    }
    channel.messages.push(message)
    // "Messages with text longer than 40,000 characters are truncated": warning message_truncated.
    return {
      ok: true,
      channel: channel.id,
      ts: message.ts,
      message: shown(message),
      ...(cut && { warning: 'message_truncated' }),
    }
  },

  // https://docs.slack.dev/reference/methods/chat.update#errors
  'chat.update'(workspace, call) {
    const channel = visible(workspace, text(call['channel']))
    if (!channel) return no('channel_not_found')
    if (channel.isArchived) return no('is_archived')
    const message = channel.messages.find(({ ts }) => ts === text(call['ts']))
    if (!message) return no('message_not_found')
    if (message.deliveredBy !== 'chat.postMessage') return no('cant_update_message')
    const content = contentOf(workspace, call)
    if ('error' in content) return no(content.error)
    // msg_too_long: the text of an update holds 4,000, counted as UTF-8 bytes.
    if (Buffer.byteLength(content.text) > 4000) return no('msg_too_long')
    const before = idsOf(message.blocks)
    // https://docs.slack.dev/reference/block-kit/blocks: "If a message is updated, use a new block_id."
    if (idsOf(content.blocks).some((id) => before.includes(id))) {
      workspace.violations.push({ rule: 'an update uses new block ids', detail: message.ts })
    }
    message.text = content.text
    message.blocks = content.blocks
    message.edits += 1
    return { ok: true, channel: channel.id, ts: message.ts, text: message.text }
  },

  // https://docs.slack.dev/reference/methods/conversations.history: newest first, no thread replies.
  'conversations.history'(workspace, call) {
    const channel = visible(workspace, text(call['channel']))
    if (!channel) return no('channel_not_found')
    if (!channel.isMember) return no('not_in_channel')
    return page(channel.messages.filter(({ threadTs }) => threadTs === undefined).toReversed(), call)
  },

  // https://docs.slack.dev/reference/methods/conversations.replies: oldest first, the root among them.
  'conversations.replies'(workspace, call) {
    const channel = visible(workspace, text(call['channel']))
    if (!channel) return no('channel_not_found')
    if (!channel.isMember) return no('not_in_channel')
    const root = text(call['ts'])
    if (!channel.messages.some(({ ts }) => ts === root)) return no('thread_not_found')
    return page(
      channel.messages.filter(({ ts, threadTs }) => ts === root || threadTs === root),
      call,
      root,
    )
  },
}

function idsOf(blocks: readonly unknown[]): string[] {
  return blocks.map((block) => text((block as Json)['block_id'])).filter((id) => id !== '')
}

/** A channel that is not there and a private one that we are not in answer alike. */
function visible(workspace: Workspace, id: string): Channel | undefined {
  const channel = workspace.channels.get(id)
  return channel && (channel.isMember || !channel.isPrivate) ? channel : undefined
}

function postable(workspace: Workspace, id: string): Channel | { readonly error: string } {
  const channel = visible(workspace, id)
  if (!channel) return { error: 'channel_not_found' }
  if (channel.isArchived) return { error: 'is_archived' }
  if (!channel.isMember && !workspace.scopes.includes('chat:write.public')) return { error: 'not_in_channel' }
  return channel
}

type Content =
  { readonly text: string; readonly blocks: readonly unknown[] } | { readonly error: string; readonly where: string }

/** Arguments come as form fields, and then blocks are JSON in a string, or as a JSON body. */
export function contentOf(workspace: Workspace, call: Json): Content {
  const blocks = typeof call['blocks'] === 'string' ? parseJson(call['blocks']) : call['blocks']
  const body = text(call['text'])
  if (blocks !== undefined) {
    const fault = checkBlocks(blocks)
    if (fault) {
      workspace.violations.push({ rule: fault.error, detail: fault.where })
      return { error: fault.error, where: fault.where }
    }
  }
  // no_text: "No message text provided."
  if (body === '' && list(blocks).length === 0) return { error: 'no_text', where: '/text' }
  if (body === '')
    workspace.violations.push({ rule: 'blocks want a text for notifications and screen readers', detail: '' })
  return { text: body, blocks: list(blocks) }
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

function shown(message: Message): Json {
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
