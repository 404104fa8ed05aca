import type { Block, Button, Link, Notice, Span } from '#src/notice/notice.ts'
import type { Storage } from '#src/storage/storage.ts'

export interface ResolvedNotice {
  readonly notice: Notice
  /** A post that it links to has no address yet, but will get one. */
  readonly isWaiting: boolean
}

/** Puts the addresses of our own posts where a notice links to them; the one to use meanwhile stays elsewhere. */
export async function resolveLinks(notice: Notice, storage: Pick<Storage, 'row'>): Promise<ResolvedNotice> {
  const addresses = new Map<string, string>()
  let isWaiting = false
  for (const post of postsIn(notice)) {
    const row = await storage.row(post)
    if (row?.sent?.url !== undefined) addresses.set(post, row.sent.url)
    else if (row !== undefined && row.state !== 'dead' && row.state !== 'sent') isWaiting = true
  }
  if (addresses.size === 0) return { notice, isWaiting }
  return { notice: withLinks(notice, (link) => resolved(link, addresses)), isWaiting }
}

function resolved(link: Link, addresses: ReadonlyMap<string, string>): Link {
  const url = 'post' in link ? addresses.get(link.post) : undefined
  return url === undefined ? link : { ...link, url }
}

/** Delivery ids of our own posts that a notice links to. */
export function postsIn(notice: Notice): ReadonlySet<string> {
  const posts = new Set<string>()
  withLinks(notice, (link) => {
    if ('post' in link) posts.add(link.post)
    return link
  })
  return posts
}

function withLinks(notice: Notice, change: (link: Link) => Link): Notice {
  const { title, buttons } = notice
  return {
    ...notice,
    ...(title?.link === undefined ? {} : { title: { ...title, link: change(title.link) } }),
    blocks: notice.blocks.map((block) => blockWith(block, change)),
    ...(buttons === undefined ? {} : { buttons: buttons.map((button) => buttonWith(button, change)) }),
  }
}

function blockWith(block: Block, change: (link: Link) => Link): Block {
  const spans = (all: readonly Span[]) =>
    all.map((span) => (span.link === undefined ? span : { ...span, link: change(span.link) }))
  switch (block.is) {
    case 'facts':
    case 'text':
      return { ...block, spans: spans(block.spans) }
    case 'list':
      return { ...block, items: block.items.map(spans) }
    case 'table':
      return { ...block, rows: block.rows.map(spans) }
    case 'code':
      return block
  }
}

function buttonWith(button: Button, change: (link: Link) => Link): Button {
  return 'link' in button ? { ...button, link: change(button.link) } : button
}
