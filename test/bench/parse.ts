import { execFile } from 'node:child_process'
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { UsageError } from '#src/cli/io.ts'
import { readOptions } from '#src/cli/options.ts'
import { readMbox } from '#src/mail/mbox.ts'
import { readMessage, readPlainMessage } from '#src/mail/read-message.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { listTraffic } from './list-traffic.ts'
import { writeMbox } from './traffic-archive.ts'

const run = promisify(execFile)
const rounds = 3

/**
 * `npm run bench parse [-- FILE.mbox]`: mails a second of readMessage and readListMail on one core, beside Python's
 * email parser on the same mails. Without a file, 5,000 mails of the made-up list.
 */
export async function benchParse(args: readonly string[]): Promise<void> {
  const [given] = readOptions('parse', args, {}).positionals
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-parse-'))
  try {
    if (given !== undefined && !existsSync(given)) throw new UsageError(`parse: no such file: ${given}`)
    const file = given ?? (await madeUp(dir))
    const mails: Uint8Array[] = []
    const stream = createReadStream(file)
    for await (const mail of readMbox(file.endsWith('.gz') ? stream.pipe(createGunzip()) : stream))
      mails.push(mail.bytes)
    const bytes = mails.reduce((sum, mail) => sum + mail.length, 0)
    const library = mails.filter((mail) => readPlainMessage(mail) === undefined).length
    console.log(
      `${mails.length} mails of ${(bytes / mails.length / 1024).toFixed(1)} KB, ${library} of them for the MIME library`,
    )
    for (let round = 0; round < rounds; round++) {
      const ours = (mails.length / (await ourMs(mails))) * 1000
      const python = file.endsWith('.gz') ? undefined : await pythonRate(file)
      const beside =
        python === undefined
          ? ''
          : `   Python ${python.toFixed(0).padStart(6)} mails/s   ×${(ours / python).toFixed(1)}`
      console.log(`${ours.toFixed(0).padStart(6)} mails/s${beside}`)
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

async function madeUp(dir: string): Promise<string> {
  const file = join(dir, 'list.mbox')
  await writeMbox(file, listTraffic({ seed: 1, mails: 5000 }))
  return file
}

async function ourMs(mails: readonly Uint8Array[]): Promise<number> {
  const start = process.cpuUsage()
  for (const bytes of mails) readListMail(await readMessage(bytes), 0)
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

async function pythonRate(file: string): Promise<number> {
  const { stdout } = await run('python3', [fileURLToPath(new URL('python-email.py', import.meta.url)), file])
  const { mails, cpuMs } = JSON.parse(stdout) as { mails: number; cpuMs: number }
  return (mails / cpuMs) * 1000
}
