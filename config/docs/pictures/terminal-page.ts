import { kvmBot } from './channel.ts'
import { escaped, page } from './html.ts'

const colours: Readonly<Record<string, string>> = {
  '1': 'font-weight:bold',
  '2': 'color:#8b949e',
  '31': 'color:#ff7b72',
  '32': 'color:#7ee787',
  '33': 'color:#e3b341',
  '34': 'color:#79c0ff',
  '35': 'color:#d2a8ff',
  '36': 'color:#a5d6ff',
}

const css = `
body{background:#0d1117;color:#e6edf3;font:15px/1.45 "DejaVu Sans Mono",monospace;padding:22px 26px}
pre{margin:0;font:inherit;white-space:pre}`

/** The first posts of the sample week that `filter` takes, as the terminal shows them. */
export function terminalPage(filter: string, mostLines: number): string {
  const printed = kvmBot(['replay', '--filter', filter, 'config/sample/kvm-week.mbox'])
  const lines = printed.trim().split('\n').slice(0, mostLines)
  return page(css, `<pre>${htmlOf(lines.join('\n'))}</pre>`)
}

/** The few escapes that the terminal adapter writes: colours, bold, and links, of which the text stays. */
function htmlOf(text: string): string {
  const escape = String.fromCharCode(27)
  const bare = text.replaceAll(new RegExp(`${escape}\\]8;;[^${escape}]*${escape}\\\\`, 'g'), '')
  const [first = '', ...rest] = bare.split(`${escape}[`)
  const styled = rest.map((piece) => {
    const [, code = '', words = ''] = /^([\d;]*)m([^]*)$/.exec(piece) ?? []
    const style = colours[code]
    return style === undefined ? escaped(words) : `<span style="${style}">${escaped(words)}</span>`
  })
  return escaped(first) + styled.join('')
}
