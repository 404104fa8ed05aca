import type { Method } from './answers.ts'
import { chatMethods } from './chat.ts'
import { directoryMethods } from './directory.ts'
import { fileMethods } from './files.ts'
import { historyMethods } from './history.ts'
import { viewMethods } from './views.ts'

/* The Web API methods that such a bot uses: https://docs.slack.dev/reference/methods */

/** Scopes needed by each method, one of each list, from its page. */
export const scopeOf: Readonly<Record<string, readonly string[]>> = {
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read'],
  'conversations.open': ['im:write'],
  'users.info': ['users:read'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
}

export const methods: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...directoryMethods,
  ...fileMethods,
  ...historyMethods,
  ...viewMethods,
}
