import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openInstallations } from '#src/storage/installations.ts'
import { openStorage } from '#src/storage/open-storage.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-sealed-'))
afterAll(() => rmSync(dir, { recursive: true }))

test('a token is nowhere in the files of the database, while it is open and when it is closed', async () => {
  const token = 'xoxb-2345678901-plaintexttoken'
  const storage = await openStorage(`sqlite:${join(dir, 'bot.db')}`)
  const store = openInstallations(storage, { current: new Uint8Array(32).fill(7), old: [] })
  await store.put('p', 'T0123', token)
  await storage.setSetting({ platform: 'p', channel: 'c' }, 'seen', 'yes-this-can-be-read')
  expect(bytes()).toContain('yes-this-can-be-read')
  expect(bytes()).not.toContain(token)
  expect(await store.get('p', 'T0123')).toBe(token)
  await storage.close()
  expect(bytes()).toContain('yes-this-can-be-read')
  expect(bytes()).not.toContain(token)
})

function bytes(): string {
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'latin1'))
    .join()
}
