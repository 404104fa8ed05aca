import { clip, oneLine } from '#src/lib/clip.ts'
import { newestKept } from '#src/lib/newest-kept.ts'
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
  /** Learns the roots of earlier starts, by their references, the newest first: numbers go on after them. */
  goOnAfter(rootIds: readonly string[]): void
  /** Numbers a new root, whose reference `name` makes. */
  addRoot(name: (number: number) => string): { readonly id: string; readonly number: number }
  /** What to call a root: 0 for one from before a restart whose number another root has taken since. */
  numberOf(rootId: string): number
  /** The reference of the root that is shown as `#3`. */
  rootNumbered(number: number): string | undefined
  /** `3.1`: replies are counted below their root. */
  nextReply(rootId: string): string
}

const mostRemembered = 5000

/** What was posted, by delivery id; old posts are forgotten, since each reference names its root by itself. */
export function rememberedPosts(): Posts {
  const posts = newestKept<string, Post>(mostRemembered)
  const replies = newestKept<string, number>(mostRemembered)
  /** Root references by number. */
  const roots = newestKept<number, string>(mostRemembered)
  let last = 0

  function numberOf(rootId: string): number {
    const { number } = readRootReference(rootId)
    if (roots.get(number) === undefined) roots.set(number, rootId)
    // Numbers go on after those of roots from before a restart.
    last = Math.max(last, number)
    return roots.get(number) === rootId ? number : 0
  }

  return {
    known: (deliveryId) => posts.get(deliveryId),
    remember: (deliveryId, post) => posts.set(deliveryId, post),
    // Of two that were given one number, the newest is meant, as it stands further down.
    goOnAfter: (rootIds) => {
      for (const rootId of rootIds.toReversed()) {
        const { number } = readRootReference(rootId)
        if (number > 0) roots.set(number, rootId)
        last = Math.max(last, number)
      }
    },
    addRoot: (name) => {
      const number = last + 1
      const id = name(number)
      return { id, number: numberOf(id) }
    },
    numberOf,
    rootNumbered: (number) => roots.get(number),
    nextReply: (rootId) => {
      const { number } = readRootReference(rootId)
      const count = (replies.get(rootId) ?? 0) + 1
      replies.set(rootId, count)
      return `${number}.${count}`
    },
  }
}

/**
 * `3@root KVM: x86/mmu: …`: enough to name the root again after a restart. The delivery tells it from another root of
 * that number and title.
 */
export function rootReference(number: number, notice: Notice, deliveryId: string): string {
  return `${number}@${deliveryId.replace(/\s/gu, '_')} ${clip(oneLine(notice.title?.text ?? notice.fallback), 80)}`
}

export function readRootReference(id: string): { readonly number: number; readonly title: string } {
  const [, number = '0', title = ''] = /^(\d{1,9})(?:@\S*)? ?(.*)$/su.exec(id) ?? []
  return { number: Number(number), title }
}
