import type { Notice } from '#src/notice/notice.ts'

/** Said in the thread of a root that was posted again; `url` is the newest of our posts in the thread it had before. */
export function earlierRepliesNotice(url: string): Notice {
  return {
    fallback: 'Earlier replies are in the thread of the post that was deleted',
    tone: 'muted',
    blocks: [
      {
        is: 'text',
        spans: [
          { text: 'Earlier replies are in ' },
          { text: 'the thread of the post that was deleted', link: { url } },
        ],
      },
    ],
  }
}
