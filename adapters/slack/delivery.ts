import { PermanentError, UncertainError, type ChannelId, type ErrorScope, type SentRef } from '#src/ports.ts'
import type { Notice } from '#src/notice/notice.ts'
import { inBestForm } from '#adapters/slack/content-forms.ts'
import { deliveryError, ofChannel, ofOneWorkspace } from '#adapters/slack/errors.ts'
import { innerId } from '#adapters/slack/ids.ts'
import { markerOf } from '#adapters/slack/marker.ts'
import { sentRef } from '#adapters/slack/sent-ref.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** Nothing of a message may unfurl, format by itself, link or mention. */
export const quiet = { unfurl_links: false, unfurl_media: false, mrkdwn: false } as const

export interface Post {
  readonly to: ChannelId
  readonly notice: Notice
  readonly deliveryId: string
  readonly thread: SentRef | undefined
}

/** A direct channel is posted to by the person's id; Slack opens the conversation and answers with its own id (im:write). */
export async function postNotice(workspace: Workspace, post: Post): Promise<SentRef> {
  const thread = post.thread && (post.thread.thread ?? post.thread.id)
  // A reply goes where its root is, also when Slack has given the channel a new id since.
  const { id: channel, direct } = innerId(post.thread?.channel ?? post.to)
  try {
    const answer = await inBestForm(post.notice, markerOf(post.deliveryId), workspace, (content) =>
      workspace.client.chat.postMessage({ channel, ...content, ...quiet, ...(thread && { thread_ts: thread }) }),
    )
    // Their types are what Slack promises.
    if (typeof answer.ts !== 'string' || typeof answer.channel !== 'string')
      throw new UncertainError('Slack took a post and does not say which')
    return sentRef(workspace, answer.channel, answer.ts, thread)
  } catch (error) {
    throw meaning(error, 'channel', { direct, workspace })
  }
}

export async function editNotice(
  workspace: Workspace,
  sent: SentRef,
  notice: Notice,
  deliveryId: string,
): Promise<void> {
  const marker = markerOf(deliveryId, JSON.stringify(notice))
  const { id: channel, direct } = innerId(sent.channel)
  const { client, editLimit } = workspace
  editLimit.pass()
  try {
    await inBestForm(notice, marker, workspace, (content) =>
      editLimit.heed(() => client.chat.update({ channel, ts: sent.id, ...content })),
    )
  } catch (error) {
    throw meaning(error, 'message', { direct, workspace })
  }
}

/** A person whom we may not write to stops nobody else. */
export function meaning(
  error: unknown,
  limited: ErrorScope,
  { direct, workspace }: { readonly direct: boolean; readonly workspace: Workspace },
): unknown {
  const meant = ofOneWorkspace(deliveryError(error, limited), workspace.team)
  return direct && meant instanceof PermanentError && meant.reason === 'missing_scope' ? ofChannel(meant) : meant
}
