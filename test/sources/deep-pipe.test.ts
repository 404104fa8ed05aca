import { spawn } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { getEventListeners, once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { deepPipe } from '#adapters/public-inbox/deep-pipe.ts'
import { epochMails } from '#adapters/public-inbox/epoch-mails.ts'
import { startGit } from '#adapters/public-inbox/git.ts'
import { publicInboxSource } from '#adapters/public-inbox/public-inbox-source.ts'
import { drain, idOf } from '#test/contracts/list-source.contract.ts'
import { addMails, makeEpoch } from './git-archive.ts'
import { sampleMails } from './sample-mail.ts'

test('what a child prints comes out whole, then its end', async () => {
  const pipe = await deepPipe()
  if (pipe === undefined) throw new Error('no loopback')
  const size = 12_345_678
  const child = spawn('head', ['-c', `${size}`, '/dev/zero'], { stdio: ['ignore', pipe.input, 'ignore'] })
  pipe.input.destroy()
  let length = 0
  for await (const chunk of pipe.output) length += chunk.length
  expect(length).toBe(size)
  if (child.exitCode === null) await once(child, 'exit')
  expect(child.exitCode).toBe(0)
})

test('what git has printed stays for as long as nobody reads it, and nothing is left open afterwards', async () => {
  const { dir, mails } = madeArchive(40)
  const pipe = await deepPipe()
  if (pipe === undefined) throw new Error('no loopback')
  const { output, ended } = startGit(join(dir, 'git', '0.git'), ['log'], new AbortController().signal, { pipe })
  await ended
  // The kernel gives up what only a process that is gone has written.
  expect(pipe.input.destroyed).toBe(false)
  let text = ''
  for await (const chunk of output ?? []) text += String(chunk)
  expect(text.match(/^commit /gm)).toHaveLength(mails.length)
  if (!pipe.input.closed) await once(pipe.input, 'close')
  expect(pipe.output.closed).toBe(true)
  await expect.poll(connections).toBe(0)
})

test('a reader who goes away early leaves nothing open', async () => {
  const pipe = await deepPipe()
  if (pipe === undefined) throw new Error('no loopback')
  const child = spawn('cat', ['/dev/zero'], { stdio: ['ignore', pipe.input, 'ignore'] })
  await once(pipe.output, 'readable')
  pipe.output.destroy()
  if (!pipe.input.closed) await once(pipe.input, 'close')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.exitCode).not.toBe(0)
})

test('nor is anything where git cannot even be asked for', async () => {
  const mails = epochMails('no \0 path', undefined, 1e6, new AbortController().signal)
  await expect(Array.fromAsync(mails)).rejects.toThrow('null bytes')
  await expect.poll(connections).toBe(0)
})

test('a git that is killed is an error, although the list was through and all that came was whole', async () => {
  const { dir } = madeArchive(1)
  const large = { bytes: Buffer.alloc(60_000_000, 'a mail\n'), at: 0 }
  addMails(join(dir, 'git', '0.git'), [large])
  const mails = epochMails(join(dir, 'git', '0.git'), undefined, 1e8, new AbortController().signal)
  async function readOn(): Promise<void> {
    for await (const { release } of mails) {
      release()
      const reader = readersOf(dir)
      expect(reader).toHaveLength(1)
      for (const pid of reader) process.kill(pid, 'SIGKILL')
    }
  }
  await expect(readOn()).rejects.toThrow('git cat-file failed')
})

test('git dies with the signal, before and after', async () => {
  const { dir } = madeArchive(1)
  for (const isEarly of [true, false]) {
    const stop = new AbortController()
    const silent = spawn('sleep', ['60'], { stdio: ['ignore', 'pipe', 'ignore'] })
    if (isEarly) stop.abort()
    const args = ['cat-file', '--batch']
    const { output, ended } = startGit(join(dir, 'git', '0.git'), args, stop.signal, { input: silent.stdout })
    if (!isEarly) setTimeout(() => stop.abort(), 50)
    expect(await Array.fromAsync(output ?? ['no output'])).toEqual([])
    await expect(ended).rejects.toThrow('aborted')
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
    silent.kill()
  }
})

