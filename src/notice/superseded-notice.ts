import type { Notice } from '#src/notice/notice.ts'
import { linkTo } from '#src/notice/view.ts'
import type { NoticeView, OtherRevision } from '#src/notice/view.ts'

/** Said once in the thread of the old version. */
export function supersededNotice(by: OtherRevision, view: NoticeView): Notice {
  const version = `v${by.version}`
  return {
    fallback: `Superseded by ${version}`,
    tone: 'muted',
    blocks: [
      { is: 'text', spans: [{ text: 'Superseded by ' }, { text: version, style: 'bold', link: linkTo(by, view) }] },
    ],
  }
}
