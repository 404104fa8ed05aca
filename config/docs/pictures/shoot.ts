import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const tellHeight = '<script>document.documentElement.dataset.height = document.body.scrollHeight</script>'

/** Draws an HTML page with headless Chromium, as high as it is; `width` in CSS pixels. */
export function shoot(html: string, png: string, width: number, highest = 1400): void {
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-picture-'))
  const page = join(dir, 'page.html')
  writeFileSync(page, html + tellHeight)
  try {
    const dom = chromium(dir, ['--dump-dom', `--window-size=${width},100`, page])
    const height = Math.min(highest, Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? highest))
    chromium(dir, ['--force-device-scale-factor=1.5', `--window-size=${width},${height}`, `--screenshot=${png}`, page])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function chromium(dir: string, args: readonly string[]): string {
  const quiet = ['--disable-gpu', '--disable-background-networking', '--no-first-run', '--hide-scrollbars']
  const flags = ['--headless', '--no-sandbox', ...quiet, `--user-data-dir=${dir}/profile`]
  return execFileSync('chromium', [...flags, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
