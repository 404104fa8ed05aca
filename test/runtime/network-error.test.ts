import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { networkCode, neverConnected } from '#src/runtime/network-error.ts'

const answers = {
  'cut short': 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ok":',
  'bad chunks': 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n',
  'bad gzip': 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc',
  'no HTTP': 'SSH-2.0-x\r\n',
  'endless headers': `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`,
  'redirects in a ring': 'HTTP/1.1 303 See Other\r\nlocation: /\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
  'a redirect to nowhere': 'HTTP/1.1 303 See Other\r\nlocation: http://[\r\ncontent-length: 0\r\n\r\n',
}

/** The error of a real call to a server that does `what` with its connections. */
async function failureOf(what: keyof typeof answers | 'reset' | 'close' | 'stay silent'): Promise<unknown> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      if (what === 'reset') socket.resetAndDestroy()
      if (what === 'close') socket.destroy()
      if (what in answers) socket.end(answers[what as keyof typeof answers])
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

for (const what of ['reset', 'close', 'stay silent', ...(Object.keys(answers) as (keyof typeof answers)[])] as const) {
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

test('without trust in its certificate nothing is sent to a server', () => {
  for (const code of ['CERT_NOT_YET_VALID', 'CERT_REVOKED', 'HOSTNAME_MISMATCH', 'ERR_SSL_WRONG_VERSION_NUMBER']) {
    const cause = Object.assign(new Error('refused'), { code })
    expect(neverConnected(cause)).toBe(true)
    expect(neverConnected(new TypeError('fetch failed', { cause }))).toBe(true)
  }
})

test('a bug of ours is no network failure', async () => {
  const badArgument = await readFile(5 as never).catch((error: unknown) => error)
  expect(badArgument).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' })
  expect(networkCode(badArgument)).toBeUndefined()
  expect(networkCode(new TypeError('fetch is not a function'))).toBeUndefined()
  expect(networkCode(new TypeError('x is not a function'))).toBeUndefined()
  expect(networkCode(new Error('outer', { cause: new RangeError('inner') }))).toBeUndefined()
  expect(networkCode('text')).toBeUndefined()
})
