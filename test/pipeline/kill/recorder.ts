import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

/*
 * A chat platform in a process of its own, which outlives the bot. It posts whatever it is given, twice if it is given
 * twice, and can be asked what it has. `POST /murder` names a process that it kills right after accepting its n-th
 * send or edit, before it answers: the nastiest moment of all.
 */

interface Recorded {
  readonly deliveryId: string
  readonly channel: string
  readonly thread: string | undefined
  notice: unknown
}

interface Murder {
  readonly what: 'send' | 'edit'
  readonly pid: number
  left: number
}

const posts: Recorded[] = []
let murder: Murder | undefined
let murders = 0

const server = createServer((request, response) => {
  void answer(request).then((body) => response.writeHead(200).end(JSON.stringify(body ?? null)))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : '')
})
// The test's end is ours, whatever happened to the test.
process.stdin.on('end', () => process.exit()).resume()

async function answer(request: IncomingMessage): Promise<unknown> {
  const body: Record<string, string> = request.method === 'POST' ? JSON.parse(await text(request)) : {}
  const { deliveryId = '', channel = '', thread } = body
  switch (request.url ?? '') {
    case '/send':
      posts.push({ deliveryId, channel, thread, notice: body['notice'] })
      strike('send')
      return null
    case '/edit':
      for (const post of posts) if (post.deliveryId === deliveryId) post.notice = body['notice']
      strike('edit')
      return null
    case '/find':
      return posts.some((post) => post.deliveryId === deliveryId && post.channel === channel)
    case '/murder':
      murder = { what: body['what'] === 'edit' ? 'edit' : 'send', pid: Number(body['pid']), left: Number(body['nth']) }
      return null
    case '/posts':
      return { posts, murders }
    default:
      return { error: 'no such page' }
  }
}

function strike(what: Murder['what']): void {
  if (murder?.what !== what) return
  murder.left -= 1
  if (murder.left > 0) return
  process.kill(murder.pid, 'SIGKILL')
  murder = undefined
  murders += 1
}
