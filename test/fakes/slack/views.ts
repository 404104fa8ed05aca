import { randomUUID } from 'node:crypto'
import { list, record, text, type Json } from '../json.ts'
import { no, type Method, type MethodAnswer } from './answers.ts'
import { jsonOf } from './content.ts'
import { checkView } from './view-rules.ts'
import type { Workspace } from './workspace.ts'

/* Modals and home tabs: https://docs.slack.dev/surfaces/modals, https://docs.slack.dev/surfaces/app-home */

/** As Slack keeps and sends it; `state` is what the person has filled in. */
export interface StoredView {
  readonly id: string
  readonly user: string
  hash: string
  view: Json
  readonly values: Record<string, Record<string, Json>>
}

/** "trigger_id … will expire 3 seconds after"; "can only be used once": https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses */
const triggerLivesMs = 3000

export const viewMethods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/views.open#errors
  'views.open'(workspace, call, now) {
    const id = text(call['trigger_id'])
    const trigger = workspace.triggers.get(id)
    if (!trigger) return no(id === '' ? 'invalid_trigger_id' : 'exchanged_trigger_id')
    workspace.triggers.delete(id)
    if (now - trigger.at > triggerLivesMs) {
      workspace.violations.push({ rule: 'a trigger lives 3 seconds', detail: String(now - trigger.at) })
      return no('expired_trigger_id')
    }
    const view = record(jsonOf(call['view']))
    const refusal = refused(workspace, view, 'modal')
    if (refusal) return refusal
    const stored = newView(trigger.user, view)
    workspace.views.set(stored.id, stored)
    return { ok: true, view: asSent(workspace, stored) }
  },

  // https://docs.slack.dev/reference/methods/views.update#errors
  'views.update'(workspace, call) {
    const stored = workspace.views.get(text(call['view_id']))
    if (!stored) return no('not_found')
    // "hash: A string that represents view state to protect against possible race conditions."
    const hash = text(call['hash'])
    if (hash !== '' && hash !== stored.hash) return no('hash_conflict')
    const view = record(jsonOf(call['view']))
    const refusal = refused(workspace, view, 'modal')
    if (refusal) return refusal
    replaceView(stored, view)
    return { ok: true, view: asSent(workspace, stored) }
  },

  // https://docs.slack.dev/reference/methods/views.publish#errors
  'views.publish'(workspace, call) {
    const user = text(call['user_id'])
    if (!workspace.users.has(user)) return no('user_not_found')
    const view = record(jsonOf(call['view']))
    const refusal = refused(workspace, view, 'home')
    if (refusal) return refusal
    const stored = workspace.homes.get(user) ?? newView(user, view)
    replaceView(stored, view)
    workspace.homes.set(user, stored)
    return { ok: true, view: asSent(workspace, stored) }
  },
}

function refused(workspace: Workspace, view: Json, type: 'modal' | 'home'): MethodAnswer | undefined {
  const fault = checkView(view, type)
  if (fault === undefined) return undefined
  workspace.violations.push({ rule: 'a view keeps to its limits', detail: fault })
  return no('invalid_arguments', { response_metadata: { messages: [fault] } })
}

function newView(user: string, view: Json): StoredView {
  return { id: `V${randomUUID().slice(0, 8)}`, user, hash: randomUUID(), view, values: initialValues(view) }
}

/** What was filled in stays where the block and the action keep their ids. */
export function replaceView(stored: StoredView, view: Json): void {
  const fresh = initialValues(view)
  for (const block of Object.keys(stored.values)) if (!(block in fresh)) delete stored.values[block]
  for (const [block, actions] of Object.entries(fresh)) stored.values[block] ??= actions
  stored.view = view
  stored.hash = randomUUID()
}

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload: `view` with its `state`. */
export function asSent(workspace: Workspace, stored: StoredView): Json {
  return {
    ...stored.view,
    id: stored.id,
    team_id: workspace.id,
    app_id: 'A1',
    bot_id: 'BBOT',
    hash: stored.hash,
    root_view_id: stored.id,
    previous_view_id: null,
    state: { values: stored.values },
  }
}

function initialValues(view: Json): StoredView['values'] {
  const values: StoredView['values'] = {}
  for (const item of list(view['blocks'])) {
    const block = record(item)
    if (block['type'] !== 'input') continue
    const element = record(block['element'])
    const type = text(element['type'])
    const value = type.startsWith('multi_')
      ? { type, selected_options: element['initial_options'] ?? [] }
      : type === 'plain_text_input'
        ? { type, value: element['initial_value'] ?? null }
        : { type, selected_option: element['initial_option'] ?? null }
    values[text(block['block_id'])] = { [text(element['action_id'])]: value }
  }
  return values
}
