import { describe, expect, test, vi } from 'vitest'
import { noMailmap } from '#src/mail/mailmap.ts'
import { runPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { wallClock } from '#src/runtime/clock.ts'
import type { Log } from '#src/runtime/log.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { series } from '../pipeline/letters.ts'
import { scriptedPlatform } from '../pipeline/scripted-platform.ts'
import type { ScriptedArrival } from '../pipeline/scripted-source.ts'
import { scriptedSource } from '../pipeline/scripted-source.ts'
import { findPostgres, startPostgres } from './postgres.ts'

const bin = findPostgres()
const patience = { timeout: 20_000, interval: 20 }

/** The real log, with its warnings at hand. */
function listening(warnings: string[]): Log {
  const log = createLog('silent')
  return { ...log, warn: (fields: object) => void warnings.push(JSON.stringify(fields)) }
}

describe.runIf(bin !== undefined)('a PostgreSQL that restarts under the bot', () => {
  test('is waited for: what came meanwhile is posted, and nothing twice', { timeout: 60_000 }, async () => {
    const server = await startPostgres(bin ?? '')
    const storage = await openStorage(await server.makeDatabase())
    const chat = scriptedPlatform()
    const warnings: string[] = []
    const now = Date.now()
    const arrivals: ScriptedArrival[] = [...series('a', 'KVM: Walk faster', 2, now)]
    const stop = new AbortController()
    const running = runPipeline(
      {
        sources: [
          { list: { name: 'kvm', announceSince: 'all', backfill: 'all' }, source: scriptedSource('wall', arrivals) },
        ],
        platforms: [chat.platform],
        channels: [{ platform: 'p', channel: 'all', list: 'kvm', filter: '' }],
        storage,
        tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
        clock: wallClock,
        log: listening(warnings),
        random: () => 0,
        settings: { ...usualSettings, pollMs: 20 },
      },
      stop.signal,
    )
    const texts = (): readonly string[] => chat.posts.map(({ text }) => text.split(' - ')[0] ?? '')
    try {
      await vi.waitFor(() => expect(texts()).toHaveLength(2), patience)
      await server.restart(async () => {
        arrivals.push(...series('b', 'KVM: Run', 2, now + 1000))
        await vi.waitFor(() => expect(warnings.join()).toContain('"loop":"pipeline"'), patience)
      })
      await vi.waitFor(() => expect(texts()).toHaveLength(4), patience)
      expect(texts()).toEqual([
        'v1 KVM: Walk faster',
        '2 patches: KVM: Walk faster',
        'v1 KVM: Run',
        '2 patches: KVM: Run',
      ])
    } finally {
      stop.abort()
      await running
      await storage.close()
      await server.stop()
    }
  })
})
