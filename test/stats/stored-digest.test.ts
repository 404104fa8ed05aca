import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kvmBot } from '#test/e2e/kvm-bot.ts'
import { mailBytes, reportMails } from './report-mails.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-stored-digest-'))
const config = join(dir, 'bot.yaml')
const mbox = join(dir, 'kvm.mbox')
const hour = 3_600_000
const start = Date.UTC(2026, 1, 2, 10)

beforeAll(async () => {
  const mails = reportMails().map((mail, index) => {
    const date = new Date(start + index * 12 * hour).toUTCString().replace(',', '')
    const [day, number, month, year, time] = date.split(' ')
    const line = `From mboxrd@z ${day} ${month} ${number} ${time} ${year}\n`
    return `${line}${Buffer.from(mailBytes(mail))
      .toString()
      .replaceAll(/^(>*From )/gmu, '>$1')}\n`
  })
  writeFileSync(mbox, mails.join(''))
  writeFileSync(
    config,
    [
      'lists:',
      '  - { name: kvm, address: kvm@vger.kernel.org, announceSince: all,',
      `      source: { mbox: { file: ${JSON.stringify(mbox)}, follow: false } } }`,
      'platforms: { terminal: { colour: false } }',
      `storage: { url: ${JSON.stringify(`sqlite:${join(dir, 'bot.db')}`)} }`,
      'http: { port: 0 }',
      'log: { level: silent }',
    ].join('\n'),
  )
  const { code, err } = await kvmBot(['run', '--config', config])
  if (code !== 0 || err !== '') throw new Error(`the bot ended with ${code}: ${err}`)
})
afterAll(() => rmSync(dir, { recursive: true }))

describe('a report of what the bot has', () => {
  test('is the same as that of the archive it read', async () => {
    const [archive, stored] = await Promise.all([kvmBot(['digest', mbox]), kvmBot(['digest', '--config', config])])
    expect(stored.code).toBe(0)
    expect(stored.out).toContain('New:  ')
    expect(stored.out).toBe(archive.out)
  })

  test('is of the days that are asked for', async () => {
    const days = ['--since', '2026-02-03', '--until', '2026-02-04']
    const [archive, stored] = await Promise.all([
      kvmBot(['digest', mbox, ...days]),
      kvmBot(['digest', '--config', config, ...days, '--format', 'json']),
    ])
    expect(stored.code).toBe(0)
    const report = JSON.parse(stored.out) as { mails: number; entries: { subject: string }[] }
    expect(report.mails).toBeGreaterThan(0)
    expect(archive.out).toContain(report.entries[0]?.subject ?? 'none')
  })

  test('counts days back from the newest mail, as a channel does', async () => {
    const { out } = await kvmBot(['digest', '--config', config, '--since', '2d', '--format', 'json'])
    const report = JSON.parse(out) as { from: string; to: string; mails: number }
    expect(report.mails).toBeGreaterThan(0)
    expect(Date.parse(report.to) - Date.parse(report.from)).toBe(2 * 86_400_000)
  })

  test.each([
    [['--list', 'kvmm'], 'the config has no list kvmm, did you mean kvm?'],
    [[mbox], 'not both'],
    [['--since', 'soon'], 'is no time'],
  ])('%s is refused', async (more, problem) => {
    const { code, err } = await kvmBot(['digest', '--config', config, ...more])
    expect(code).toBe(2)
    expect(err).toContain(problem)
  })
})
