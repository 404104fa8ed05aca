import { webApi } from '@slack/bolt'
import type { Rights } from '#src/ports.ts'
import type { Place } from '#adapters/slack/place.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** Slack does not say what somebody may do here; the message tells people what to change. */
export class RightsUnknownError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'RightsUnknownError'
  }
}

/**
 * What a person may do in a channel, asked anew each time: users.info (users:read) tells who runs the workspace,
 * conversations.info (channels:read, groups:read) who made the channel.
 */
export async function rightsOf(workspace: Workspace, { channel, user }: Place): Promise<Rights> {
  // The id stays Slack's own (D…), under which subscriptions are kept; nobody else is asked for leave there.
  if (isConversation(channel)) {
    const admin = await runsWorkspace(workspace, user.id).catch(() => false)
    return { admin, creator: true, own: true }
  }
  const [admin, creator] = await Promise.all([runsWorkspace(workspace, user.id), made(workspace, channel, user.id)])
  return { admin, creator }
}

async function runsWorkspace({ client }: Workspace, user: string): Promise<boolean> {
  const info = await asked('users:read', client.users.info({ user }))
  return info.user?.is_admin === true || info.user?.is_owner === true
}

function isConversation(channel: string | undefined): channel is undefined | `D${string}` {
  return channel === undefined || channel.startsWith('D')
}

async function made({ client }: Workspace, channel: string, user: string): Promise<boolean> {
  const info = await asked('channels:read and groups:read', client.conversations.info({ channel }))
  return info.channel?.creator === user
}

async function asked<T>(scopes: string, question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined
    const why =
      code === 'missing_scope'
        ? `the app lacks the scope ${scopes}; add it and install the app again`
        : `Slack does not tell (${code ?? 'no answer'}); try again in a minute`
    throw new RightsUnknownError(`I cannot see who may do this here: ${why}`, { cause: error })
  }
}
