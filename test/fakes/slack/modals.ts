import { list, record, text, type Json } from '../json.ts'
import { checkOptions } from './block-elements.ts'
import { Refused } from './block-fault.ts'
import { newTrigger, whoAsks } from './people.ts'
import type { Push } from './push.ts'
import type { Ack } from './socket.ts'
import { checkView } from './view-rules.ts'
import { asSent, replaceView, type StoredView } from './views.ts'
import type { Workspace } from './workspace.ts'

/* People before a modal: they fill in, look for suggestions and submit. */

/**
 * Changes a field; Slack tells of it where the block says `dispatch_action`. `hash`: of the view that was on the screen,
 * where the bot has made a newer one since.
 */
export async function fillIn(workspace: Workspace, push: Push, how: Json): Promise<Ack> {
  const stored = viewOf(workspace, how)
  const [block, action] = [text(how['block']), text(how['action'])]
  const state = record(how['state'])
  stored.values[block] = { [action]: state }
  return push('interactive', {
    type: 'block_actions',
    ...whoAsks(workspace, stored.user),
    trigger_id: newTrigger(workspace, stored.user),
    container: { type: 'view', view_id: stored.id },
    view: { ...asSent(workspace, stored), ...(how['hash'] !== undefined && { hash: text(how['hash']) }) },
    actions: [{ block_id: block, action_id: action, action_ts: '1.0', ...state }],
  })
}

/**
 * Submits; the acknowledgement may close the view, show errors or put another view in its place:
 * https://docs.slack.dev/surfaces/modals#interactions
 */
export async function submit(workspace: Workspace, push: Push, how: Json): Promise<Ack> {
  const stored = viewOf(workspace, how)
  const ack = await push('interactive', {
    type: 'view_submission',
    ...whoAsks(workspace, stored.user),
    trigger_id: newTrigger(workspace, stored.user),
    view: asSent(workspace, stored),
    response_urls: [],
  })
  const response = record(ack.payload)
  const action = text(response['response_action'])
  if (!ack.acked) return ack
  if (action === '' || action === 'clear') workspace.views.delete(stored.id)
  if (action === 'update') {
    const view = record(response['view'])
    const fault = checkView(view, 'modal')
    if (fault !== undefined) workspace.violations.push({ rule: 'a view keeps to its limits', detail: fault })
    else replaceView(stored, view)
  }
  if (action === 'errors') {
    const inputs = list(stored.view['blocks']).filter((block) => record(block)['type'] === 'input')
    const ids = new Set(inputs.map((block) => text(record(block)['block_id'])))
    // "errors: … keys are block_ids of input blocks"
    const errors = Object.entries(record(response['errors']))
    if (errors.length === 0 || errors.some(([id, words]) => !ids.has(id) || text(words) === '')) {
      workspace.violations.push({ rule: 'errors stand at input blocks', detail: JSON.stringify(response['errors']) })
    }
  }
  return ack
}

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select: at most 100 options. */
export async function suggest(workspace: Workspace, push: Push, how: Json): Promise<Ack> {
  const stored = viewOf(workspace, how)
  const ack = await push('interactive', {
    type: 'block_suggestion',
    ...whoAsks(workspace, stored.user),
    container: { type: 'view', view_id: stored.id },
    view: asSent(workspace, stored),
    block_id: text(how['block']),
    action_id: text(how['action']),
    value: text(how['value']),
  })
  const options = record(ack.payload)['options']
  try {
    if (list(options).length > 0) checkOptions(options, 100, '/options')
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    workspace.violations.push({ rule: 'suggestions are options, at most 100', detail: error.message })
  }
  return ack
}

function viewOf(workspace: Workspace, how: Json): StoredView {
  const stored = workspace.views.get(text(how['view']))
  if (!stored) throw new Error(`no view ${text(how['view'])}`)
  return stored
}
