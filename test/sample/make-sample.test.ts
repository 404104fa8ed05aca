import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeDiff } from '../../config/sample/diff.ts'
import { sampleFile, sampleMails, sampleMbox } from '../../config/sample/make-sample.ts'
import { seeded } from '../../config/sample/random.ts'

const mails = sampleMails()
const subjects = mails.map((mail) => mail.subject)

describe('the sample week', () => {
  test('grows again to the same bytes as the file in the project', () => {
    expect(Buffer.compare(sampleMbox(), readFileSync(sampleFile))).toBe(0)
  })

  test('has at least 170 mails, each with an id of its own, in order of arrival', () => {
    expect(mails.length).toBeGreaterThanOrEqual(170)
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(mails.length)
    expect(mails.every((mail, place) => mail.receivedAt >= (mails[place - 1]?.receivedAt ?? 0))).toBe(true)
  })

  test('has at least 12 authors and all seven architectures', () => {
    expect(new Set(mails.map((mail) => mail.from.email)).size).toBeGreaterThanOrEqual(12)
    for (const word of ['x86', 'arm64', 'RISC-V', 's390', 'PPC', 'LoongArch', 'MIPS']) {
      expect(subjects.some((subject) => subject.includes(word))).toBe(true)
    }
  })

  test('holds every kind of mail that the list knows', () => {
    for (const kind of [
      '[RFC PATCH 0/',
      '[RESEND PATCH]',
      '[GIT PULL]',
      '[kvm-unit-tests PATCH',
      '[PATCH kvmtool',
      '[kvm:queue ',
    ]) {
      expect(subjects.some((subject) => subject.startsWith(kind))).toBe(true)
    }
  })
})

describe('a made-up diff', () => {
  test('is one that git accepts, with the counts that it says', () => {
    const chance = seeded(7)
    const paths = [
      'arch/x86/kvm/x86.c',
      'virt/kvm/Kconfig',
      'Documentation/virt/kvm/api.rst',
      'arch/arm64/kvm/hyp/entry.S',
    ]
    for (const path of paths) {
      for (const shape of [{}, { created: true }, { renamedFrom: `${path}.old` }]) {
        const diff = makeDiff(path, 3, shape, chance)
        const git = spawnSync('git', ['apply', '--numstat'], { input: diff.text, encoding: 'utf8' })
        expect(git.stderr).toBe('')
        expect(git.stdout.split('\t').slice(0, 2).map(Number)).toEqual([diff.added, diff.removed])
      }
    }
  })
})
