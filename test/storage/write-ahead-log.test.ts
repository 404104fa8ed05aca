import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-log-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('a database that is closed while its log is moved closes whole, and the process does not end before', () => {
  const script = new URL('close-while-moving-child.ts', import.meta.url).pathname
  const { status, stdout } = spawnSync(process.execPath, [script, join(dir, 'bot.db')], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'closed\n' })
  expect(readdirSync(dir)).toEqual(['bot.db'])
})