test('without a descriptor to spare it says so, and no signal goes to the whole process group', async () => {
  const { dir } = madeArchive(1)
  const script = `
    import { openSync } from 'node:fs'
    import { epochMails } from '#adapters/public-inbox/epoch-mails.ts'
    import { startGit } from '#adapters/public-inbox/git.ts'
    try { for (;;) openSync('/dev/null', 'r') } catch {}
    try { for await (const _ of epochMails(${JSON.stringify(join(dir, 'git', '0.git'))}, undefined, 1e6, new AbortController().signal)); }
    catch (error) { console.log(error.message) }
    const stop = new AbortController()
    startGit('.', ['log'], stop.signal)
    stop.abort()`
  const few = ['-c', 'ulimit -n 100; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', script]
  const child = spawn('sh', few, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  let said = ''
  for await (const chunk of child.stdout) said += String(chunk)
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(said).toBe('spawn git EMFILE\n')
  expect(child.exitCode).toBe(0)
})

test('another program that connects first gets nothing, and there is no deep pipe', async () => {
  const strangers: Socket[] = []
  onListening((server) => {
    strangers.push(connect(portOf(server), '127.0.0.1').on('error', () => undefined))
  })
  expect(await deepPipe()).toBeUndefined()
  const [stranger] = strangers
  if (stranger === undefined) throw new Error('nobody connected')
  if (!stranger.closed) await once(stranger, 'close')
  expect(stranger.bytesRead).toBe(0)
})

test('nor where it has the same port on another address', async () => {
  let port: number | undefined
  onListening((server) => {
    port = portOf(server)
    connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2', localPort: port }).on('error', () => undefined)
  })
  hear('net.client.socket', 'socket', Socket, (socket) => Object.defineProperty(socket, 'localPort', { value: port }))
  expect(await deepPipe()).toBeUndefined()
})

test('where loopback does not answer it is not waited for long', async () => {
  hear('net.client.socket', 'socket', Socket, (socket) => {
    // Else it would hear that it is connected.
    Object.defineProperty(socket, 'emit', { value: () => false })
  })
  expect(await deepPipe()).toBeUndefined()
  await expect.poll(connections).toBe(0)
})

test('a connection that cannot be taken after ours harms nobody', async () => {
  onListening((server) => {
    server.once('connection', () => setImmediate(() => server.emit('error', new Error('accept EMFILE'))))
  })
  const pipe = await deepPipe()
  await turn()
  await turn()
  pipe?.output.destroy()
  expect(pipe).toBeDefined()
})

test('an archive is read all the same where there is no deep pipe', async () => {
  const { dir, mails } = madeArchive(3)
  let refused = 0
  onListening((server) => {
    server.emit('error', new Error('no loopback'))
    refused += 1
  })
  const source = publicInboxSource({ name: 'public-inbox:test', dir })
  expect((await drain(source, undefined)).map(idOf)).toEqual(mails.map(({ id }) => id))
  expect(refused).toBe(1)
})

/** An archive of one epoch. */
function madeArchive(count: number): { readonly dir: string; readonly mails: ReturnType<typeof sampleMails> } {
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-archive-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const mails = sampleMails(count)
  addMails(makeEpoch(dir, 0), mails)
  return { dir, mails }
}

/** Open ones of this process, and what listens for them. */
function connections(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP')).length
}

/** The processes that print this archive's mails. */
function readersOf(dir: string): readonly number[] {
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return running.filter((pid) => isReader(commandOf(pid), dir)).map(Number)
}

function isReader(command: string, dir: string): boolean {
  return command.includes(dir) && command.includes('cat-file')
}

/** Empty where the process is gone. */
function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function onListening(then: (server: Server) => void): void {
  hear('tracing:net.server.listen:asyncEnd', 'server', Server, then)
}

/** Node tells of every server and client of the process: https://nodejs.org/api/diagnostics_channel.html#net */
function hear<T>(name: string, what: string, kind: new () => T, then: (told: T) => void): void {
  const told = channel(name)
  function hearOf(message: unknown): void {
    const thing: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, what) : undefined
    if (thing instanceof kind) then(thing)
  }
  told.subscribe(hearOf)
  onTestFinished(() => {
    told.unsubscribe(hearOf)
  })
}
