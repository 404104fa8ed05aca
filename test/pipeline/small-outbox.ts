import { noCheckpoint } from '#src/pipeline/checkpoint.ts'
import { openLanes } from '#src/pipeline/deliver.ts'
import type { LaneParts } from '#src/pipeline/lane-parts.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import { createBell } from '#src/runtime/bell.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { OutboxRow, Storage } from '#src/storage/storage.ts'
import { addRows, notice } from '../storage/outbox-rows.ts'
import type { ScriptedPlatform } from './scripted-platform.ts'

/** An outbox of its own, in which time goes by only as the test says. */
export interface SmallOutbox {
  readonly storage: Storage
  now: number
  /** Does all that is due now, as a bot that was just started. */
  work(chat: Pick<ScriptedPlatform, 'platform'>, settings?: Partial<LaneParts['settings']>): Promise<void>
  stateOf(deliveryId: string): Promise<Pick<OutboxRow, 'state' | 'reason' | 'nextTryAt' | 'tries'>>
  /** A post that was sent should say something else. */
  change(deliveryId: string, text: string): Promise<void>
}

export async function smallOutbox(): Promise<SmallOutbox> {
  const storage = await openStorage('sqlite::memory:')
  const outbox: SmallOutbox = {
    storage,
    now: 1_000_000,
    async work({ platform }, settings) {
      const parts: LaneParts = {
        platform,
        storage,
        clock: { now: () => outbox.now, sleep: () => Promise.resolve() },
        log: createLog('silent'),
        random: () => 0,
        checkpoint: noCheckpoint,
        settings: { ...usualSettings.delivery, editQuietMs: 4000, ...settings },
      }
      const lanes = openLanes(parts, createBell(), new AbortController().signal)
      while ((await lanes.startDue()) > 0) await lanes.settled()
    },
    async stateOf(deliveryId) {
      const found = await storage.row(deliveryId)
      if (found === undefined) throw new Error(`no row ${deliveryId}`)
      const { state, reason, nextTryAt, tries } = found
      return { state, reason, nextTryAt, tries }
    },
    async change(deliveryId, text) {
      await addRows(storage, [], { edits: [{ deliveryId, notice: notice(text), noticeHash: text }], at: outbox.now })
    },
  }
  return outbox
}
