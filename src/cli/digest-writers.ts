import type { Writable } from 'node:stream'
import type { CollectedDigest } from '#src/cli/collect-digest.ts'
import { write } from '#src/cli/io.ts'
import { printHead, printNew, printSendings, printSkip, printTables } from '#src/stats/print-digest.ts'

export interface DigestHead {
  readonly list: string
  readonly from: string
  readonly to: string
  readonly top: number
}

/** Prints a report piece by piece, since the whole may be larger than memory. */
export function writeDigest(
  out: Writable,
  format: 'text' | 'json',
  digest: CollectedDigest,
  head: DigestHead,
): Promise<void> {
  return format === 'json' ? writeJsonDigest(out, digest, head) : writeTextDigest(out, digest, head)
}

async function writeTextDigest(out: Writable, digest: CollectedDigest, head: DigestHead): Promise<void> {
  const { count, sendings } = digest
  await write(out, printHead(head.list, head.from, head.to))
  await write(out, printTables(count.domains(head.top), count.people(head.top), head.top))
  await write(out, printSendings(sendings))
  for await (const { entry, shown } of digest.entries()) {
    await write(out, shown === undefined ? printNew(entry) : printSkip(shown, entry.subject))
  }
}

/** One JSON document; each series and entry stands on a line of its own. */
async function writeJsonDigest(out: Writable, digest: CollectedDigest, head: DigestHead): Promise<void> {
  const { count, sendings } = digest
  const { list, from, to, top } = head
  const facts = { list, from, to, mails: count.mails, domains: count.domains(top), contributors: count.people(top) }
  await write(out, `${JSON.stringify(facts).slice(0, -1)},"series":[`)
  for (const [index, line] of sendings.entries()) {
    const { at, ...rest } = line
    await write(out, `${index === 0 ? '\n' : ',\n'}${JSON.stringify({ ...rest, at: new Date(at).toISOString() })}`)
  }
  await write(out, '],"entries":[')
  let isFirst = true
  for await (const { entry, shown } of digest.entries()) {
    const { keys: _keys, ...rest } = entry
    const line = shown === undefined ? { is: 'new', ...rest } : { is: 'skip', shown, ...rest, text: undefined }
    await write(out, `${isFirst ? '\n' : ',\n'}${JSON.stringify(line)}`)
    isFirst = false
  }
  await write(out, ']}\n')
}
