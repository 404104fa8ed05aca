import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, makeTempDir, run, runMeanwhile, whenListening } from './server-help.ts'

export const publicInboxPrograms = [
  'public-inbox-init',
  'public-inbox-imapd',
  'public-inbox-mda',
  'public-inbox-index',
  'perl',
  'git',
]

export const newsgroup = 'org.kernel.vger.linux-test'
const imapd = 'public-inbox-imapd'
const mda = 'public-inbox-mda'
const mdaArgs = ['--no-precheck']
const address = 'linux-test@vger.example.org'

/** A throw-away public-inbox v2 archive, served by its own imapd on loopback without TLS. */
export interface PublicInbox {
  readonly port: number
  /** The archive, with its git epochs. */
  readonly archive: string
  /** Delivers one mail, as a mail server would. */
  deliver(mail: Uint8Array | string): void
  /** As `deliver`, while other things go on. */
  deliverMeanwhile(mail: Uint8Array): Promise<void>
  /** Imports many mails in this order. */
  fill(mails: readonly { readonly bytes: Uint8Array }[]): void
  /** Throws the numbering away and makes it anew: all UIDs change. */
  reindex(): void
  startServer(): Promise<void>
  stopServer(signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

/** `firstUid` leaves out all numbers before it, so that a few mails reach the end of a slice. */
export async function startPublicInbox(options: { readonly firstUid?: number } = {}): Promise<PublicInbox> {
  const { dir, remove } = makeTempDir('kvm-bot-public-inbox')
  const port = await freePort()
  const archive = join(dir, 'inbox')
  const config = join(dir, 'config')
  mkdirSync(join(dir, 'home'))
  const env = {
    HOME: join(dir, 'home'),
    PI_CONFIG: config,
    PI_EMERGENCY: join(dir, 'emergency'),
    GIT_AUTHOR_NAME: 't',
    GIT_AUTHOR_EMAIL: 't@example.org',
    GIT_COMMITTER_NAME: 't',
    GIT_COMMITTER_EMAIL: 't@example.org',
  }
  const mdaEnv = { ...env, ORIGINAL_RECIPIENT: address }
  const skip = (options.firstUid ?? 1) > 1 ? [`--skip-artnum=${(options.firstUid ?? 1) - 1}`] : []
  run(
    'public-inbox-init',
    [
      '-V2',
      '-L',
      'basic',
      '-j1',
      '--ng',
      newsgroup,
      ...skip,
      'linux-test',
      archive,
      'http://127.0.0.1/linux-test',
      address,
    ],
    { env },
  )
  run('git', ['config', '-f', config, 'publicinboxmda.spamcheck', 'none'], { env })
  let server: ChildProcess | undefined

  async function startServer(): Promise<void> {
    const log = openSync(join(dir, 'imapd.log'), 'a')
    server = spawn(imapd, ['-W0', '-l', `imap://127.0.0.1:${port}`], {
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
    })
    await whenListening(port)
  }

  async function stopServer(signal: NodeJS.Signals): Promise<void> {
    const stopping = server
    server = undefined
    if (!stopping || stopping.exitCode !== null) return
    const ended = new Promise((resolve) => stopping.once('exit', resolve))
    stopping.kill(signal)
    const late = setTimeout(() => stopping.kill('SIGKILL'), 3000)
    await ended
    clearTimeout(late)
  }

  return {
    port,
    archive,
    deliver: (mail) => void run(mda, mdaArgs, { env: mdaEnv, input: mail }),
    deliverMeanwhile: (mail) => runMeanwhile(mda, mdaArgs, { env: mdaEnv, input: mail }),
    fill(mails) {
      const folder = join(dir, 'eml')
      mkdirSync(folder, { recursive: true })
      for (const [index, { bytes }] of mails.entries())
        writeFileSync(join(folder, `${String(index).padStart(8, '0')}.eml`), bytes)
      run('perl', ['-e', importScript, folder], { env })
      rmSync(folder, { recursive: true })
    },
    reindex() {
      for (const name of [
        'msgmap.sqlite3',
        'msgmap.sqlite3-wal',
        'msgmap.sqlite3-shm',
        'msgmap.sqlite3-journal',
        'xap15',
      ]) {
        rmSync(join(archive, name), { recursive: true, force: true })
      }
      run('public-inbox-index', ['-L', 'basic', '-j1', archive], { env })
    },
    startServer,
    stopServer,
    async stop() {
      await stopServer('SIGTERM')
      remove()
    },
  }
}

/** One process for many mails, the same code path as delivery. */
const importScript = `
use strict; use warnings;
use PublicInbox::Config; use PublicInbox::Eml; use PublicInbox::InboxWritable;
my $ibx = PublicInbox::Config->new->lookup_name('linux-test') or die 'no inbox';
my $im = PublicInbox::InboxWritable->new($ibx)->importer(0); $im->{parallel} = 0;
for my $f (sort glob("$ARGV[0]/*.eml")) {
  open my $fh, '<:raw', $f or die;
  my $b = do { local $/; <$fh> };
  $im->add(PublicInbox::Eml->new(\\$b));
}
$im->done;
`
