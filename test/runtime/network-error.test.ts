import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { networkCode, neverConnected } from '#src/runtime/network-error.ts'

/** The error of a real call to a server that does `what` with its connections. */
async function failureOf(what: 'reset' | 'close' | 'cut short' | 'stay silent'): Promise<unknown> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      if (what === 'reset') socket.resetAndDestroy()
      if (what === 'close') socket.destroy()
      if (what === 'cut short') socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ok":')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: 'x',
      signal: AbortSignal.timeout(500),
    })
    return await answer.text()
  } catch (error) {
    return error
  } finally {
    server.close()
  }
}

for (const what of ['reset', 'close', 'cut short', 'stay silent'] as const) {
  test(`a server that does this (${what}) may have acted`, async () => {
    const error = await failureOf(what)
    expect(networkCode(error)).toBeDefined()
    expect(neverConnected(error)).toBe(false)
  })
}

test('a port where nobody listens has not acted', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  const error = await fetch(`http://127.0.0.1:${port}/`).catch((refused: unknown) => refused)
  expect(networkCode(error)).toBe('ECONNREFUSED')
  expect(neverConnected(error)).toBe(true)
})

test('a bug of ours is no network failure', () => {
  expect(networkCode(new TypeError('x is not a function'))).toBeUndefined()
  expect(networkCode(new Error('outer', { cause: new RangeError('inner') }))).toBeUndefined()
  expect(networkCode('text')).toBeUndefined()
})
