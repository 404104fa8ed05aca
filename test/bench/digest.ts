import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { UsageError } from '#src/cli/io.ts'
import { readOptions } from '#src/cli/options.ts'
import { listTraffic } from './list-traffic.ts'
import { writeMbox } from './traffic-archive.ts'

const cli = new URL('../../src/cli.ts', import.meta.url).pathname
const tellMemory = `data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))`

/** Time and memory of the report beside those of `parse`, on the same made-up archives: 10,000 and 40,000 mails. */
export async function benchDigest(args: readonly string[]): Promise<void> {
  const { positionals } = readOptions('digest', args, {})
  const sizes = positionals.length > 0 ? positionals.map(Number) : [10_000, 40_000]
  if (!sizes.every((size) => size > 0)) throw new UsageError('digest: MAILS are numbers over 0')
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-bench-'))
  try {
    for (const mails of sizes) {
      const file = join(dir, `${mails}.mbox`)
      await writeMbox(file, listTraffic({ seed: 1, mails }))
      for (const verb of ['parse', 'digest']) {
        const { seconds, megabytes } = await measured(verb, file)
        console.log(`${verb.padEnd(6)} ${mails} mails  ${seconds.toFixed(1)} s  ${Math.round(megabytes)} MB at most`)
      }
      rmSync(file)
    }
  } finally {
    rmSync(dir, { recursive: true })
  }
}

async function measured(verb: string, file: string): Promise<{ seconds: number; megabytes: number }> {
  const begun = performance.now()
  const child = spawn(process.execPath, ['--import', tellMemory, cli, verb, file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.resume()
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = (await once(child, 'close')) as unknown[]
  if (code !== 0) throw new Error(`${verb} ended with ${String(code)}: ${said}`)
  return { seconds: (performance.now() - begun) / 1000, megabytes: Number(said.trim().split('\n').at(-1)) / 1024 }
}
