import { createHmac, randomUUID } from 'node:crypto'
import { record, text, type Json } from '../json.ts'
import type { MethodAnswer } from './methods.ts'
import { contentOf } from './methods.ts'
import type { Ack, SocketMode } from './socket.ts'
import { addChannel, newTs, signingSecret, type Workspace } from './workspace.ts'
import { whatReadersSee, type Seen } from './what-readers-see.ts'

/* People: they type commands and press buttons, and wait for what comes back. */

interface Given {
  readonly to: 'asker' | 'channel'
  readonly seen: Seen
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: five uses in 30 minutes. */
const mostUses = 5
const goodForMs = 30 * 60_000

interface Question {
  readonly channel: string
  readonly at: number
  readonly answers: Given[]
  uses: number
  heard: () => void
}

export interface People {
  /** Where requests go over HTTP instead of the socket. */
  requestUrl: string | undefined
  /** Types `/name text` and waits for one answer, at most `waitMs`. */
  command(asked: Json): Promise<Ack & { readonly answers: readonly Given[] }>
  press(pressed: Json): Promise<Ack & { readonly answers: readonly Given[] }>
  /** A use of a response_url. */
  respond(id: string, body: Json, now: number): { readonly status: number; readonly body: MethodAnswer }
  /** Whether this looks like an answer address of ours. */
  knows(id: string): boolean
}

export function people(workspace: Workspace, socket: SocketMode, baseUrl: () => string): People {
  const questions = new Map<string, Question>()

  async function ask(
    type: 'slash_commands' | 'interactive',
    payload: Json,
    channel: string,
    waitMs: number,
  ): Promise<Ack & { answers: Given[] }> {
    const id = randomUUID()
    const heard = Promise.withResolvers<void>()
    const question: Question = { channel, at: Date.now(), answers: [], uses: 0, heard: heard.resolve }
    questions.set(id, question)
    const complete = { ...payload, response_url: `${baseUrl()}/commands/T1/${id}` }
    const ack =
      self.requestUrl === undefined
        ? await socket.push(type, complete)
        : await pushOverHttp(self.requestUrl, type, complete)
    await Promise.race([heard.promise, new Promise((resolve) => setTimeout(resolve, waitMs).unref())])
    return { ...ack, answers: question.answers }
  }

  const self: People = {
    requestUrl: undefined,
    // https://docs.slack.dev/interactivity/implementing-slash-commands: `&`, `<` and `>` of the text come escaped.
    command: (asked) =>
      ask(
        'slash_commands',
        {
          token: 'deprecated',
          team_id: 'T1',
          team_domain: 'stand-in',
          channel_id: text(asked['channel']),
          channel_name: 'lists',
          user_id: text(asked['user']) || 'UASK',
          user_name: 'asker',
          command: text(asked['command']),
          text: text(asked['text']).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
          api_app_id: 'A1',
          is_enterprise_install: 'false',
          trigger_id: randomUUID(),
        },
        text(asked['channel']),
        Number(asked['waitMs'] ?? 4000),
      ),
    // https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
    press(pressed) {
      const channel = text(pressed['channel'])
      return ask(
        'interactive',
        {
          type: 'block_actions',
          team: { id: 'T1', domain: 'stand-in' },
          user: { id: 'UASK', username: 'asker', name: 'asker', team_id: 'T1' },
          api_app_id: 'A1',
          token: 'deprecated',
          container: { type: 'message', message_ts: text(pressed['ts']), channel_id: channel, is_ephemeral: false },
          trigger_id: randomUUID(),
          channel: { id: channel, name: 'lists' },
          message: { ts: text(pressed['ts']) },
          actions: [{ type: 'button', block_id: 'b', action_ts: '1.0', ...record(pressed['action']) }],
        },
        channel,
        Number(pressed['waitMs'] ?? 4000),
      )
    },
    knows: (id) => questions.has(id),
    respond(id, body, now) {
      const question = questions.get(id)
      if (!question || now - question.at > goodForMs) return { status: 404, body: { ok: false, error: 'expired_url' } }
      question.uses += 1
      if (question.uses > mostUses) {
        workspace.violations.push({ rule: 'a response_url has five uses', detail: String(question.uses) })
        return { status: 404, body: { ok: false, error: 'used_url' } }
      }
      const content = contentOf(workspace, body)
      if ('error' in content) return { status: 400, body: { ok: false, error: content.error } }
      const to = body['response_type'] === 'in_channel' ? 'channel' : 'asker'
      question.answers.push({ to, seen: whatReadersSee(content.text, content.blocks) })
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

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
async function pushOverHttp(url: string, type: 'slash_commands' | 'interactive', payload: Json): Promise<Ack> {
  const form = type === 'slash_commands' ? payload : { payload: JSON.stringify(payload) }
  const body = new URLSearchParams(
    Object.entries(form).map(([key, value]): [string, string] => [key, text(value)]),
  ).toString()
  const stamp = Math.floor(Date.now() / 1000)
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${stamp}:${body}`).digest('hex')}`
  const begun = performance.now()
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(stamp),
      'x-slack-signature': signature,
    },
    signal: AbortSignal.timeout(3000),
  })
  return { acked: answer.status === 200, afterMs: Math.round(performance.now() - begun) }
}
