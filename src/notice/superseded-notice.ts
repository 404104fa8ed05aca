import type { Notice } from '#src/notice/notice.ts'
import { linkTo } from '#src/notice/view.ts'
import type { NoticeView, OtherRevision } from '#src/notice/view.ts'

/** Said once in the thread of the old version. */
export function supersededNotice(by: OtherRevision, view: NoticeView): Notice {
  const text = `Superseded by v${by.version}`
  return {
    fallback: text,
    tone: 'muted',
    blocks: [{ is: 'text', spans: [{ text: `${text} → ` }, { text: `open v${by.version}`, link: linkTo(by, view) }] }],
  }
}
