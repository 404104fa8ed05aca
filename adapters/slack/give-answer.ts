import type { types } from '@slack/bolt'
import type { Block } from '#src/notice/notice.ts'
import type { Answer, Host } from '#src/ports.ts'
import type { SlackContent } from '#adapters/slack/blocks.ts'
import { inBestForm } from '#adapters/slack/content-forms.ts'
import { conversationWith } from '#adapters/slack/find-post.ts'
import type { Outlet } from '#adapters/slack/outlet.ts'
import { uploadFile } from '#adapters/slack/upload.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** Shows an answer; what goes wrong with that is logged, and told by false. Never rejects. */
export async function giveAnswer(
  answer: Answer,
  outlet: Outlet,
  workspace: Workspace,
  by: { readonly user: string; readonly extra?: types.Button | undefined },
): Promise<boolean> {
  try {
    const notice = answer.file ? await withFile(answer, answer.file, workspace, by.user) : answer.notice
    await inBestForm(notice, undefined, workspace, (content) =>
      answer.to === 'channel' ? outlet.toChannel(content) : outlet.toAsker(withButton(content, by.extra)),
    )
    return true
  } catch (error) {
    workspace.log.warn({ error: String(error) }, 'an answer could not be given')
    return false
  }
}

/** A file goes into the conversation with the one who asked; without the scopes for that it is shown as it is. */
async function withFile(
  { notice }: Answer,
  file: NonNullable<Answer['file']>,
  workspace: Workspace,
  user: string,
): Promise<Answer['notice']> {
  const further = (block: Block): Answer['notice'] => ({ ...notice, blocks: [...notice.blocks, block] })
  try {
    const channel = await conversationWith(workspace, user)
    await uploadFile(workspace, { name: file.name, bytes: new TextEncoder().encode(file.text), channel })
    return further({ is: 'text', spans: [{ text: `${file.name} is in your messages with me.` }] })
  } catch (error) {
    workspace.log.warn({ error: String(error) }, 'a file could not be sent, it is shown as text')
    return further({ is: 'code', text: file.text })
  }
}

/** With one more button below, beside those it has. */
function withButton(content: SlackContent, extra: types.Button | undefined): SlackContent {
  if (!extra) return content
  const last = content.blocks.at(-1)
  if (last?.type === 'actions' && 'elements' in last && last.elements.length < mostActions) {
    const elements = [...last.elements, extra]
    return { ...content, blocks: [...content.blocks.slice(0, -1), { ...last, type: 'actions', elements }] }
  }
  return { ...content, blocks: [...content.blocks, { type: 'actions', elements: [extra] }] }
}

/** https://docs.slack.dev/reference/block-kit/blocks/actions-block */
const mostActions = 25

/** Whether a command only reads, and what anybody may know, so that its answer may be shown to others. */
export function mayBeShared(host: Host, text: string): boolean {
  const [name = ''] = text.trim().toLowerCase().split(/\s+/u)
  const declared = host.commands.find((command) => command.name === name)
  return declared !== undefined && !declared.changes && declared.personal !== true
}
