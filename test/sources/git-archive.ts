import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** A mail to put into an archive, or (`removes`) one to take away. Instants in milliseconds. */
export interface ArchivedMail {
  readonly bytes: Uint8Array
  readonly at: number
  readonly removes?: boolean
}

export function runGit(args: readonly string[], input?: Uint8Array | string): string {
  const done = spawnSync('git', args, { input, maxBuffer: 1 << 28 })
  if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr.toString()}`)
  return done.stdout.toString().trim()
}

/** Starts an empty epoch `dir/git/N.git`, or one at `dir` itself. */
export function makeEpoch(dir: string, number?: number): string {
  const epoch = number === undefined ? dir : join(dir, 'git', `${number}.git`)
  mkdirSync(epoch, { recursive: true })
  runGit(['init', '--quiet', '--bare', '--initial-branch=master', epoch])
  return epoch
}

/** Adds one commit a mail, each with a tree of one blob `m` (or `d`), as public-inbox-v2-format(5) has it. */
export function addMails(epoch: string, mails: readonly ArchivedMail[]): void {
  const parts: Uint8Array[] = []
  const tip = spawnSync('git', ['--git-dir', epoch, 'rev-parse', '--verify', '-q', 'HEAD']).stdout.toString().trim()
  for (const [index, mail] of mails.entries()) {
    const seconds = Math.floor(mail.at / 1000)
    const author = `A U Thor <author@example.org> ${seconds - 60} +0000`
    const committer = `C O Mitter <committer@example.org> ${seconds} +0000`
    const parent = index === 0 && tip !== '' ? `from ${tip}\n` : ''
    const commit = `commit refs/heads/master\nauthor ${author}\ncommitter ${committer}\ndata 1\ns\n${parent}deleteall\n`
    const file = `M 100644 inline ${mail.removes ? 'd' : 'm'}\ndata ${mail.bytes.length}\n`
    parts.push(Buffer.from(commit + file), mail.bytes, Buffer.from('\n'))
  }
  runGit(['--git-dir', epoch, 'fast-import', '--quiet', '--force'], Buffer.concat(parts))
}
