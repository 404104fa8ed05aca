import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { openStorage } from '#src/storage/open-storage.ts'
import { storageContract } from '../contracts/storage.contract.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-storage-'))
let files = 0
afterAll(() => rmSync(dir, { recursive: true, force: true }))

storageContract(
  'SQLite',
  () => openStorage(`sqlite:${join(dir, String((files += 1)), 'bot.db')}`),
  () => openStorage(`sqlite:${join(dir, String(files), 'bot.db')}`),
)
