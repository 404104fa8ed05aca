import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A port that nobody had a moment ago: Slack has to be told ours before we open it. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
