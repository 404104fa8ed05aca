import { addChange, changesOf } from './audit.ts'
import { deadPosts, reviveDead } from './dead-posts.ts'
import { removeSealed, saveSealed, sealedOf } from './installations.ts'
import type { Rules } from './rules.ts'
import { channelSettings, setSetting } from './settings.ts'
import type { Db } from './tables.ts'

export function rulesStorage(db: Db, reading: Db): Rules {
  return {
    channelSettings: (of) => channelSettings(reading, of),
    setSetting: (channel, name, value) => setSetting(db, channel, name, value),

    addChange: (change) => addChange(db, change),
    changesOf: (channel, most) => changesOf(reading, channel, most),

    deadPosts: (channel, most) => deadPosts(reading, channel, most),
    reviveDead: (channel, deliveryId, now) => reviveDead(db, channel, deliveryId, now),

    sealedOf: (platform, id) => sealedOf(reading, platform, id),
    saveSealed: (platform, id, sealed) => saveSealed(db, platform, id, sealed),
    removeSealed: (platform, id) => removeSealed(db, platform, id),
  }
}
