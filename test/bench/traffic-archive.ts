import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Writable } from 'node:stream'
import { asctime } from '../../config/sample/mail.ts'
import { makeEpoch } from '#test/sources/git-archive.ts'
import type { TrafficMail } from './list-traffic.ts'

/** Writes an mboxrd file, one mail in memory at a time. */
export async function writeMbox(file: string, mails: Iterable<TrafficMail>): Promise<void> {
  const out = createWriteStream(file)
  for (const mail of mails) await write(out, mboxEntry(mail))
  out.end()
  await finished(out)
}

/** Makes the bare repository `dir` one epoch of a public-inbox v2 archive: a commit a mail, the mail as file `m`. */
export async function writeEpoch(dir: string, mails: Iterable<TrafficMail>): Promise<void> {
  makeEpoch(dir)
  const git = spawn('git', ['--git-dir', dir, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = once(git, 'close')
  for (const { bytes, receivedAt } of mails) {
    const who = `A U Thor <author@lists.example> ${Math.floor(receivedAt / 1000)} +0000`
    const commit = `commit refs/heads/master\nauthor ${who}\ncommitter ${who}\ndata 1\ns\ndeleteall\n`
    const file = `M 100644 inline m\ndata ${bytes.length}\n`
    await write(git.stdin, Buffer.concat([Buffer.from(commit + file), bytes, Buffer.from('\n')]))
  }
  git.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`git fast-import ended with ${String(code)}`)
}

/** From_ line, the mail with `From ` at the beginning of lines quoted, and the empty line that closes it. */
export function mboxEntry({ bytes, receivedAt }: TrafficMail): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const quoted = text.includes('From ') ? text.replaceAll(/^(>*From )/gm, '>$1') : text
  return Buffer.from(`From archive@lists.example ${asctime(receivedAt)}\n${quoted}\n`, 'latin1')
}

async function write(out: Writable, bytes: Uint8Array): Promise<void> {
  if (!out.write(bytes)) await once(out, 'drain')
}
