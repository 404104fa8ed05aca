import { spawn } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { deepPipe } from '#adapters/public-inbox/deep-pipe.ts'
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

test('another program that connects first gets nothing, and there is no deep pipe', async () => {
  const strangers: Socket[] = []
  onListening((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const stranger = connect(address.port, address.address)
    stranger.on('error', () => undefined)
    strangers.push(stranger)
  })
  expect(await deepPipe()).toBeUndefined()
  const [stranger] = strangers
  if (stranger === undefined) throw new Error('nobody connected')
  if (!stranger.closed) await once(stranger, 'close')
  expect(stranger.bytesRead).toBe(0)
})

test('an archive is read all the same where there is no deep pipe', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-archive-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  addMails(makeEpoch(join(dir, 'kvm'), 0), sampleMails(3))
  let refused = 0
  onListening((server) => {
    server.emit('error', new Error('no loopback'))
    refused += 1
  })
  const source = publicInboxSource({ name: 'public-inbox:test', dir: join(dir, 'kvm') })
  expect((await drain(source, undefined)).map(idOf)).toEqual(sampleMails(3).map(({ id }) => id))
  expect(refused).toBe(1)
})

/** Node tells of every server of the process: https://nodejs.org/api/diagnostics_channel.html#net */
function onListening(hear: (server: Server) => void): void {
  const told = channel('tracing:net.server.listen:asyncEnd')
  function hearOf(message: unknown): void {
    if (typeof message === 'object' && message !== null && 'server' in message && message.server instanceof Server) {
      hear(message.server)
    }
  }
  told.subscribe(hearOf)
  onTestFinished(() => {
    told.unsubscribe(hearOf)
  })
}
