import { escaped, page } from './html.ts'
import type { ShownPost } from './channel.ts'

/* Embeds and buttons as HTML, near enough to Discord's own look to judge a post by. */

interface Embed {
  readonly color?: number
  readonly author?: { readonly name: string }
  readonly title?: string
  readonly url?: string
  readonly description?: string
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline?: boolean }[]
  readonly footer?: { readonly text: string }
  readonly timestamp?: string
}

export interface DiscordPayload {
  readonly embeds?: readonly Embed[]
  readonly components?: readonly {
    readonly components: readonly { readonly label?: string; readonly style: number }[]
  }[]
}

const css = `
body{background:#313338;color:#dbdee1;font:16px/1.375 "gg sans","Noto Sans","DejaVu Sans",sans-serif;padding:14px 20px}
.post{display:flex;gap:16px;padding:8px 0}.face{flex:none;width:40px;height:40px;border-radius:50%;background:#5865f2;
color:#fff;display:grid;place-items:center;font-weight:700;font-size:12px}.who{color:#f2f3f5;font-weight:600}.app{background:#5865f2;
color:#fff;font-size:10px;border-radius:4px;padding:1px 4px;vertical-align:2px}.when{color:#949ba4;font-size:12px}.body{min-width:0;flex:1}
.embed{background:#2b2d31;border-radius:4px;border-left:4px solid;padding:8px 16px 12px 12px;margin-top:4px;max-width:640px;font-size:14px}
.title{font-size:16px;font-weight:600;margin:4px 0}.author{font-weight:600;font-size:14px}a{color:#00a8fc;text-decoration:none}
code{font:12px "DejaVu Sans Mono",monospace;background:#1e1f22;border-radius:4px;padding:1px 4px}pre{font:12px/1.4 "DejaVu Sans Mono",monospace;
background:#1e1f22;border-radius:4px;padding:8px;white-space:pre-wrap;margin:4px 0}ul{margin:2px 0;padding-left:20px}.fields{display:grid;grid-template-columns:repeat(3,1fr);gap:8px;margin-top:8px}
.name{font-weight:600;font-size:13px}.footer{color:#b5bac1;font-size:12px;margin-top:8px}.buttons{display:flex;gap:8px;margin-top:6px}
.button{background:#4e5058;color:#fff;border-radius:3px;padding:5px 14px;font-size:14px}.thread{border-left:2px solid #4e5058;margin:2px 0 8px 19px;padding-left:26px}
blockquote{margin:3px 0;border-left:4px solid #4e5058;padding-left:12px}.replies{color:#00a8fc;font-size:14px;margin-top:4px}`

export function discordPage(posts: readonly ShownPost<DiscordPayload>[], threads: boolean): string {
  return page(css, posts.map((post) => postHtml(post, threads)).join(''))
}

function postHtml(post: ShownPost<DiscordPayload>, threads: boolean): string {
  const { replies, payload } = post
  const rows = (payload.components ?? []).map(
    ({ components }) =>
      `<div class=buttons>${components.map(({ label, style }) => `<span class=button>${escaped(label ?? '')}${style === 5 ? ' ↗' : ''}</span>`).join('')}</div>`,
  )
  const count = threads || replies.length === 0 ? '' : `<div class=replies>${replies.length} messages ›</div>`
  const thread = threads ? replies.map((reply) => postHtml(reply, threads)).join('') : ''
  return `<div class=post><div class=face>KVM</div><div class=body><span class=who>KVM patch bot</span> <span class=app>APP</span>
<span class=when>Today at 09:14</span>${(payload.embeds ?? []).map(embedHtml).join('')}${rows.join('')}${count}</div></div>${thread && `<div class=thread>${thread}</div>`}`
}

function embedHtml(embed: Embed): string {
  const colour = `#${(embed.color ?? 0x1e1f22).toString(16).padStart(6, '0')}`
  const title = embed.title === undefined ? '' : `<div class=title>${linked(markdown(embed.title), embed.url)}</div>`
  const author = embed.author === undefined ? '' : `<div class=author>${escaped(embed.author.name)}</div>`
  const fields = (embed.fields ?? []).map(
    ({ name, value }) => `<div><div class=name>${markdown(name)}</div>${markdown(value)}</div>`,
  )
  const grid = fields.length === 0 ? '' : `<div class=fields>${fields.join('')}</div>`
  const end = [embed.footer?.text, embed.timestamp?.slice(0, 16).replace('T', ' ')].filter((text) => text !== undefined)
  const footer = end.length === 0 ? '' : `<div class=footer>${escaped(end.join(' • '))}</div>`
  const text = embed.description === undefined ? '' : `<div>${markdown(embed.description)}</div>`
  return `<div class=embed style="border-color:${colour}">${author}${title}${text}${grid}${footer}</div>`
}

function linked(html: string, url: string | undefined): string {
  return url === undefined ? html : `<a href="#">${html}</a>`
}

/** The markdown that our own adapter writes; everything that came from mail stands there with a backslash before it. */
function markdown(text: string): string {
  const kept: string[] = []
  function keep(html: string): string {
    kept.push(html)
    return `\ue000${kept.length - 1}\ue001`
  }
  let html = text
    .replace(/```\w*\n?([^]*?)```/g, (_, code: string) => keep(`<pre>${escaped(code)}</pre>`))
    .replace(/`([^`]+)`/g, (_, code: string) => keep(`<code>${escaped(code)}</code>`))
    .replace(/\\([^a-z0-9\s])/gi, (_, sign: string) => keep(escaped(sign)))
    .replace(/<t:(\d+):\w>/g, (_, at: string) => keep(dateOf(Number(at))))
  html = escaped(html)
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replace(/\[([^\]]*)\]\((?:&lt;)?[^)]*\)/g, '<a href="#">$1</a>')
    .replace(/^&gt; (.*)$/gm, '<blockquote>$1</blockquote>')
    .replace(/(?:^- .*(?:\n|$))+/gm, (list) => `<ul>${list.replace(/^- (.*)\n?/gm, '<li>$1</li>')}</ul>`)
    .replaceAll('\n', '<br>')
    .replaceAll('</ul><br>', '</ul>')
    .replaceAll('</blockquote><br>', '</blockquote>')
  for (let round = 0; round < 3; round += 1)
    html = html.replace(/\ue000(\d+)\ue001/g, (_, index: string) => kept[Number(index)] ?? '')
  return html
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toUTCString().slice(5, 22)
}
