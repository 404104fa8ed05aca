import { existsSync } from 'node:fs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readMailmap } from '#src/mail/mailmap.ts'
import { readMimeMessage, readPlainMessage } from '#src/mail/read-message.ts'
import { parseLine } from '#src/summary/parse-line.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { readCorpus, type Corpus } from '#test/bench/accuracy/corpus.ts'

const dir = process.env['KVM_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))

/** Real list mail lies beside the checkout, or where KVM_CORPUS says; it is not ours to ship, so without it these are skipped. */
describe.skipIf(!existsSync(dir))('real list mail', async () => {
  const corpus: Corpus = existsSync(dir) ? await readCorpus(dir) : { dir, sets: [] }
  const maintainers = existsSync(join(dir, 'MAINTAINERS.gz'))
    ? gunzipSync(readFileSync(join(dir, 'MAINTAINERS.gz'))).toString('utf8')
    : ''
  const tables = { maintainers: readMaintainers(maintainers), mailmap: readMailmap('') }

  it.each(corpus.sets)('gets a parse line for each message, in order: $name', (set) => {
    const lines = set.mails.map((mail) => parseLine(mail, tables))
    expect(lines.map((line) => line.messageId)).toEqual(set.truth.map((outcome) => outcome.mid))
    expect(lines.filter((line) => line.problem !== null).length).toBeLessThanOrEqual(lines.length / 100)
  })

  it.each(corpus.sets)(
    'reads the same with and without the MIME library: $name',
    async (set) => {
      let plain = 0
      for (const bytes of set.raw) {
        const message = readPlainMessage(bytes)
        // Of a diff that was sent as flowed the library knows one reading only, see `unflow`.
        if (message === undefined || isFlowedDiff(bytes)) continue
        plain++
        expect(message).toEqual(await readMimeMessage(bytes))
      }
      expect(plain).toBeGreaterThan(set.raw.length * 0.9)
    },
    60_000,
  )
})

function isFlowedDiff(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return /format="?flowed/i.test(text) && text.includes('\n@@ -')
}
