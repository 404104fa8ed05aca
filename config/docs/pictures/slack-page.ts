import { escaped, page } from './html.ts'
import type { ShownPost } from './channel.ts'

/* Block Kit as HTML, near enough to Slack's own look to judge a post by. What it does not know it shows in red. */

/** A block, an element or a text object: the few keys that are looked at here. */
interface Node {
  readonly type: string
  readonly text?: string | Node
  readonly elements?: readonly Node[]
  readonly fields?: readonly Node[]
  readonly rows?: readonly (readonly Node[])[]
  readonly options?: readonly Node[]
  readonly style?: string | { readonly bold?: boolean; readonly code?: boolean; readonly italic?: boolean }
  readonly url?: string
  readonly fallback?: string
  readonly alt_text?: string
}

export interface SlackPayload {
  readonly text: string
  readonly blocks: readonly Node[]
}

const css = `
body{background:#fff;color:#1d1c1d;font:15px/1.46 Lato,"Noto Sans","DejaVu Sans",sans-serif;padding:14px 20px}
.post{display:flex;gap:10px;padding:8px 0}.face{flex:none;width:36px;height:36px;border-radius:6px;background:#4a154b;
color:#fff;display:grid;place-items:center;font-weight:700;font-size:12px}.who{font-weight:900}.app{background:#e8e8e8;
color:#616061;font-size:10px;border-radius:3px;padding:1px 4px;font-weight:700;vertical-align:1px}.when{color:#616061;font-size:12px}
.body{min-width:0;flex:1}.thread{border-left:2px solid #ddd;margin:2px 0 10px 17px;padding-left:24px}
.block{margin:3px 0}a{color:#1264a3;text-decoration:none}code{font:12px "DejaVu Sans Mono",monospace;color:#c01343;
background:#f6f6f6;border:1px solid #ddd;border-radius:3px;padding:1px 3px}pre{font:12px/1.5 "DejaVu Sans Mono",monospace;
background:#f8f8f8;border:1px solid #ddd;border-radius:4px;padding:8px;margin:4px 0;white-space:pre-wrap}
.context{color:#616061;font-size:13px}ul{margin:2px 0;padding-left:24px}blockquote{margin:3px 0;border-left:4px solid #ddd;padding-left:12px}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin-top:6px}.button{border:1px solid #bbb;border-radius:4px;padding:3px 12px;font-weight:700;font-size:13px}
table{border-collapse:collapse;margin:4px 0;font-size:13px}td{border:1px solid #ddd;padding:3px 10px}.replies{color:#1264a3;font-size:13px;font-weight:700}
.unknown{color:red}img{max-width:100%}.edited{color:#868686;font-size:12px}`

export function slackPage(posts: readonly ShownPost<SlackPayload>[], threads: boolean): string {
  return page(css, posts.map((post) => postHtml(post, threads)).join(''))
}

function postHtml(post: ShownPost<SlackPayload>, threads: boolean): string {
  const { replies } = post
  const count = replies.length === 0 ? '' : `<div class=replies>${replies.length} replies</div>`
  const edited = post.edited ? '<span class=edited> (edited)</span>' : ''
  const body = post.payload.blocks.map(blockHtml).join('') + edited + (threads ? '' : count)
  const thread = threads ? replies.map((reply) => postHtml(reply, threads)).join('') : ''
  return `<div class=post><div class=face>KVM</div><div class=body><span class=who>KVM patch bot</span>
<span class=app>APP</span> <span class=when>9:14 AM</span>${body}</div></div>${thread && `<div class=thread>${thread}</div>`}`
}

function blockHtml(block: Node): string {
  switch (block.type) {
    case 'rich_text':
      return `<div class=block>${(block.elements ?? []).map(richHtml).join('')}</div>`
    case 'section':
      return `<div class=block>${textOf(block)}${(block.fields ?? []).map(textOf).join('<br>')}</div>`
    case 'context':
      return `<div class="block context">${(block.elements ?? []).map(textOf).join(' ')}</div>`
    case 'header':
      return `<h3>${textOf(block)}</h3>`
    case 'divider':
      return '<hr>'
    case 'actions':
      return `<div class=buttons>${(block.elements ?? []).map(actionHtml).join('')}</div>`
    case 'table':
      return `<table>${(block.rows ?? []).map((row) => `<tr>${row.map((cell) => `<td>${cellHtml(cell)}</td>`).join('')}</tr>`).join('')}</table>`
    default:
      return `<div class=unknown>${escaped(JSON.stringify(block).slice(0, 300))}</div>`
  }
}

function cellHtml(cell: Node): string {
  return cell.type === 'rich_text' ? (cell.elements ?? []).map(richHtml).join('') : textOf(cell)
}

function richHtml(element: Node): string {
  const inner = (element.elements ?? []).map(inlineHtml).join('')
  switch (element.type) {
    case 'rich_text_section':
      return `<div>${inner}</div>`
    case 'rich_text_list':
      return `<ul>${(element.elements ?? []).map((item) => `<li>${(item.elements ?? []).map(inlineHtml).join('')}</li>`).join('')}</ul>`
    case 'rich_text_preformatted':
      return `<pre>${inner}</pre>`
    case 'rich_text_quote':
      return `<blockquote>${inner}</blockquote>`
    default:
      return `<span class=unknown>${escaped(element.type)}</span>`
  }
}

function inlineHtml(element: Node): string {
  const text = escaped(typeof element.text === 'string' ? element.text : (element.fallback ?? '')).replaceAll(
    '\n',
    '<br>',
  )
  const style = typeof element.style === 'object' ? element.style : {}
  let html = element.type === 'link' ? `<a href="#">${text || escaped(element.url ?? '')}</a>` : text
  if (!['text', 'link', 'date'].includes(element.type)) html = `<span class=unknown>${escaped(element.type)}</span>`
  if (style.code === true) html = `<code>${html}</code>`
  if (style.italic === true) html = `<i>${html}</i>`
  return style.bold === true ? `<b>${html}</b>` : html
}

function actionHtml(element: Node): string {
  return `<span class=button>${element.type === 'overflow' ? '⋯' : textOf(element)}</span>`
}

function textOf(node: Node): string {
  if (typeof node.text === 'object') return textOf(node.text)
  return escaped(node.text ?? node.alt_text ?? '')
}
