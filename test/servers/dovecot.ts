import { chmodSync, chownSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  freePort,
  makeCertificate,
  makeTempDir,
  run,
  runMeanwhile,
  startsQuietly,
  whenListening,
} from './server-help.ts'

export const dovecotPrograms = ['dovecot', 'doveadm', 'openssl']

/** A throw-away Dovecot on loopback with the user `bot`, password `secret`, and a maildir. */
export interface Dovecot {
  readonly port: number
  readonly tlsPort: number
  /** PEM file; the certificate names localhost, and not 127.0.0.1. */
  readonly cert: string
  /** Creates a mailbox. */
  create(mailbox: string): void
  /** Delivers one mail, as come now. */
  save(mailbox: string, mail: Uint8Array | string): void
  /** As `save`, while other things go on. */
  saveMeanwhile(mailbox: string, mail: Uint8Array): Promise<void>
  /** Puts many mails into a mailbox at once, in this order; `at` becomes the INTERNALDATE. */
  fill(mailbox: string, mails: readonly { readonly bytes: Uint8Array; readonly at?: number }[]): void
  doveadm(...args: readonly string[]): string
  /** Ends all sessions, if there are any. */
  kick(): Promise<void>
  /** Files of a mailbox, in the order of their names. */
  files(mailbox: string): readonly string[]
  /** Ends the server and all its sessions at once (SIGKILL), and starts it anew on the same ports. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

export async function startDovecot(): Promise<Dovecot> {
  const { dir, remove } = makeTempDir('kvm-bot-dovecot')
  const [port, tlsPort] = [await freePort(), await freePort()]
  // Dovecot refuses to read mail as root.
  const me = userInfo()
  const isRoot = me.uid === 0
  const mailUser = isRoot ? idsOf('nobody') : { uid: me.uid, gid: me.gid }
  for (const folder of ['run', 'state', 'mail', 'home']) mkdirSync(join(dir, folder))
  chmodSync(dir, 0o755)
  for (const folder of ['mail', 'home']) chownSync(join(dir, folder), mailUser.uid, mailUser.gid)
  const { cert } = makeCertificate(dir)
  writeFileSync(join(dir, 'users'), 'bot:{PLAIN}secret\n')
  const conf = join(dir, 'dovecot.conf')
  writeFileSync(conf, configText(dir, port, tlsPort, mailUser, isRoot))
  await start()

  async function start(): Promise<void> {
    if (!startsQuietly('dovecot', ['-c', conf]))
      throw new Error(`dovecot did not start: ${readFileSync(join(dir, 'dovecot.log'), 'utf8')}`)
    await whenListening(port)
  }

  /** The master and all that it started: sessions outlive it otherwise. */
  function processes(): readonly number[] {
    const master = Number(readFileSync(join(dir, 'run', 'master.pid'), 'utf8'))
    const children = run('ps', ['-o', 'pid=', '--ppid', String(master)]).split('\n')
    return [master, ...children.map(Number).filter((pid) => pid > 0)]
  }

  function folderOf(mailbox: string): string {
    return join(dir, 'mail', 'bot', mailbox === 'INBOX' ? '' : `.${mailbox}`)
  }

  const saveTo = (mailbox: string): string[] => ['-c', conf, 'save', '-u', 'bot', '-m', mailbox]
  const doveadm = (...args: readonly string[]): string => run('doveadm', ['-c', conf, ...args])
  return {
    port,
    tlsPort,
    cert,
    doveadm,
    async kick() {
      await runMeanwhile('doveadm', ['-c', conf, 'kick', 'bot']).catch((error: unknown) => {
        // What it says where there was none.
        if (!String(error).includes('exit 68')) throw error
      })
    },
    create: (mailbox) => void doveadm('mailbox', 'create', '-u', 'bot', mailbox),
    save: (mailbox, mail) => void run('doveadm', saveTo(mailbox), { input: mail }),
    saveMeanwhile: (mailbox, mail) => runMeanwhile('doveadm', saveTo(mailbox), { input: mail }),
    fill(mailbox, mails) {
      const cur = join(folderOf(mailbox), 'cur')
      for (const [index, mail] of mails.entries()) {
        const crlf = toCrlf(mail.bytes)
        const name = `${1_700_000_000 + index}.M${index}.example.org,S=${crlf.length},W=${crlf.length}:2,`
        writeFileSync(join(cur, name), crlf)
        chownSync(join(cur, name), mailUser.uid, mailUser.gid)
        // The time of a maildir file is its INTERNALDATE.
        if (mail.at !== undefined) utimesSync(join(cur, name), mail.at / 1000, mail.at / 1000)
      }
    },
    files(mailbox) {
      const folders = ['cur', 'new'].map((name) => join(folderOf(mailbox), name))
      return folders.flatMap((folder) =>
        readdirSync(folder)
          .sort()
          .map((name) => join(folder, name)),
      )
    },
    async killAndRestart() {
      for (const pid of processes()) tryKill(pid, 'SIGKILL')
      // Where nobody reaps it the dead master still counts as running.
      rmSync(join(dir, 'run', 'master.pid'))
      await sleep(200)
      await start()
    },
    async stop() {
      const pids = processes()
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        for (const pid of pids) tryKill(pid, signal)
        await sleep(200)
      }
      remove()
    },
  }
}

function toCrlf(mail: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(mail).toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1')
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

function idsOf(user: string): { uid: number; gid: number } {
  return { uid: Number(run('id', ['-u', user])), gid: Number(run('id', ['-g', user])) }
}

/**
 * Its own base_dir, so that no other Dovecot of the machine is touched; no penalty after failed logins, which would
 * delay every later login from 127.0.0.1.
 */
function configText(
  dir: string,
  port: number,
  tlsPort: number,
  mailUser: { uid: number; gid: number },
  isRoot: boolean,
): string {
  const own = userInfo().username
  return `
base_dir = ${dir}/run
state_dir = ${dir}/state
instance_name = kvm-bot-${port}
protocols = imap
listen = 127.0.0.1
log_path = ${dir}/dovecot.log
ssl = yes
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = ${isRoot ? 'dovecot' : own}
default_internal_group = ${isRoot ? 'dovecot' : run('id', ['-gn']).trim()}
default_login_user = ${isRoot ? 'dovenull' : own}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${dir}/mail/%u
passdb {
  driver = passwd-file
  args = ${dir}/users
}
userdb {
  driver = static
  args = uid=${mailUser.uid} gid=${mailUser.gid} home=${dir}/home/%u
}
namespace inbox {
  inbox = yes
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${tlsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
protocol imap {
  imap_idle_notify_interval = 29 mins
  mail_max_userip_connections = 100
}
`
}
