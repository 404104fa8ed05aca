import type { Notice } from '#src/notice/notice.ts'
import type { ChannelId, ChatPlatform, Limits, SentRef } from '#src/ports.ts'

/** What a platform would have been asked to do. */
export interface Operation {
  readonly op: 'post' | 'edit'
  readonly platform: string
  readonly channel: ChannelId
  readonly id: string
  /** Id of the post that this one replies to. */
  readonly thread: string | undefined
  readonly notice: Notice
}

/** A platform that sends nothing and tells what it would have sent. Takes posts as fast as they come. */
export function recordingPlatform(
  name: string,
  limits: Limits,
  tell: (operation: Operation) => Promise<void>,
): ChatPlatform {
  return {
    name,
    limits: { ...limits, postsPerSecond: Infinity, editsPerMinute: Infinity },
    start: () => Promise.resolve(),
    async send(channel, notice, id, thread): Promise<SentRef> {
      const root = thread && (thread.thread ?? thread.id)
      await tell({ op: 'post', platform: name, channel, id, thread: root, notice })
      return root === undefined ? { channel, id } : { channel, id, thread: root }
    },
    async edit(sent, notice) {
      await tell({ op: 'edit', platform: name, channel: sent.channel, id: sent.id, thread: sent.thread, notice })
    },
    stop: () => Promise.resolve(),
  }
}
