import { readWhoMay } from '#src/people/who-may.ts'
import type { WhoMay } from '#src/people/who-may.ts'
import type { Channel } from '#src/ports.ts'
import type { Storage } from '#src/storage/storage.ts'

/** Under this name a channel's own setting is stored, and typed. */
export const whoMaySetting = 'who-may'

/** Who may change a channel: by its own setting, else by the config. */
export async function channelAccess(
  storage: Storage,
  { platform, channel }: Channel,
  usual: WhoMay,
): Promise<{ readonly whoMay: WhoMay; readonly isOwn: boolean }> {
  const settings = await storage.channelSettings({ platform, channel })
  const own = settings.find(({ name }) => name === whoMaySetting)
  if (own === undefined) return { whoMay: usual, isOwn: false }
  const read = readWhoMay(own.value)
  // What a later version wrote and this one cannot read is not taken for less strict.
  return { whoMay: typeof read === 'object' && 'problem' in read ? 'admins' : read, isOwn: true }
}
