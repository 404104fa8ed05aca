import Database from 'better-sqlite3'
import type { ChildProcess } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startKvmBot } from '#test/e2e/kvm-bot.ts'
import { makeTempDir } from './server-help.ts'

/** `kvm-bot run` as a process of its own, with a config and an SQLite database that outlive it. */
export interface BotProcess {
  /** Begins it, anew after it was ended. */
  start(): void
  /** Ends it, and resolves with its exit code; undefined where it had ended by itself before. */
  end(signal: NodeJS.Signals): Promise<number | null | undefined>
  /** What it said last, where it ended although nobody ended it. */
  endedByItself(): string | undefined
  /** All that its processes wrote to standard output. */
  output(): string
  /** All Message-IDs in the database. */
  ids(): readonly string[]
  /** Posts that are not in the channel yet, and those that are. */
  posts(): { readonly waiting: number; readonly roots: number; readonly replies: number }
  remove(): Promise<void>
}

export interface BotSettings {
  /** Of the IMAP server. */
  readonly port: number
  readonly mailbox: string
  readonly quietTime: string
  readonly env?: Readonly<Record<string, string>>
}

/** On a mailbox of a server on loopback, with polling switched off: news come by IDLE alone. */
export function botProcess({ port, mailbox, quietTime, env = {} }: BotSettings): BotProcess {
  const { dir, remove } = makeTempDir('kvm-bot-run')
  const config = join(dir, 'bot.yaml')
  const database = join(dir, 'bot.db')
  writeFileSync(
    config,
    `lists:
  - name: kvm
    address: kvm@vger.kernel.org
    archive: https://lore.kernel.org/kvm/
    announceSince: all
    source:
      imap: { host: 127.0.0.1, port: ${port}, tls: false, user: bot, password: { env: PW }, mailbox: ${mailbox}, poll: off }
platforms: { terminal: {} }
channels: [{ platform: terminal, channel: terminal }]
quietTime: ${quietTime}
storage: { url: "sqlite:${database}" }
http: { port: 0 }
`,
  )
  let running: { readonly child: ChildProcess; readonly closed: Promise<number | null> } | undefined
  let output = ''
  let log = ''
  let wasEnded = true

  async function end(signal: NodeJS.Signals): Promise<number | null | undefined> {
    if (!running || running.child.exitCode !== null) return undefined
    wasEnded = true
    running.child.kill(signal)
    return running.closed
  }

  function ask<T>(question: (open: Database.Database) => T, otherwise: T): T {
    if (!existsSync(database)) return otherwise
    const open = new Database(database, { readonly: true })
    try {
      return question(open)
    } catch (error) {
      // Not migrated yet.
      if (error instanceof Error && error.message.includes('no such table')) return otherwise
      throw error
    } finally {
      open.close()
    }
  }

  return {
    start() {
      wasEnded = false
      const child = startKvmBot(['run', '--config', config], { env: { PW: 'secret', ...env } })
      child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text))
      child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text))
      const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
      running = { child, closed }
    },
    end,
    endedByItself() {
      if (wasEnded || !running) return undefined
      const { exitCode, signalCode } = running.child
      return exitCode === null && signalCode === null ? undefined : `exit ${exitCode}: ${log.slice(-2000)}`
    },
    output: () => output,
    ids: () => ask((open) => open.prepare<[], string>('select message_id from mails').pluck().all(), []),
    posts: () =>
      ask(
        (open) => ({
          waiting: count(open, "state <> 'sent'"),
          roots: count(open, "state = 'sent' and root_id is null"),
          replies: count(open, "state = 'sent' and root_id is not null"),
        }),
        { waiting: 1, roots: 0, replies: 0 },
      ),
    async remove() {
      await end('SIGKILL')
      remove()
    },
  }
}

function count(open: Database.Database, where: string): number {
  return Number(open.prepare<[], number>(`select count(*) from outbox where ${where}`).pluck().get())
}
