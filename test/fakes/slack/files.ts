import { list, record, text } from '../json.ts'
import { no, type Method } from './answers.ts'
import { jsonOf } from './content.ts'
import { newTs, visible, type Workspace } from './workspace.ts'

/* Uploading in three steps: https://docs.slack.dev/messaging/working-with-files#upload */

let files = 0

export const fileMethods: Readonly<Record<string, Method>> = {
  // https://docs.slack.dev/reference/methods/files.getUploadURLExternal#errors
  'files.getUploadURLExternal'(workspace, call, _now, baseUrl) {
    const length = Number(text(call['length']))
    const name = text(call['filename'])
    if (name === '' || !Number.isInteger(length) || length <= 0) return no('invalid_arguments')
    const id = `F${(files += 1)}`
    workspace.files.set(id, { name, length, bytes: undefined, isComplete: false })
    return { ok: true, file_id: id, upload_url: `${baseUrl}/upload/${workspace.id}/${id}` }
  },

  // https://docs.slack.dev/reference/methods/files.completeUploadExternal#errors
  'files.completeUploadExternal'(workspace, call, now) {
    const ids = list(jsonOf(call['files'])).map((file) => text(record(file)['id']))
    if (ids.length === 0) return no('invalid_arguments')
    const known = ids.map((id) => workspace.files.get(id))
    if (known.some((file) => file?.bytes === undefined)) return no('file_not_found')
    const channelId = text(call['channel_id'])
    if (channelId !== '') {
      // "channel_id: Channel ID where the file will be shared"; a person's id is not one.
      const channel = visible(workspace, channelId)
      if (!channel) return no('channel_not_found')
      if (!channel.isMember) return no('not_in_channel')
      channel.messages.push({
        ts: newTs(now),
        threadTs: undefined,
        text: [text(call['initial_comment']), ...known.map((file) => file?.bytes?.toString() ?? '')].join('\n'),
        blocks: [],
        edits: 0,
        deliveredBy: 'files.completeUploadExternal',
      })
    }
    for (const file of known) if (file) file.isComplete = true
    return { ok: true, files: ids.map((id) => ({ id, title: workspace.files.get(id)?.name })) }
  },
}

/** Takes the bytes of a file, as many as were announced; gives the HTTP status to answer. */
export function takeUpload(workspace: Workspace | undefined, id: string, bytes: Buffer): number {
  const file = workspace?.files.get(id)
  if (!workspace || !file || file.bytes) return 404
  if (bytes.length !== file.length) {
    workspace.violations.push({ rule: 'an upload is as long as announced', detail: `${bytes.length}` })
    return 400
  }
  file.bytes = bytes
  return 200
}
