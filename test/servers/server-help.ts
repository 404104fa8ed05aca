import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Why a server's tests cannot run here; undefined where they can. REQUIRE_SERVERS=1 makes absence a failure. */
export function missingProgram(...programs: readonly string[]): string | undefined {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`.split(':')
  const missing = programs.find((program) => !path.some((dir) => existsSync(join(dir, program))))
  if (missing === undefined) return undefined
  if (process.env['REQUIRE_SERVERS'] === '1') throw new Error(`${missing} is not installed, and REQUIRE_SERVERS=1`)
  return `${missing} is not installed`
}

export function makeTempDir(prefix: string): { readonly dir: string; readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), `${prefix}-`))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) }
}

/** A port that was free a moment ago; servers that cannot be told "0" get it. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function whenListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isUp) return
    await sleep(50)
  }
  throw new Error(`nothing listens on port ${port}`)
}

/** Runs a program to its end; throws with what it said where it failed. */
export function run(
  program: string,
  args: readonly string[],
  options: { input?: Uint8Array | string; env?: NodeJS.ProcessEnv } = {},
): string {
  const env = { ...process.env, ...options.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
  const done = spawnSync(program, args, { input: options.input ?? '', env, maxBuffer: 1 << 28 })
  if (done.error) throw done.error
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${done.status}: ${done.stderr.toString()}`)
  return done.stdout.toString()
}

/** As `run`, while other things go on: a proxy in this process forwards only then. */
export async function runMeanwhile(
  program: string,
  args: readonly string[],
  options: { input?: Uint8Array | string; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  const env = { ...process.env, ...options.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
  const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'pipe'], timeout: 120_000 })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit ${status}: ${said}`)
}

/** A certificate for `localhost` alone, not for 127.0.0.1, signed by itself. */
export function makeCertificate(dir: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
  const subject = '-subj /CN=localhost -addext subjectAltName=DNS:localhost'.split(' ')
  run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '30',
    ...subject,
    '-keyout',
    key,
    '-out',
    cert,
  ])
  return { key, cert }
}

/** Runs a program that goes on in the background, which must not hold our pipes. False where it failed. */
export function startsQuietly(program: string, args: readonly string[]): boolean {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
  return spawnSync(program, args, { stdio: 'ignore', env }).status === 0
}

/** Waits until the condition holds, at most 20 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, mostMs = 20_000): Promise<void> {
  for (let waited = 0; waited < mostMs; waited += 20) {
    if (await holds()) return
    await sleep(20)
  }
  throw new Error(`waited ${mostMs} ms in vain: ${what}`)
}
