import { clip, oneLine } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Notice, Span } from '#src/notice/notice.ts'
import { painted } from '#adapters/terminal/look.ts'
import type { Look } from '#adapters/terminal/look.ts'
import { dimLine, renderTerminal } from '#adapters/terminal/render.ts'

/** `#3 ` and the card beside it. */
export function rootText(number: number, notice: Notice, look: Look): string {
  const name = `#${number}`
  const indent = ' '.repeat(name.length + 1)
  const lines = renderTerminal(notice, narrowed(look, indent.length)).split('\n')
  return `\n${beside(`${painted(name, 'bold', look)} `, indent, lines)}`
}

/** A reply below its root, on the thread's rail. */
export function replyText(notice: Notice, look: Look): string {
  const lines = renderTerminal(notice, narrowed(look, 6)).split('\n')
  const rail = painted('│', 'dim', look)
  return `   ${rail}\n${beside(`   ${painted('├─', 'dim', look)} `, `   ${rail}  `, lines)}`
}

/** `number` is 0 where another root goes by it now. */
interface Root {
  readonly number: number
  readonly title: string
}

/** Says which thread goes on, where other posts came between. */
export function threadName(root: Root, look: Look): string {
  const words = root.number > 0 ? `#${root.number} ↳ ${root.title}` : `↳ ${root.title}`
  return `\n${dimLine(clip(words, look.width), look)}\n`
}

export function channelHeading(channel: string, look: Look): string {
  const name = `── #${channel} `
  return `\n${dimLine(name.padEnd(Math.min(look.width, 60), '─'), look)}\n`
}

/** `› #kvm-arm /kvm subscriptions`, before an answer whose question nobody can see. */
export function askedLine(channel: string, question: string, look: Look): string {
  return `\n${dimLine(clip(`› #${channel} ${question}`, look.width), look)}\n`
}

/** `✎ #3 now Applied to kvm-x86/next by Sean Christopherson · R-b 2`. `hasLinks`: what was added is linked. */
export function editLine({ number, title }: Root, news: readonly Span[], hasLinks: boolean, look: Look): string {
  const spans = news.map(({ text, style, link }): Span => ({
    text,
    ...(style && { style }),
    ...(hasLinks && link && { link }),
  }))
  const line: Notice = { fallback: '', tone: 'plain', blocks: [{ is: 'facts', spans }] }
  const name = number > 0 ? `#${number}` : clip(oneLine(neutralise(title)), Math.max(20, look.width - 30))
  const intro = `✎ ${name} now `
  const lines = renderTerminal(line, narrowed(look, intro.length)).split('\n')
  return `\n${beside(painted(intro, 'dim', look), ' '.repeat(number > 0 ? intro.length : 2), lines)}`
}

function beside(first: string, rest: string, lines: readonly string[]): string {
  return lines.map((line, index) => ((index === 0 ? first : rest) + line).trimEnd()).join('\n') + '\n'
}

function narrowed(look: Look, by: number): Look {
  return { ...look, width: look.width - by }
}
