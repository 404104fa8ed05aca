import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { kvmBot } from './kvm-bot.ts'
import { sample } from './replay.ts'

// Each of these is a process of its own, and a machine may be busy.
vi.setConfig({ testTimeout: 90_000 })

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-set-up-'))
afterAll(() => rmSync(dir, { recursive: true }))

function configWith(name: string, more: string, platforms = 'terminal: {}'): string {
  const file = join(dir, name)
  const text = `lists:
  - { name: kvm, address: kvm@vger.kernel.org, announceSince: all, source: { mbox: { file: ${sample}, follow: false } } }
platforms: { ${platforms} }
http: { port: 0 }
storage: { url: "sqlite:${join(dir, name)}.db" }
${more}
`
  writeFileSync(file, text)
  return file
}

test('the set-up of a channel is changed and exported from the shell, as JSON that another program can read', async () => {
  const slack = 'slack: { botToken: { env: SLACK_BOT }, appToken: { env: SLACK_APP } }'
  const file = configWith('shell.yaml', 'access: { change: admins }', slack)
  const env = { SLACK_BOT: 'xoxb-stand-in', SLACK_APP: 'xapp-stand-in' }
  const ask = (...args: readonly string[]) => kvmBot(['ask', ...args, '--config', file], { env })
  // Who has the shell runs the bot, whatever channels may ask for.
  expect(await ask('subscribe arch:arm64', '--channel', 'slack:C0123')).toMatchObject({ code: 0 })
  expect(await ask('subscribe id:1 arch:arm64,s390', '--channel', 'slack:C0123')).toMatchObject({ code: 0 })
  expect(await ask('settings who-may:U1,U2', '--channel', 'slack:C0123')).toMatchObject({ code: 0 })
  expect((await ask('subscriptions history:yes', '--channel', 'slack:C0123')).out).toMatch(
    /subscribe · #1 arch:arm64 → #1 arch:arm64,s390\n/,
  )
  const { code, out, err } = await ask('export all')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    schemaVersion: 1,
    channels: [
      {
        platform: 'slack',
        channel: 'C0123',
        subscriptions: [{ id: '1', filter: 'arch:arm64,s390' }],
        settings: { 'who-may': 'U1,U2' },
        digests: [],
      },
    ],
  })
  expect(JSON.parse((await ask('export', '--channel', 'slack:C9')).out)).toMatchObject({
    channels: [{ channel: 'C9', subscriptions: [] }],
  })
})

test('changes are in the log of the bot, who and what', async () => {
  const file = configWith('log.yaml', '')
  const { err } = await kvmBot(['run', '--config', file], { input: '#arm subscribe arch:arm64\n' })
  const lines = err.split('\n').filter((line) => line.includes('a channel was changed'))
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'info', channel: 'arm', command: 'subscribe', after: '#1 arch:arm64', userName: 'You' },
  ])
})

test('a key of the wrong length stops the start with its place, and is not shown', async () => {
  const file = configWith('key.yaml', 'secretKey: { env: KVM_BOT_KEY }')
  for (const verb of ['run', 'check-config']) {
    const { code, err } = await kvmBot([verb, '--config', file], { env: { KVM_BOT_KEY: 'hunter2hunter2' } })
    expect(code).toBe(2)
    expect(err).toContain(`${file}:6:12 secretKey: expected a key of 32 bytes as base64 or hex`)
    expect(err).not.toContain('hunter2')
  }
})
