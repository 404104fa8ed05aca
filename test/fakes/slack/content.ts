import { list, parseJson, record, text, type Json } from '../json.ts'
import { checkBlocks } from './block-kit.ts'
import type { Workspace } from './workspace.ts'

/** What a message says, or Slack's error and where it is. */
export type Content =
  { readonly text: string; readonly blocks: readonly unknown[] } | { readonly error: string; readonly where: string }

/** Arguments come as form fields, and then blocks are JSON in a string, or as a JSON body. */
export function contentOf(workspace: Workspace, call: Json): Content {
  const blocks = jsonOf(call['blocks'])
  const body = text(call['text'])
  if (blocks !== undefined) {
    const fault = checkBlocks(blocks)
    if (fault) {
      workspace.violations.push({ rule: fault.error, detail: fault.where })
      return { error: fault.error, where: fault.where }
    }
    const strange = list(blocks).find((block) => isStrange(workspace, record(block)))
    if (strange !== undefined) return { error: 'invalid_blocks', where: text(record(strange)['type']) }
  }
  // no_text: "No message text provided."
  if (body === '' && list(blocks).length === 0) return { error: 'no_text', where: '/text' }
  if (body === '')
    workspace.violations.push({ rule: 'blocks want a text for notifications and screen readers', detail: '' })
  return { text: body, blocks: list(blocks) }
}

export function jsonOf(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value
}

/** A block this workspace does not take yet, or a picture whose upload was never completed. */
function isStrange(workspace: Workspace, block: Json): boolean {
  if (workspace.refusedBlocks.includes(text(block['type']))) return true
  if (block['slack_file'] === undefined) return false
  return workspace.files.get(text(record(block['slack_file'])['id']))?.isComplete !== true
}
