import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'

/**
 * What is written to `input` comes out of `output`, which ends after `input.end()`: to be called when the child is gone.
 * With `output` both are closed.
 */
export interface DeepPipe {
  readonly input: Socket
  readonly output: Socket
}

/** Bytes. */
const mostAtOnce = 1 << 20
/** Loopback answers at once or not at all. */
const longestMs = 1000

/**
 * A connection to ourselves over loopback, for a child that prints much: its buffers grow to megabytes (tcp(7),
 * `tcp_wmem` and `tcp_rmem`). The pipe that Node gives a child holds 110 KB, a millisecond's work for git, which then
 * waits for as long as our thread does something else (measured: a twentieth of a backfill). Undefined where it cannot
 * be had.
 */
export async function deepPipe(): Promise<DeepPipe | undefined> {
  const signal = AbortSignal.timeout(longestMs)
  const accepted: Socket[] = []
  const server = createServer({ highWaterMark: mostAtOnce }, (socket) => {
    accepted.push(socket)
    socket.on('error', ignore)
  })
  server.on('error', ignore)
  server.maxConnections = 1
  let input: Socket | undefined
  try {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening', { signal })
    const address = server.address()
    if (address === null || typeof address === 'string') return undefined
    input = connect(address.port, address.address).on('error', ignore)
    await Promise.all([once(server, 'connection', { signal }), once(input, 'connect', { signal })])
    const { localAddress, localPort } = input
    // Another program of this machine may have been quicker.
    const output = accepted.find((socket) => socket.remoteAddress === localAddress && socket.remotePort === localPort)
    if (output !== undefined) return whole(input, output)
  } catch {
    // No loopback, or none that answers.
  } finally {
    server.close()
  }
  for (const socket of [...accepted, input]) socket?.destroy()
  return undefined
}

/**
 * A connection whose writing end nobody holds any more is given up by the kernel, with all that was not read yet, when
 * its reader pauses for six minutes (measured; tcp(7), `tcp_orphan_retries`). So we hold it too until all is read.
 */
function whole(input: Socket, output: Socket): DeepPipe {
  output.on('close', () => input.destroy())
  return { input, output }
}

/** Whoever waits or reads hears of it. */
function ignore(): void {
  return undefined
}
