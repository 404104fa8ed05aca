import type { InstallationStore } from '#src/ports.ts'
import { openSealed, seal } from './seal.ts'
import type { SealingKeys } from './seal.ts'
import type { Storage } from './storage.ts'
import type { Db } from './tables.ts'

export async function sealedOf(db: Db, platform: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('installations')
    .select('sealed')
    .where('platform', '=', platform)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.sealed
}

export async function saveSealed(db: Db, platform: string, id: string, sealed: string): Promise<void> {
  await db
    .insertInto('installations')
    .values({ platform, id, sealed })
    .onConflict((conflict) => conflict.columns(['platform', 'id']).doUpdateSet({ sealed }))
    .execute()
}

export async function removeSealed(db: Db, platform: string, id: string): Promise<void> {
  await db.deleteFrom('installations').where('platform', '=', platform).where('id', '=', id).execute()
}

/**
 * Installations whose secrets only the holder of the key can read. What an older key sealed is sealed anew with the
 * present one when it is asked for. `get` throws StorageError where no key fits, or the record was tampered with.
 */
export function openInstallations(
  storage: Pick<Storage, 'sealedOf' | 'saveSealed' | 'removeSealed'>,
  keys: SealingKeys,
): InstallationStore {
  async function put(platform: string, id: string, secret: string): Promise<void> {
    await storage.saveSealed(platform, id, seal(secret, contextOf(platform, id), keys))
  }
  return {
    async get(platform, id) {
      const sealed = await storage.sealedOf(platform, id)
      if (sealed === undefined) return undefined
      const { secret, isOld } = openSealed(sealed, contextOf(platform, id), keys)
      if (isOld) await put(platform, id, secret)
      return secret
    },
    put,
    remove: (platform, id) => storage.removeSealed(platform, id),
  }
}

/** Sealed along with the secret, so that a record moved to another place does not open there. */
function contextOf(platform: string, id: string): string {
  return JSON.stringify(['installation', platform, id])
}
