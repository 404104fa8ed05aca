import { text } from '../json.ts'
import { no, type Method } from './answers.ts'
import { directOf, visible } from './workspace.ts'

/* Who and what there is. */

export const directoryMethods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/auth.test
  'auth.test': (workspace) => ({
    ok: true,
    url: `https://stand-in${workspace.id === 'T1' ? '' : `-${workspace.id.toLowerCase()}`}.slack.com/`,
    team: 'Stand-in',
    user: 'kvm',
    team_id: workspace.id,
    user_id: 'UBOT',
    bot_id: 'BBOT',
  }),

  // https://docs.slack.dev/reference/methods/users.info
  'users.info'(workspace, call) {
    const id = text(call['user'])
    const user = workspace.users.get(id)
    if (!user) return no('user_not_found')
    const { name, tz, isAdmin, isOwner } = user
    return { ok: true, user: { id, name, real_name: name, tz, is_admin: isAdmin, is_owner: isOwner, is_bot: false } }
  },

  // https://docs.slack.dev/reference/methods/conversations.info
  'conversations.info'(workspace, call) {
    const channel = visible(workspace, text(call['channel']))
    if (!channel) return no('channel_not_found')
    const { id, creator, isPrivate, isArchived, isMember } = channel
    return {
      ok: true,
      channel: {
        id,
        creator,
        is_private: isPrivate,
        is_archived: isArchived,
        is_member: isMember,
        is_im: id[0] === 'D',
      },
    }
  },

  // https://docs.slack.dev/reference/methods/conversations.open
  'conversations.open'(workspace, call) {
    const user = text(call['users'])
    if (!workspace.users.has(user)) return no('user_not_found')
    return { ok: true, channel: { id: directOf(workspace, user).id } }
  },
}
