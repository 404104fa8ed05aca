import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, chownSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where Debian puts the server's own programs; the newest version is taken. */
const versions = '/usr/lib/postgresql'

export function findPostgres(): string | undefined {
  if (!existsSync(versions)) return undefined
  const newest = readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0]
  const bin = newest === undefined ? undefined : join(versions, newest, 'bin')
  return bin !== undefined && existsSync(join(bin, 'initdb')) ? bin : undefined
}

export interface PostgresServer {
  /** A URL for a new, empty database. */
  makeDatabase(): Promise<string>
  /** Stops as an upgrade does, cutting off whoever is connected, and starts again with all that was committed. */
  restart(whileDown?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

/** A real server in a folder of its own, on a loopback port from the system. It refuses to run as root. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-postgres-'))
  const user = await plainUser()
  if (user !== undefined) chownSync(dir, user.uid, user.gid)
  const data = join(dir, 'data')
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'bot', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...user,
    cwd: dir,
  })
  const port = await freePort()
  const start = (): ChildProcess =>
    spawn(
      join(bin, 'postgres'),
      [
        '-D',
        data,
        '-p',
        String(port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        `unix_socket_directories=${dir}`,
        '-c',
        'fsync=off',
      ],
      { ...user, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'] },
    )
  let server = start()
  await untilReady(server)
  let databases = 0
  return {
    async makeDatabase() {
      databases += 1
      const name = `bot${databases}`
      await run(join(bin, 'createdb'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'bot', name], { cwd: dir })
      return `postgres://bot@127.0.0.1:${port}/${name}`
    },
    async restart(whileDown) {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      await whileDown?.()
      server = start()
      await untilReady(server)
    },
    async stop() {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Root lends the server the identity of `postgres`, which Debian's package makes; others run it as themselves. */
async function plainUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const { stdout } = await run('getent', ['passwd', 'postgres'])
  const [, , uid, gid] = stdout.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function untilReady(server: ChildProcess): Promise<void> {
  let said = ''
  for await (const chunk of server.stderr ?? []) {
    said += String(chunk)
    if (said.includes('ready to accept connections')) return
  }
  throw new Error(`PostgreSQL did not start: ${said}`)
}
