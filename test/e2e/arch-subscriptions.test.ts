import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '#src/config.ts'
import { defaultConfigText } from '#src/config/default-config.ts'
import { openHost } from '#src/host.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { replay, sample, threadsOf } from './replay.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-archs-'))
const database = `sqlite:${join(dir, 'bot.db')}`
afterAll(() => rmSync(dir, { recursive: true }))

let titles: Record<'arm' | 'mainframe', readonly string[]>

beforeAll(async () => {
  await subscribe('arm', 'arch:arm64')
  await subscribe('mainframe', 'arch:s390')
  // The bot is started again: what people subscribed to is in the database.
  const storage = await openStorage(database)
  const threads = threadsOf(await replay(sample, storage))
  await storage.close()
  const inChannel = (name: string): string[] =>
    threads.filter(({ channel }) => channel === name).map(({ title }) => title)
  titles = { arm: inChannel('arm').sort(), mainframe: inChannel('mainframe').sort() }
}, 60_000)

/** As a person would, in a process of its own. */
async function subscribe(channel: string, filter: string): Promise<void> {
  const storage = await openStorage(database)
  const config = { ...readConfig(defaultConfigText, 'defaults', {}), file: undefined }
  const host = openHost(config, { storage, sources: [], clock: wallClock })
  const user = { id: 'u1', name: 'Maya' }
  const answer = await host.answer({ platform: 'terminal', channel, user, input: { text: `subscribe ${filter}` } })
  expect(answer.ok).toBe(true)
  await storage.close()
}

test('the channel of arm64 gets exactly the series that touch arm64', () => {
  expect(titles.arm).toEqual([
    'KVM/arm64 fixes for 7.3, take #2',
    'KVM: arm64, s390: Enter guests through the common code',
    'KVM: arm64: nv: Shorten the window with interrupts off',
    'KVM: arm64: vgic-v5: Doorbells for vCPUs that are not running',
    'KVM: arm64: vgic: Drop the LPI reference before the lock',
    'arm64: Describe virtio-mmio devices in ACPI',
  ])
})

test('the channel of s390 gets exactly the series that touch s390', () => {
  expect(titles.mainframe).toEqual([
    'KVM: arm64, s390: Enter guests through the common code',
    'KVM: s390: Enable the GISA alert once per guest',
    'KVM: s390: Handle storage keys without the guest page table lock',
    'KVM: s390: vsie: Shadow tables of three levels',
    's390x: sie: Check that the host primary address space is kept',
  ])
})

test('a series of both reaches both, a change outside KVM neither', () => {
  const both = 'KVM: arm64, s390: Enter guests through the common code'
  expect([titles.arm, titles.mainframe].every((list) => list.includes(both))).toBe(true)
  for (const outside of ['vhost-net', 'vfio/pci', 'mm: gup']) {
    expect([...titles.arm, ...titles.mainframe].some((title) => title.includes(outside))).toBe(false)
  }
})
