import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { pino } from 'pino'
import { discordPlatform } from '#adapters/discord/discord-platform.ts'
import type { ChatPlatform, TemporaryError } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { rootNotice } from '#test/contracts/notices.ts'

/* What stands between us and Discord, or instead of it, answers posts with what Discord never would. */

const channel = '700000000000000001'
const timeoutMs = 1000

function answer(status: string, type: string, body: string, more = ''): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`
}
const json = (status: string, body: unknown, more = ''): string =>
  answer(status, 'application/json', JSON.stringify(body), more)
const page = (status: string, more = ''): string => answer(status, 'text/html', '<html>Sorry</html>', more)

interface Odd {
  readonly platform: ChatPlatform
  readonly posts: () => number
  readonly stop: () => Promise<void>
}

/** A server that knows the channel, and does `toPost` with every post. */
async function openOdd(toPost: (socket: Socket) => void): Promise<Odd> {
  let posts = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const text = data.toString('latin1')
      if (text.startsWith('GET ')) socket.write(json('200 OK', { id: channel, type: 0, guild_id: '1' }))
      if (!text.startsWith('POST ')) return
      posts += 1
      toPost(socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`
  const settings = { token: 'MTExMTExMTExMTExMTExMTEx.stand.in', apiUrl, timeoutMs }
  const platform = discordPlatform(settings, { log: pino({ level: 'silent' }), clock: wallClock })
  async function stop(): Promise<void> {
    await platform.stop()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { platform, posts: () => posts, stop }
}

/** The error of one post, and how many requests it took. */
async function failureOf(toPost: (socket: Socket) => void): Promise<{ error: unknown; posts: number }> {
  const { platform, posts, stop } = await openOdd(toPost)
  try {
    const error = await platform.send(channel, rootNotice(), 'one').then(
      () => undefined,
      (failure: unknown) => failure,
    )
    return { error, posts: posts() }
  } finally {
    await stop()
  }
}

describe('a post may be there', () => {
  const begun = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"id":"1'
  const table: Readonly<Record<string, (socket: Socket) => void>> = {
    'an answer that is no HTTP': (socket) => socket.end('SSH-2.0-x\r\n'),
    'bad chunks': (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n'),
    'endless headers': (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`),
    'a body that ends early': (socket) => socket.end(begun),
    'a body that is cut off': (socket) => socket.write(begun, () => setTimeout(() => socket.resetAndDestroy(), 50)),
    'a body that stalls': (socket) => void socket.write(begun),
    'a page': (socket) => void socket.write(page('200 OK')),
    null: (socket) => void socket.write(json('200 OK', null)),
    'a redirect': (socket) => void socket.write(page('307 Elsewhere', 'location: /\r\n')),
  }
  for (const [what, does] of Object.entries(table)) {
    test(`after ${what}`, async () => {
      const began = Date.now()
      const { error, posts } = await failureOf(does)
      expect(error).toMatchObject({ name: 'UncertainError' })
      expect(posts).toBe(1)
      expect(Date.now() - began).toBeLessThan(timeoutMs + 1500)
    })
  }
})

const wait = (more: object): object => ({ message: 'You are being rate limited.', global: false, ...more })

describe('a limit: it asks once and comes back later', () => {
  const later = new Date(Date.now() + 3_600_000).toUTCString()
  const table = [
    ['by Cloudflare, without a time', page('429 Too Many', ''), 'installation', 60],
    ['by Cloudflare, until a date', page('429 Too Many', `retry-after: ${later}\r\n`), 'installation', 60],
    ['by a time in the body alone', json('429 Too Many', wait({ retry_after: 30 })), 'channel', 30],
    ['by all in the body alone', json('429 Too Many', wait({ retry_after: 30, global: true })), 'installation', 30],
    ['for no time', json('429 Too Many', wait({ retry_after: 0 }), 'retry-after: 0\r\n'), 'channel', 60],
    ['for less than no time', json('429 Too Many', wait({}), 'retry-after: -5\r\n'), 'channel', 60],
    ['for a second', json('429 Too Many', wait({ retry_after: 0.4 }), 'retry-after: 1\r\n'), 'channel', 1],
    ['for a second by all', json('429 Too Many', wait({ global: true }), 'retry-after: 1\r\n'), 'installation', 1],
    ['for two seconds', json('429 Too Many', wait({ retry_after: 1.4 }), 'retry-after: 2\r\n'), 'channel', 2],
    ['for no time to speak of', json('429 Too Many', wait({ retry_after: 0.001 })), 'channel', 1],
    ['for a thousand years', json('429 Too Many', wait({}), 'retry-after: 31556952000\r\n'), 'channel', 3600],
  ] as const
  for (const [what, does, scope, seconds] of table) {
    test(`told to wait ${what}`, async () => {
      const { error, posts } = await failureOf((socket) => void socket.write(does))
      expect(error).toMatchObject({ name: 'TemporaryError', scope })
      const { retryAfterMs = 0 } = error as TemporaryError
      expect(retryAfterMs).toBeGreaterThan(seconds * 1000 - 100)
      expect(retryAfterMs).toBeLessThan(seconds * 1000 + 500)
      expect(posts).toBe(1)
    })
  }
})

describe('refused by something else than Discord, a post is put off', () => {
  const table = [
    ['a page instead of a 400', page('400 Bad Request')],
    ['a page instead of a 401', page('401 Unauthorized')],
    ['a page instead of a 403', page('403 Forbidden')],
    ['a page instead of a 404', page('404 Not Found')],
    ['null', json('400 Bad Request', null)],
    ['a number', json('404 Not Found', 5)],
    ['words alone', json('403 Forbidden', { message: 'no' })],
    ['a code that is a word', json('400 Bad Request', { code: 'x', message: 'no' })],
    ['faults in no form', json('400 Bad Request', { code: 50035, message: 'no', errors: { embeds: null } })],
    ['half of an error', answer('400 Bad Request', 'application/json', '{"code":500')],
  ] as const
  for (const [what, does] of table) {
    test(`answered with ${what}`, async () => {
      const { error, posts } = await failureOf((socket) => void socket.write(does))
      expect(error).toMatchObject({ name: 'TemporaryError', scope: 'channel' })
      expect(posts).toBe(1)
    })
  }

  test('after a 408 it may be there', async () => {
    const { error } = await failureOf((socket) => void socket.write(page('408 Request Timeout')))
    expect(error).toMatchObject({ name: 'UncertainError' })
  })
})
