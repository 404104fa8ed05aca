import { noMailmap } from '#src/mail/mailmap.ts'
import type { PipelineParts } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { ListSource } from '#src/ports.ts'
import type { Clock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import type { Storage } from '#src/storage/storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import type { ScriptedPlatform } from './scripted-platform.ts'

/** A bot with one list, all of which goes to one channel. */
export function oneList(
  source: ListSource,
  { platform }: Pick<ScriptedPlatform, 'platform'>,
  { storage, clock }: { readonly storage: Storage; readonly clock: Clock },
): PipelineParts {
  return {
    sources: [{ list: { name: 'kvm', announceSince: 'all', backfill: 'all' }, source }],
    platforms: [platform],
    channels: [{ platform: 'p', channel: 'all', list: 'kvm', filter: '' }],
    storage,
    tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
    clock,
    log: createLog('silent'),
    random: () => 0,
    settings: usualSettings,
  }
}
