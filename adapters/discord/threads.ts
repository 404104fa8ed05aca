import { Routes, type REST } from 'discord.js'
import type { Notice } from '#src/notice/notice.ts'
import type { SentRef } from '#src/ports.ts'
import { clip, oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import { readMessage } from '#adapters/discord/message.ts'
import { hasCode, threadExists, unknownChannel, unknownMessage } from '#adapters/discord/errors.ts'

/**
 * The threads of roots, started when the first reply comes, since a server may have only a thousand open ones. A
 * thread has the id of the message that it was started from (https://discord.com/developers/docs/topics/threads).
 */
export interface Threads {
  readonly archiveAfterMinutes: number
  /** The id of the root's thread, started where there was none. */
  open(root: SentRef): Promise<string>
  /** Remembers what the root's thread shall be called. */
  name(rootId: string, notice: Notice): void
  forget(rootId: string): void
}

const longestName = 100

/** https://discord.com/developers/docs/resources/channel#thread-metadata-object */
export const archiveMinutes = { '1h': 60, '24h': 1440, '3d': 4320, '7d': 10_080 } as const
const mostRemembered = 5000

export function threadsOf(rest: REST, archiveAfterMinutes: number): Threads {
  const open = new Set<string>()
  const names = new Map<string, string>()

  async function nameOf(root: SentRef): Promise<string> {
    const known = names.get(root.id)
    if (known !== undefined) return known
    const message = readMessage(await rest.get(Routes.channelMessage(root.channel, root.id)))
    const title = message.embeds[0]?.title?.replace(/\\([^A-Za-z0-9\s])/g, '$1')
    return shortName(title ?? 'Series')
  }

  async function exists(thread: string): Promise<boolean> {
    try {
      await rest.get(Routes.channel(thread))
      return true
    } catch (error) {
      if (hasCode(error, unknownChannel)) return false
      throw error
    }
  }

  return {
    archiveAfterMinutes,
    async open(root) {
      if (open.has(root.id)) return root.id
      try {
        const body = { name: await nameOf(root), auto_archive_duration: archiveAfterMinutes }
        await rest.post(Routes.threads(root.channel, root.id), { body })
      } catch (error) {
        // The thread outlives the message that it was started from.
        const isThere = hasCode(error, threadExists) || (hasCode(error, unknownMessage) && (await exists(root.id)))
        if (!isThere) throw error
      }
      remember(root.id)
      return root.id
    },
    name(rootId, notice) {
      names.set(rootId, threadName(notice))
      const [oldest] = names.keys()
      if (names.size > mostRemembered && oldest !== undefined) names.delete(oldest)
    },
    forget: (rootId) => void open.delete(rootId),
  }

  function remember(rootId: string): void {
    open.add(rootId)
    const [oldest] = open
    if (open.size > mostRemembered && oldest !== undefined) open.delete(oldest)
  }
}

/** 1 to 100 characters; shown as plain text. */
export function threadName(notice: Notice): string {
  return shortName(notice.name ?? notice.title?.text ?? notice.fallback)
}

function shortName(title: string): string {
  return clip(oneLine(neutralise(title)), longestName) || 'Series'
}

/** Posting un-archives a thread by itself, editing does not. A locked one needs MANAGE_THREADS, which we do not ask for. */
export async function unarchive(rest: REST, thread: string): Promise<void> {
  await rest.patch(Routes.channel(thread), { body: { archived: false } })
}
