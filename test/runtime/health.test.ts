import { afterEach, expect, test } from 'vitest'
import { startHealth, type Health } from '#src/runtime/health.ts'
import { createLog } from '#src/runtime/log.ts'
import type { Facts } from '#src/runtime/metrics.ts'

const now = Date.UTC(2026, 10, 2)
const facts: Facts = {
  mails: 187,
  series: 40,
  problems: 0,
  lastReceivedAt: now - 5000,
  outbox: { pending: 2, sent: 90, dead: 1 },
  sources: [{ name: 'imap:kvm', state: 'waiting', lastOkAt: now - 1000, lag: 3, gaps: 0, problem: undefined }],
}

let health: Health | undefined
afterEach(async () => {
  await health?.stop()
  health = undefined
})

async function get(path: string, say: () => Promise<Facts>): Promise<{ status: number; text: string }> {
  health = await startHealth({ host: '127.0.0.1', port: 0 }, say, () => now)
  const response = await fetch(`http://127.0.0.1:${health.port}${path}`)
  return { status: response.status, text: await response.text() }
}

test('the process says that it lives', async () => {
  expect(await get('/healthz', async () => facts)).toEqual({ status: 200, text: 'ok\n' })
})

test('metrics show the outbox by state, how far mail is behind, and how long it has been quiet', async () => {
  const { text } = await get('/metrics', async () => facts)
  expect(text).toContain('kvm_bot_outbox_depth{state="pending"} 2')
  expect(text).toContain('kvm_bot_outbox_depth{state="dead"} 1')
  expect(text).toContain('kvm_bot_mail_lag{source="imap:kvm"} 3')
  expect(text).toContain('kvm_bot_mail_silence_seconds 5')
})

test('it is ready while its sources answer', async () => {
  expect((await get('/readyz', async () => facts)).status).toBe(200)
})

test('a source that is down makes it not ready, with the reason', async () => {
  const [source] = facts.sources
  const down = { ...facts, sources: [{ ...source!, state: 'down', problem: 'wrong password' }] }
  const { status, text } = await get('/readyz', async () => down)
  expect(status).toBe(503)
  expect(JSON.parse(text)).toEqual({ ready: false, why: ['imap:kvm is down: wrong password'] })
})

test('a database that does not answer makes it not ready', async () => {
  const { status, text } = await get('/readyz', () => Promise.reject(new Error('disk is full')))
  expect(status).toBe(503)
  expect(text).toContain('disk is full')
})

test('a page that is not there names those that are', async () => {
  expect(await get('/', async () => facts)).toEqual({ status: 404, text: 'there are /healthz, /readyz and /metrics\n' })
})

test('a secret that is logged by mistake is blotted out', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => lines.push(line) })
  log.info({ imap: { user: 'bot', password: 'hunter2' }, token: 'xoxb-1' }, 'connecting')
  expect(lines.join('')).not.toMatch(/hunter2|xoxb/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', imap: { user: 'bot' }, msg: 'connecting' })
})
