import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openArchive } from '#src/archive-source.ts'
import { drain } from '#test/contracts/list-source.contract.ts'
import { kvmBot } from '#test/e2e/kvm-bot.ts'
import { publicInboxPrograms, startPublicInbox, type PublicInbox } from './public-inbox.ts'
import { missingProgram, run } from './server-help.ts'

const corpus = process.env['KVM_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))
const sample = fileURLToPath(new URL('../../config/sample/kvm-week.mbox', import.meta.url))
const counter = fileURLToPath(new URL('../stats/count-mails.py', import.meta.url))
const archives = existsSync(corpus)
  ? ['kvm-diverse', 'kvm-seedwindow', 'seed-replay'].map((set) => join(corpus, set, `${set}.mbox.gz`))
  : [sample]
const missing = missingProgram(...publicInboxPrograms, 'python3')

interface Counts {
  readonly mails: number
  readonly authors: Readonly<Record<string, number>>
  readonly domains: Readonly<Record<string, number>>
}

/** By where the range begins and ends in the archive, as parts of the whole. */
const ranges: readonly (readonly [number, number])[] = [
  [0, 0.4],
  [0.4, 0.75],
  [0.6, 1],
]

/** The counter is a Python script that asks `git mailinfo` of each mail; it shares no code with the bot. */
describe.skipIf(missing !== undefined)(
  `a report's counts${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  () => {
    let inbox: PublicInbox
    let epoch: string
    let commits: readonly string[]

    beforeAll(async () => {
      inbox = await startPublicInbox()
      inbox.fill(await mailsOf(archives))
      epoch = join(inbox.archive, 'git', '0.git')
      commits = run('git', ['--git-dir', epoch, 'rev-list', '--reverse', 'HEAD']).trim().split('\n')
    })

    afterAll(async () => inbox.stop())

    test.each(ranges)('from %d to %d of the archive are those of the other counter', async (from, to) => {
      const [a = '', b = ''] = [from, to].map((part) => commits[Math.floor(part * (commits.length - 1))])
      const { out, code } = await kvmBot([
        'digest',
        inbox.archive,
        `${a}..${b}`,
        '--format',
        'json',
        '--top',
        '1000000',
      ])
      expect(code).toBe(0)
      const counts = run('python3', [counter, epoch, a, b])
      expect(countsOf(JSON.parse(out))).toEqual(JSON.parse(counts))
      expect(out).toContain(`"from":"${a.slice(0, 9)}`)
    })
  },
)

async function mailsOf(files: readonly string[]): Promise<{ bytes: Uint8Array }[]> {
  const mails: { bytes: Uint8Array }[] = []
  for (const file of files) {
    for (const arrival of await drain(openArchive(file), undefined)) if ('bytes' in arrival) mails.push(arrival)
  }
  return mails
}

function countsOf(report: {
  readonly mails: number
  readonly contributors: readonly { readonly name: string; readonly count: number }[]
  readonly domains: readonly { readonly name: string; readonly count: number }[]
}): Counts {
  return {
    mails: report.mails,
    authors: Object.fromEntries(report.contributors.map(({ name, count }) => [addressIn(name), count])),
    domains: Object.fromEntries(report.domains.map(({ name, count }) => [name, count])),
  }
}

function addressIn(name: string): string {
  return name.slice(name.lastIndexOf('<') + 1, -1).toLowerCase()
}
