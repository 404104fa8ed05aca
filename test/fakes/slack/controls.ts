import type { Answer, Fault, faultPlan } from '../faults.ts'
import { record, text, type Json } from '../json.ts'
import { fillIn, submit, suggest } from './modals.ts'
import type { OAuth } from './oauth.ts'
import { eventOf, newTrigger, type People } from './people.ts'
import type { Push } from './push.ts'
import type { SocketMode } from './socket.ts'
import { whatReadersSee } from './what-readers-see.ts'
import { addChannel, newWorkspace, type Workspace } from './workspace.ts'

/** What a test may have happen, and look at. `team` in `how` says in which workspace; T1 where it is left out. */
export function controls(parts: {
  readonly workspaces: Map<string, Workspace>
  readonly faults: ReturnType<typeof faultPlan>
  readonly socket: SocketMode
  readonly http: { url: string | undefined }
  readonly pace: { speed: number }
  readonly push: Push
  readonly asking: People
  readonly installing: OAuth
}): (what: string, how: Json) => Promise<Answer> {
  const { workspaces, faults, socket, http, pace, push, asking, installing } = parts

  type Control = (how: Json, workspace: Workspace) => unknown
  const known: Readonly<Record<string, Control>> = {
    fault: (how) => faults.add(how as unknown as Fault),
    calm: () => faults.clear(),
    channel: (how, workspace) => void addChannel(workspace, text(how['id']), how),
    user(how, workspace) {
      const before = workspace.users.get(text(how['id'])) ?? {
        name: 'asker',
        tz: undefined,
        isAdmin: false,
        isOwner: false,
      }
      workspace.users.set(text(how['id']), { ...before, ...how })
    },
    scopes: (how, workspace) => void (workspace.scopes = (how['scopes'] as string[] | undefined) ?? workspace.scopes),
    revoke: (how, workspace) => void (workspace.revoked = how['revoked'] !== false),
    'refuse-blocks': (how, workspace) => void (workspace.refusedBlocks = how['types'] as string[]),
    delete(how, workspace) {
      const { messages } = addChannel(workspace, text(how['channel']))
      messages.splice(
        messages.findIndex(({ ts }) => ts === how['ts']),
        1,
      )
    },
    socket(how) {
      if (how['refuse'] !== undefined) socket.refuseSockets = how['refuse'] === true
      if (how['loseAcks'] !== undefined) socket.loseAcks = Number(how['loseAcks'])
      if (how['disconnect'] === 'refresh' || how['disconnect'] === 'drop') socket.disconnect(how['disconnect'])
      return { connections: socket.count(), opened: socket.opened() }
    },
    pace: (how) => void (pace.speed = Number(how['speed'])),
    http: (how) => void (http.url = text(how['url'])),
    trigger: (how, workspace) => ({ trigger: newTrigger(workspace, text(how['user']) || 'UASK') }),
    age(how, workspace) {
      asking.age(Number(how['ms']))
      for (const [id, { at, user }] of workspace.triggers)
        workspace.triggers.set(id, { at: at - Number(how['ms']), user })
    },
    command: (how, workspace) => asking.command(workspace, how),
    press: (how, workspace) => asking.press(workspace, how),
    mention: (how, workspace) => asking.mention(workspace, how),
    'open-home': (how, workspace) => asking.openHome(workspace, text(how['user']) || 'UASK'),
    'fill-in': (how, workspace) => fillIn(workspace, push, how),
    submit: (how, workspace) => submit(workspace, push, how),
    suggest: (how, workspace) => suggest(workspace, push, how),
    event: (how, workspace) =>
      push(
        'events_api',
        how['event'] === undefined ? record(how['payload']) : eventOf(workspace, record(how['event'])),
        Number(how['retryAfterMs'] ?? 50),
      ),
    allow: (how) => ({ code: installing.allow(text(how['team']), (how['scopes'] as string[] | undefined) ?? []) }),
    views: (_how, workspace) =>
      [...workspace.views.values()].map((view) => ({ ...view, seen: whatReadersSee('', view.view['blocks'] as []) })),
    homes: (_how, workspace) =>
      [...workspace.homes.values()].map((view) => ({ ...view, seen: whatReadersSee('', view.view['blocks'] as []) })),
    ephemerals: (how, workspace) =>
      addChannel(workspace, text(how['channel'])).ephemerals.map((shown) => ({
        ...shown,
        seen: whatReadersSee(shown.text, shown.blocks),
      })),
    posts: (how, workspace) =>
      addChannel(workspace, text(how['channel'])).messages.map((message) => ({
        ...message,
        seen: whatReadersSee(message.text, message.blocks),
      })),
    tally: (_how, workspace) => ({ violations: workspace.violations, calls: Object.fromEntries(workspace.calls) }),
    channels: (_how, workspace) => [...workspace.channels.keys()],
  }

  return async (what, how) => {
    const act = known[what]
    if (!act) return { status: 404, body: `no control "${what}"` }
    const team = text(how['team']) || 'T1'
    const workspace = workspaces.get(team) ?? newWorkspace(team, `xoxb-none-${team}`)
    return { status: 200, body: (await act(how, workspace)) ?? {} }
  }
}
