import type { Notice } from '#src/notice/notice.ts'
import type { ChatPlatform, Limits, SentRef } from '#src/ports.ts'

export interface ScriptedPost {
  readonly channel: string
  readonly deliveryId: string
  readonly thread: string | undefined
  text: string
}

export interface ScriptedPlatform {
  readonly platform: ChatPlatform
  /** What readers see. */
  readonly posts: readonly ScriptedPost[]
  readonly edits: readonly string[]
  /** The next sends of this post end so: an error is thrown, `lost` throws after posting. */
  plan(deliveryId: string, ...ends: (Error | { readonly lost: Error })[]): void
  planEdit(deliveryId: string, ...ends: Error[]): void
  planFind(...ends: Error[]): void
  /** Sends of this channel wait until the returned function is called. */
  hold(channel: string): () => void
}

const limits: Limits = {
  title: 200,
  text: 3000,
  listItems: 20,
  threads: true,
  edits: true,
  pictures: false,
  postsPerSecond: Infinity,
  editsPerMinute: Infinity,
}

/** A platform that does what the test says, and otherwise works. */
export function scriptedPlatform(abilities: { canFind?: boolean; limits?: Partial<Limits> } = {}): ScriptedPlatform {
  const posts: ScriptedPost[] = []
  const edits: string[] = []
  const plans = new Map<string, (Error | { readonly lost: Error })[]>()
  const editPlans = new Map<string, Error[]>()
  const findPlans: Error[] = []
  const gates = new Map<string, Promise<void>>()
  const platform: ChatPlatform = {
    name: 'p',
    limits: { ...limits, ...abilities.limits },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    async send(channel: string, notice: Notice, deliveryId: string, thread?: SentRef) {
      await gates.get(channel)
      const end = plans.get(deliveryId)?.shift()
      if (end instanceof Error) throw end
      posts.push({ channel, deliveryId, thread: thread?.id, text: notice.fallback })
      if (end !== undefined) throw end.lost
      return refOf(channel, deliveryId)
    },
    async edit(sent, notice) {
      await Promise.resolve()
      const end = editPlans.get(sent.id)?.shift()
      if (end !== undefined) throw end
      edits.push(sent.id)
      for (const post of posts) if (post.deliveryId === sent.id) post.text = notice.fallback
    },
  }
  async function findSent(channel: string, deliveryId: string): Promise<SentRef | undefined> {
    await Promise.resolve()
    const end = findPlans.shift()
    if (end !== undefined) throw end
    return posts.some((post) => post.deliveryId === deliveryId) ? refOf(channel, deliveryId) : undefined
  }
  return {
    platform: abilities.canFind === false ? platform : { ...platform, findSent },
    posts,
    edits,
    plan: (deliveryId, ...ends) => void plans.set(deliveryId, ends),
    planEdit: (deliveryId, ...ends) => void editPlans.set(deliveryId, ends),
    planFind: (...ends) => void findPlans.push(...ends),
    hold(channel) {
      const { promise, resolve } = Promise.withResolvers<void>()
      gates.set(channel, promise)
      return resolve
    },
  }
}

function refOf(channel: string, deliveryId: string): SentRef {
  return { channel, id: deliveryId, url: `https://chat.example/${channel}/${deliveryId}` }
}
