import { list, record, text, type Json } from '../json.ts'
import type { BodyFault } from './rules.ts'
import type { SentFile } from './server-state.ts'

const largestFile = 10 * 1024 * 1024
const largestRequest = 25 * 1024 * 1024

/**
 * https://discord.com/developers/docs/reference#uploading-files: 10 MiB a file by default, 25 MiB a request, ten
 * attachments, each description naming a file that came, `attachment://` naming one too.
 */
export function checkFiles(body: Json, files: ReadonlyMap<number, SentFile>): BodyFault | undefined {
  const all = [...files.values()]
  if (all.some(({ size }) => size > largestFile)) return { code: 40005, where: 'files' }
  if (all.reduce((sum, { size }) => sum + size, 0) > largestRequest) return { code: 40005, where: 'request' }
  if (all.length > 10) return { code: 50035, where: 'files' }
  for (const attachment of list(body['attachments']).map(record)) {
    const id = Number(text(attachment['id']) || attachment['id'])
    if (!files.has(id)) return { code: 50035, where: 'attachments.id' }
  }
  for (const embed of list(body['embeds']).map(record)) {
    const name = /^attachment:\/\/(.+)$/.exec(text(record(embed['image'])['url']))?.[1]
    if (name !== undefined && !all.some((file) => file.name === name)) return { code: 50035, where: 'embeds.image.url' }
  }
  return undefined
}
