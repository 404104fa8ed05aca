import { addChange, changesOf } from './audit.ts'
import { deadPosts, reviveDead } from './dead-posts.ts'
import { removeSealed, saveSealed, sealedOf } from './installations.ts'
import type { Rules } from './rules.ts'
import { channelSettings, setSetting } from './settings.ts'
import type { Db } from './tables.ts'

export function rulesStorage(db: Db, reading: Db): Rules {
  return {
    channelSettings: (of) => channelSettings(reading, of),
    setSetting: (place, name, value) => setSetting(db, place, name, value),

    addChange: (change) => addChange(db, change),
    changesOf: (place, most) => changesOf(reading, place, most),

    deadPosts: (place, most) => deadPosts(reading, place, most),
    reviveDead: (place, deliveryId, now) => reviveDead(db, place, deliveryId, now),

    sealedOf: (platform, id) => sealedOf(reading, platform, id),
    saveSealed: (platform, id, sealed) => saveSealed(db, platform, id, sealed),
    removeSealed: (platform, id) => removeSealed(db, platform, id),
  }
}
