import type { CommandContext } from '#src/commands/context.ts'
import type { Channel } from '#src/ports.ts'

/** Grows when the meaning of what is there changes, not when something is added. */
const schemaVersion = 1

/** What was set up, of one channel or of all: JSON of one line for each value, in an order that stays. */
export async function exportText(
  of: Channel | undefined,
  { storage, now }: Pick<CommandContext, 'storage' | 'now'>,
): Promise<{ readonly text: string; readonly channels: number; readonly subscriptions: number }> {
  const subscriptions = await storage.subscriptions(of)
  const settings = await storage.channelSettings(of)
  const schedules = await storage.schedules(of)
  const byKey = new Map<string, Channel>(of === undefined ? [] : [[keyOf(of), of]])
  for (const one of [...subscriptions, ...settings, ...schedules]) byKey.set(keyOf(one), one)
  const channels = [...byKey.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { platform, channel }]) => ({
      platform,
      channel,
      subscriptions: subscriptions
        .filter((one) => keyOf(one) === key)
        .map(({ id, list, filter, createdBy, createdById, createdAt, pausedBecause }) => ({
          id,
          list,
          filter,
          createdBy,
          createdById,
          createdAt: isoTime(createdAt),
          pausedBecause,
        })),
      settings: Object.fromEntries(
        settings.filter((one) => keyOf(one) === key).map(({ name, value }) => [name, value]),
      ),
      digests: schedules
        .filter((one) => keyOf(one) === key)
        .map(({ list, weekly: { time, zone, days }, filter, createdBy }) => ({
          list,
          time,
          timeZone: zone,
          days,
          filter,
          createdBy,
        })),
    }))
  const exported = { schemaVersion, exportedAt: isoTime(now()), channels }
  return { text: plainJson(exported), channels: channels.length, subscriptions: subscriptions.length }
}

function keyOf({ platform, channel }: Channel): string {
  return `${platform}:${channel}`
}

function isoTime(at: number): string {
  return new Date(at).toISOString()
}

/** Names of people are in it, and it may be shown on a terminal: what steers one, or hides, is written as an escape. */
function plainJson(value: unknown): string {
  const escaped = JSON.stringify(value, undefined, 2).replace(/[^\n\P{C}]/gu, (letter) =>
    [...Array(letter.length).keys()].map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  )
  return `${escaped}\n`
}
