import type { Workspace } from '#adapters/slack/workspace.ts'

const uploadTimeoutMs = 30_000

/**
 * Puts a file into the workspace and gives its id: a place for it, the bytes, the end
 * (https://docs.slack.dev/messaging/working-with-files#upload). With `channel` it is shown there, otherwise it can only
 * be used in blocks. Needs files:write; rejects with what the library or `fetch` rejects with.
 */
export async function uploadFile(
  { client }: Workspace,
  file: { readonly name: string; readonly bytes: Uint8Array; readonly alt?: string; readonly channel?: string },
): Promise<string> {
  const { name, bytes, alt, channel } = file
  const place = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.length,
    ...(alt !== undefined && { alt_text: alt }),
  })
  if (!place.upload_url || !place.file_id) throw new Error('Slack names no place for the file')
  const taken = await fetch(place.upload_url, {
    method: 'POST',
    body: Uint8Array.from(bytes),
    signal: AbortSignal.timeout(uploadTimeoutMs),
  })
  if (!taken.ok) throw new Error(`Slack did not take the file: ${taken.status}`)
  await client.files.completeUploadExternal({
    files: [{ id: place.file_id, title: name }],
    ...(channel !== undefined && { channel_id: channel }),
  })
  return place.file_id
}
