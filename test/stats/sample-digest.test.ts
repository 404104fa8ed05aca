import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { kvmBot } from '#test/e2e/kvm-bot.ts'
import { entriesOf } from './read-report.ts'

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url))
const sample = `${shared}reference/seed-digest.txt`
const mails = `${process.env['KVM_CORPUS'] ?? `${shared}corpus/`}/seed-replay/seed-replay.mbox.gz`
const isHere = existsSync(sample) && existsSync(mails)
const why = isHere ? '' : ' (skipped: the sample and its mails are not beside the checkout)'

/** The sample cuts these at the fold; here subjects are whole. */
const cutOff: ReadonlyMap<string, string> = new Map([
  ['x86/x2apic: disable x2apic on resume if the kernel', ' expects so'],
  ['x86/x2apic: Fix hang-up of defconfig kernel on resume', ' from s2ram'],
])

/** The report that people get by mail today, and nine of the ten mails it prints. Not ours to ship: skipped without. */
describe.skipIf(!isHere)(`the sample report${why}`, () => {
  test('has the same text, trailers and diffstats for its mails', async () => {
    const { out } = await kvmBot(['digest', mails])
    const ours = new Map(entriesOf(out).map((entry) => [entry.title, entry]))
    const theirs = entriesOf(readFileSync(sample, 'utf8')).filter(({ is, title }) => is === 'new' && !isMissing(title))
    expect(theirs).toHaveLength(9)
    for (const entry of theirs) {
      const rest = cutOff.get(entry.title) ?? ''
      const title = entry.title + rest
      expect(ours.get(title)).toEqual({ ...entry, title, subject: entry.subject + rest })
    }
  })

  test('and nothing is called a repeat that is none', async () => {
    const { out } = await kvmBot(['digest', mails])
    expect(entriesOf(out).filter(({ is }) => is === 'skip')).toEqual([])
    expect(entriesOf(out).map(({ subject }) => subject)).toHaveLength(9)
  })
})

/** Its mails are not in the corpus. */
function isMissing(title: string): boolean {
  return title.startsWith('RISC-V: KVM: Support runtime configuration')
}
