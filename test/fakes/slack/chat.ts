import { text, type Json } from '../json.ts'
import { lacksScope, no, type Method } from './answers.ts'
import { contentOf } from './content.ts'
import { shown } from './history.ts'
import { directOf, newTs, visible, type Channel, type Message, type Workspace } from './workspace.ts'

/* Posting: https://docs.slack.dev/reference/methods/chat.postMessage and its neighbours. */

export const chatMethods: Readonly<Record<string, Method>> = {
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
    frownUpon(workspace, call)
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

  // https://docs.slack.dev/reference/methods/chat.postEphemeral#errors: the person must be there to see it.
  'chat.postEphemeral'(workspace, call, now) {
    const channel = visible(workspace, text(call['channel']))
    if (!channel) return no('channel_not_found')
    if (channel.isArchived) return no('is_archived')
    if (!channel.isMember) return no('not_in_channel')
    const user = text(call['user'])
    if (!workspace.users.has(user)) return no('user_not_in_channel')
    const content = contentOf(workspace, call)
    if ('error' in content) return no(content.error)
    const threadTs = call['thread_ts'] === undefined ? undefined : text(call['thread_ts'])
    channel.ephemerals.push({ user, threadTs, text: content.text, blocks: content.blocks })
    return { ok: true, message_ts: newTs(now) }
  },
}

function frownUpon(workspace: Workspace, call: Json): void {
  const detail = text(call['channel'])
  if (call['link_names'] !== undefined || call['parse'] === 'full') {
    workspace.violations.push({ rule: 'names and links are left unparsed', detail })
  }
  // https://docs.slack.dev/messaging/unfurling-links-in-messages: previews are off only where a call says so.
  if (['unfurl_links', 'unfurl_media'].some((key) => String(call[key]) !== 'false')) {
    workspace.violations.push({ rule: 'links open no previews', detail })
  }
}

function idsOf(blocks: readonly unknown[]): string[] {
  return blocks.map((block) => text((block as Json)['block_id'])).filter((id) => id !== '')
}

/** A person's id stands for the conversation with them: https://docs.slack.dev/reference/methods/chat.postMessage#channels */
function postable(workspace: Workspace, id: string): Channel | { readonly error: string } {
  if (id.startsWith('U')) {
    if (lacksScope(workspace, ['im:write'])) return { error: 'missing_scope' }
    return workspace.users.has(id) ? directOf(workspace, id) : { error: 'channel_not_found' }
  }
  const channel = visible(workspace, id)
  if (!channel) return { error: 'channel_not_found' }
  if (channel.isArchived) return { error: 'is_archived' }
  if (!channel.isMember && !workspace.scopes.includes('chat:write.public')) return { error: 'not_in_channel' }
  return channel
}
