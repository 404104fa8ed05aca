import { clip, oneLine } from '#src/lib/clip.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { SentRef } from '#src/ports.ts'

/** A post as this process remembers it. */
interface Post {
  readonly sent: SentRef
  readonly number: number
  readonly notice: Notice
}

export interface Posts {
  known(deliveryId: string): Post | undefined
  remember(deliveryId: string, post: Post): void
  nextNumber(): number
  /** `3.1`: replies are counted below their root. */
  nextReply(rootId: string, number: number): string
}

const mostRemembered = 5000

/** What was posted, by delivery id; old posts are forgotten, since each reference names its root by itself. */
export function rememberedPosts(): Posts {
  const posts = new Map<string, Post>()
  const replies = new Map<string, number>()
  let last = 0
  return {
    known: (deliveryId) => posts.get(deliveryId),
    remember: (deliveryId, post) => remember(posts, deliveryId, post),
    nextNumber: () => (last += 1),
    nextReply: (rootId, number) => {
      // Numbers go on after those of roots from before a restart.
      last = Math.max(last, number)
      const count = (replies.get(rootId) ?? 0) + 1
      remember(replies, rootId, count)
      return `${number}.${count}`
    },
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const oldest = map.size > mostRemembered ? map.keys().next().value : undefined
  if (oldest !== undefined) map.delete(oldest)
}

/** `3 KVM: x86/mmu: …`: enough to name the root again after a restart. */
export function rootReference(number: number, notice: Notice): string {
  return `${number} ${clip(oneLine(notice.title?.text ?? notice.fallback), 80)}`
}

export function readRootReference(id: string): { readonly number: number; readonly title: string } {
  const [, number = '0', title = ''] = /^(\d{1,9}) ?(.*)$/su.exec(id) ?? []
  return { number: Number(number), title }
}
