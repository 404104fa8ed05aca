import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { holdContract } from '../contracts/hold.contract.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-hold-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let made = 0
holdContract('SQLite', () => `sqlite:${join(dir, `${++made}`, 'bot.db')}`)
