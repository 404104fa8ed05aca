import type { RespondFn } from '@slack/bolt'
import type { SlackContent } from '#adapters/slack/blocks.ts'
import { quiet } from '#adapters/slack/delivery.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** Where an answer can go. Both reject with what Slack refuses with. */
export interface Outlet {
  toAsker(content: SlackContent): Promise<void>
  toChannel(content: SlackContent): Promise<void>
}

const quietly = { unfurl_links: false, unfurl_media: false, replace_original: false } as const

/**
 * By the address that came with the request: good for 30 minutes and five uses, also where the bot is no member
 * (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses). `thread` keeps an answer to a
 * button in the thread of its post.
 */
export function responseOutlet(respond: RespondFn, thread?: string): Outlet {
  const where = thread === undefined ? {} : { thread_ts: thread }
  return {
    async toAsker({ text, blocks }) {
      await respond({ text, blocks, ...quietly, ...where, response_type: 'ephemeral' })
    },
    async toChannel({ text, blocks }) {
      await respond({ text, blocks, ...quietly, ...where, response_type: 'in_channel' })
    },
  }
}

/** For a mention, which comes without such an address: https://docs.slack.dev/reference/methods/chat.postEphemeral */
export function channelOutlet(
  { client }: Workspace,
  at: { readonly channel: string; readonly user: string; readonly thread: string | undefined },
): Outlet {
  const { channel, user } = at
  const where = at.thread === undefined ? {} : { thread_ts: at.thread }
  return {
    async toAsker(content) {
      await client.chat.postEphemeral({ channel, user, ...content, ...where })
    },
    async toChannel(content) {
      await client.chat.postMessage({ channel, ...content, ...quiet, ...where })
    },
  }
}
