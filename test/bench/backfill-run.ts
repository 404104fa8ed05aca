import { openArchive } from '#src/archive-source.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { readMessage } from '#src/mail/read-message.ts'
import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { ingest } from '#src/pipeline/ingest.ts'
import { readArrival } from '#src/pipeline/read-arrival.ts'
import { drainPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'

/** Each does what the one before does, and one thing more. */
export const stages = ['read', 'parse', 'facts', 'database', 'assemble'] as const
export type Stage = (typeof stages)[number]

/** What one run prints as JSON. */
export interface RunResult {
  readonly mails: number
  /** From an opened source to the last commit; start of Node and what it loads not counted. */
  readonly ms: number
  /** User and system time of the process, git's own not counted. */
  readonly cpuMs: number
  readonly peakRssBytes: number
  readonly savedMails: number
  readonly savedSeries: number
}

const list = { name: 'kvm', announceSince: 24 * 3_600_000, backfill: 'all' } as const

export async function runStage(path: string, stage: Stage, database: string): Promise<RunResult> {
  const { signal } = new AbortController()
  const tables = loadTables({})
  const source = openArchive(path)
  const storage = await openStorage(`sqlite:${database}`)
  const cpuBefore = process.cpuUsage()
  const begun = performance.now()
  let mails = 0
  if (stage === 'read' || stage === 'parse' || stage === 'facts') {
    for await (const arrival of source.poll(undefined, signal)) {
      if (stage === 'parse' && 'bytes' in arrival) await readMessage(arrival.bytes)
      if (stage === 'facts') await readArrival(arrival, tables, usualSettings.largestMail)
      if ('bytes' in arrival) arrival.release?.()
      mails += 1
    }
  } else {
    const parts = { storage, tables, clock: wallClock, settings: usualSettings, checkpoint: noCheckpoint }
    const start = { startedAt: Date.now(), announceFrom: Date.now() - list.announceSince, backfillFrom: 0 }
    if (stage === 'database') {
      mails = await ingest({ list, source, start }, { ...parts, announce: () => Promise.resolve() }, signal)
    } else {
      const others = { platforms: [], channels: [], log: createLog('warn'), random: () => 0.5 }
      await drainPipeline({ ...parts, ...others, sources: [{ list, source }] }, signal)
    }
  }
  const ms = performance.now() - begun
  const cpu = process.cpuUsage(cpuBefore)
  const counts = await storage.counts()
  await storage.close()
  await source.close?.()
  return {
    mails: mails || counts.mails,
    ms,
    cpuMs: (cpu.user + cpu.system) / 1000,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    savedMails: counts.mails,
    savedSeries: counts.series,
  }
}
