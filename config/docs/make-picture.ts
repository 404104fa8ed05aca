import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/* Makes the README's picture: posts of the sample week as the terminal shows them, drawn by headless Chromium. */

const picture = fileURLToPath(new URL('terminal.png', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const mostLines = 40

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

const replay = ['src/cli.ts', 'replay', '--filter', 'title:"Recover huge pages"', 'config/sample/kvm-week.mbox']
const printed = execFileSync(process.execPath, replay, {
  cwd: root,
  encoding: 'utf8',
  env: { ...process.env, FORCE_COLOR: '1' },
})
const lines = printed.trim().split('\n').slice(0, mostLines)
const page = `<!doctype html><meta charset="utf-8"><style>
body{margin:0;background:#0d1117;color:#e6edf3;font:15px/1.45 "DejaVu Sans Mono",monospace;padding:22px 26px}
pre{margin:0;font:inherit;white-space:pre}</style><pre>${htmlOf(lines.join('\n'))}</pre>`

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-picture-'))
writeFileSync(join(dir, 'page.html'), page)
const size = `--window-size=980,${lines.length * 22 + 44}`
const flags = ['--headless', '--no-sandbox', '--hide-scrollbars', '--force-device-scale-factor=1.5', size]
execFileSync('chromium', [...flags, `--screenshot=${picture}`, join(dir, 'page.html')], { stdio: 'ignore' })
rmSync(dir, { recursive: true })

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

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
