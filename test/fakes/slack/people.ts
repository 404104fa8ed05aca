import { randomUUID } from 'node:crypto'
import { record, text, type Json } from '../json.ts'
import type { MethodAnswer } from './answers.ts'
import { contentOf } from './content.ts'
import type { Push } from './push.ts'
import type { Ack } from './socket.ts'
import { addChannel, newTs, type Workspace } from './workspace.ts'
import { whatReadersSee, type Seen } from './what-readers-see.ts'
import { asSent } from './views.ts'

/* People: they type commands and press buttons, and wait for what comes back. */

interface Given {
  readonly to: 'asker' | 'channel'
  readonly seen: Seen
  readonly blocks: readonly unknown[]
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: five uses in 30 minutes. */
const mostUses = 5
const goodForMs = 30 * 60_000

interface Question {
  readonly workspace: Workspace
  readonly channel: string
  at: number
  readonly answers: Given[]
  uses: number
  heard: () => void
}

type Asked = Ack & { readonly answers: readonly Given[] }

export interface People {
  /** Types `/name text` and waits for one answer, at most `waitMs`. */
  command(workspace: Workspace, asked: Json): Promise<Asked>
  /** Presses a button of a post, of a modal or of the home tab. */
  press(workspace: Workspace, pressed: Json): Promise<Asked>
  /** Writes to the bot in a channel or a thread: https://docs.slack.dev/reference/events/app_mention */
  mention(workspace: Workspace, said: Json): Promise<Ack>
  /** Looks at the bot's home tab: https://docs.slack.dev/reference/events/app_home_opened */
  openHome(workspace: Workspace, user: string): Promise<Ack>
  /** A use of a response_url. */
  respond(id: string, body: Json, now: number): { readonly status: number; readonly body: MethodAnswer }
  /** Makes all answer addresses older. */
  age(ms: number): void
}

export function people(push: Push, baseUrl: () => string): People {
  const questions = new Map<string, Question>()

  async function ask(
    workspace: Workspace,
    type: 'slash_commands' | 'interactive',
    payload: Json,
    channel: string | undefined,
    waitMs: number,
  ): Promise<Asked> {
    if (channel === undefined) return { ...(await push(type, payload)), answers: [] }
    const id = randomUUID()
    const heard = Promise.withResolvers<void>()
    const question = { workspace, channel, at: Date.now(), answers: [], uses: 0, heard: heard.resolve }
    questions.set(id, question)
    const ack = await push(type, { ...payload, response_url: `${baseUrl()}/commands/${workspace.id}/${id}` })
    await Promise.race([heard.promise, new Promise((resolve) => setTimeout(resolve, waitMs).unref())])
    return { ...ack, answers: question.answers }
  }

  const self: People = {
    // https://docs.slack.dev/interactivity/implementing-slash-commands: `&`, `<` and `>` of the text come escaped.
    command(workspace, asked) {
      const user = text(asked['user']) || 'UASK'
      const payload = {
        token: 'deprecated',
        team_id: workspace.id,
        team_domain: 'stand-in',
        channel_id: text(asked['channel']),
        channel_name: 'lists',
        user_id: user,
        user_name: workspace.users.get(user)?.name ?? 'asker',
        command: text(asked['command']),
        text: text(asked['text']).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
        api_app_id: 'A1',
        is_enterprise_install: 'false',
        trigger_id: newTrigger(workspace, user),
      }
      return ask(workspace, 'slash_commands', payload, text(asked['channel']), Number(asked['waitMs'] ?? 4000))
    },
    press(workspace, pressed) {
      const user = text(pressed['user']) || 'UASK'
      const place = pressed['home'] === true ? homePlace(workspace, user) : messagePlace(pressed)
      const payload = {
        type: 'block_actions',
        ...whoAsks(workspace, user),
        ...place,
        trigger_id: newTrigger(workspace, user),
        actions: [{ type: 'button', block_id: 'b', action_ts: '1.0', ...record(pressed['action']) }],
      }
      const channel = pressed['home'] === true ? undefined : text(pressed['channel'])
      return ask(workspace, 'interactive', payload, channel, Number(pressed['waitMs'] ?? 4000))
    },
    mention(workspace, said) {
      const ts = newTs(Date.now())
      const thread = said['thread_ts'] === undefined ? {} : { thread_ts: text(said['thread_ts']) }
      return push(
        'events_api',
        eventOf(workspace, {
          type: 'app_mention',
          user: text(said['user']) || 'UASK',
          text: text(said['text']),
          channel: text(said['channel']),
          ts,
          event_ts: ts,
          ...thread,
        }),
      )
    },
    openHome(workspace, user) {
      const event = { type: 'app_home_opened', user, channel: `D${user.slice(1)}`, tab: 'home', event_ts: '1.0' }
      return push('events_api', eventOf(workspace, event))
    },
    age(ms) {
      for (const question of questions.values()) question.at -= ms
    },
    respond(id, body, now) {
      const question = questions.get(id)
      if (!question || now - question.at > goodForMs) return { status: 404, body: { ok: false, error: 'expired_url' } }
      const { workspace } = question
      question.uses += 1
      if (question.uses > mostUses) {
        workspace.violations.push({ rule: 'a response_url has five uses', detail: String(question.uses) })
        return { status: 404, body: { ok: false, error: 'used_url' } }
      }
      if (body['delete_original'] === true && body['text'] === undefined) return { status: 200, body: { ok: true } }
      const content = contentOf(workspace, body)
      if ('error' in content) return { status: 400, body: { ok: false, error: content.error } }
      const to = body['response_type'] === 'in_channel' ? 'channel' : 'asker'
      question.answers.push({ to, seen: whatReadersSee(content.text, content.blocks), blocks: content.blocks })
      if (to === 'channel') {
        addChannel(workspace, question.channel).messages.push({
          ts: newTs(now),
          threadTs: undefined,
          text: content.text,
          blocks: content.blocks,
          edits: 0,
          deliveredBy: 'response_url',
        })
      }
      question.heard()
      return { status: 200, body: { ok: true } }
    },
  }
  return self
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
export function newTrigger(workspace: Workspace, user: string): string {
  const id = randomUUID()
  workspace.triggers.set(id, { at: Date.now(), user })
  return id
}

/** What every interaction payload begins with. */
export function whoAsks(workspace: Workspace, user: string): Json {
  const name = workspace.users.get(user)?.name ?? 'asker'
  return {
    team: { id: workspace.id, domain: 'stand-in' },
    user: { id: user, username: name, name, team_id: workspace.id },
    api_app_id: 'A1',
    token: 'deprecated',
    is_enterprise_install: false,
  }
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload; an ephemeral post comes without its content. */
function messagePlace(pressed: Json): Json {
  const channel = text(pressed['channel'])
  const ts = text(pressed['ts'])
  const thread = pressed['thread_ts'] === undefined ? {} : { thread_ts: text(pressed['thread_ts']) }
  const isEphemeral = pressed['ephemeral'] === true
  return {
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: isEphemeral, ...thread },
    channel: { id: channel, name: 'lists' },
    ...(!isEphemeral && { message: { ts, ...thread } }),
  }
}

function homePlace(workspace: Workspace, user: string): Json {
  const home = workspace.homes.get(user)
  return { container: { type: 'view', view_id: home?.id }, view: home ? asSent(workspace, home) : {} }
}

/** https://docs.slack.dev/apis/events-api: the wrapper of every event. */
export function eventOf(workspace: Workspace, event: Json): Json {
  return {
    token: 'deprecated',
    type: 'event_callback',
    team_id: workspace.id,
    api_app_id: 'A1',
    event_id: `Ev${randomUUID()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [{ team_id: workspace.id, user_id: 'UBOT', is_bot: true, is_enterprise_install: false }],
    event,
  }
}
