import { Routes } from 'discord.js'
import { z } from 'zod'
import type { Notice } from '#src/notice/notice.ts'
import { stateNames } from '#src/notice/state-words.ts'
import { UncertainError, type ChannelId, type SentRef } from '#src/ports.ts'
import { sayIt, type Delivery } from '#adapters/discord/delivery.ts'
import { hasCode, missingPermission, unknownChannel, unknownMessage } from '#adapters/discord/errors.ts'
import { carriesMarker, markerOf, timeOfSnowflake } from '#adapters/discord/marker.ts'
import { message, readMessage, type DiscordMessage } from '#adapters/discord/message.ts'
import type { ForumTag, Place } from '#adapters/discord/places.ts'
import { sentRef } from '#adapters/discord/sent-ref.ts'
import { threadName } from '#adapters/discord/threads.ts'

/* Forum channels: a series is a post, which is a thread with its first message. https://discord.com/developers/docs/topics/threads#forum-channels */

/** "applied_tags: the IDs of the set of tags … limited to 5" */
const mostTags = 5

const createdThread = z.object({ id: z.string(), message })

/** Thread and message in one call. It takes no nonce: whoever repeats it must have looked with `findInForum` first. */
export async function postInForum(
  { rest, threads }: Delivery,
  forum: Place,
  post: { readonly notice: Notice; readonly deliveryId: string },
): Promise<SentRef> {
  const created = await sayIt(post.notice, markerOf(post.deliveryId), async ({ body, files }) => {
    const thread = {
      name: threadName(post.notice),
      auto_archive_duration: threads.archiveAfterMinutes,
      applied_tags: tagIds(forum.tags, post.notice.tags ?? [], []),
      message: body,
    }
    return createdThread.parse(await rest.post(Routes.threads(forum.id), { body: thread, files }))
  })
  return sentRef(created.message, forum.guild, created.id)
}

/** The ids of the tags with these names, and those that people had set beside ours. The state comes first. */
export function tagIds(
  known: readonly ForumTag[],
  names: readonly string[],
  applied: readonly string[],
): readonly string[] {
  const wanted = names.flatMap((name) => known.find((tag) => !tag.moderated && sameWord(tag.name, name))?.id ?? [])
  const states = new Set(
    known.filter((tag) => stateNames.some((state) => sameWord(tag.name, state))).map(({ id }) => id),
  )
  return [...new Set([...wanted, ...applied.filter((id) => !states.has(id))])].slice(0, mostTags)
}

function sameWord(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase()
}

const taggedThread = z.object({ parent_id: z.string(), applied_tags: z.array(z.string()).default([]) })

/** Puts the tags right after a change of state. They are an extra: where we may not set them, the post says it all. */
export async function retag({ rest, places }: Delivery, thread: string, notice: Notice): Promise<void> {
  if (notice.tags === undefined) return
  const { parent_id: parent, applied_tags: applied } = taggedThread.parse(await rest.get(Routes.channel(thread)))
  const { tags } = await places.of(parent)
  if (tags.length === 0) return
  const wanted = tagIds(tags, notice.tags, applied)
  if (wanted.toSorted().join() === applied.toSorted().join()) return
  try {
    await rest.patch(Routes.channel(thread), { body: { applied_tags: wanted, archived: false } })
  } catch (error) {
    if (!hasCode(error, missingPermission)) throw error
  }
}

const activeThreads = z.object({ threads: z.array(z.object({ id: z.string(), parent_id: z.string().optional() })) })

const archivedThreads = z.object({
  threads: z.array(z.object({ id: z.string(), thread_metadata: z.object({ archive_timestamp: z.string() }) })),
  has_more: z.boolean(),
})

/** https://discord.com/developers/docs/resources/channel#list-public-archived-threads */
const pageSize = 100
const mostPages = 5

interface Wanted {
  readonly deliveryId: string
  /** A message id: older posts are not meant. */
  readonly after: string
}

/** Our post that carries the delivery's marker, among the forum's posts since then, open or archived meanwhile. */
export async function findInForum(delivery: Delivery, forum: Place, wanted: Wanted): Promise<SentRef | undefined> {
  if (forum.guild === undefined) return undefined
  const { threads } = activeThreads.parse(await delivery.rest.get(Routes.guildActiveThreads(forum.guild)))
  const open = threads.filter(({ parent_id: parent }) => parent === forum.id)
  return (await findAmong(open, delivery, forum, wanted)) ?? findArchived(delivery, forum, wanted)
}

/** They come by when they were archived, the last one first: what was posted since then was archived since then, too. */
async function findArchived(delivery: Delivery, forum: Place, wanted: Wanted): Promise<SentRef | undefined> {
  const query = new URLSearchParams({ limit: String(pageSize) })
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await delivery.rest.get(Routes.channelThreads(forum.id, 'public'), { query })
    const { threads, has_more: hasMore } = archivedThreads.parse(answer)
    const found = await findAmong(threads, delivery, forum, wanted)
    if (found) return found
    const before = threads.at(-1)?.thread_metadata.archive_timestamp
    if (!hasMore || before === undefined || Date.parse(before) < timeOfSnowflake(wanted.after)) return undefined
    query.set('before', before)
  }
  throw new UncertainError(`not found among ${pageSize * mostPages} archived posts, and there are more`)
}

async function findAmong(
  threads: readonly { readonly id: string }[],
  delivery: Delivery,
  forum: Place,
  wanted: Wanted,
): Promise<SentRef | undefined> {
  for (const { id } of threads.filter((thread) => BigInt(thread.id) > BigInt(wanted.after))) {
    const first = await firstMessage(delivery, id)
    if (first?.author.id === delivery.self() && carriesMarker(first, wanted.deliveryId))
      return sentRef(first, forum.guild, id)
  }
  return undefined
}

/** It has the id of its thread; people may have deleted it. */
async function firstMessage({ rest }: Delivery, thread: ChannelId): Promise<DiscordMessage | undefined> {
  try {
    return readMessage(await rest.get(Routes.channelMessage(thread, thread)))
  } catch (error) {
    if (hasCode(error, unknownChannel) || hasCode(error, unknownMessage)) return undefined
    throw error
  }
}
