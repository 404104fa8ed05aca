import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A loopback proxy that can do to a connection what networks do. */
export interface TcpProxy {
  readonly port: number
  /** Connections accepted so far. */
  readonly accepted: number
  /** Forwards nothing from now on, in neither direction, and tells nobody: a half-open connection. */
  stall(): void
  /** Ends each connection after so many bytes more from the server. */
  cutAfter(bytes: number, how: 'rst' | 'fin' | 'silence'): void
  /** Resets all connections that there are. */
  reset(): void
  /** New connections are reset at once. */
  refuse(): void
  /** What is sent arrives so much later, in either direction. */
  delay(ms: number): void
  /** As in the beginning; connections that stalled stay so. */
  pass(): void
  close(): Promise<void>
}

type Mode = 'pass' | 'stall' | 'refuse'

export async function startTcpProxy(target: number): Promise<TcpProxy> {
  let mode: Mode = 'pass'
  let accepted = 0
  let delayMs = 0
  let cut: { left: number; readonly how: 'rst' | 'fin' | 'silence' } | undefined
  const open = new Set<Socket>()
  const nearEnds = new Set<Socket>()
  const links = new Set<{ isStalled: boolean }>()
  const server = createServer((near) => {
    accepted++
    near.on('error', () => undefined)
    if (mode === 'refuse') {
      near.resetAndDestroy()
      return
    }
    const far = connect(target, '127.0.0.1')
    const state = { isStalled: mode === 'stall' }
    links.add(state)
    far.on('error', () => near.destroy())
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    nearEnds.add(near)
    near.on('close', () => nearEnds.delete(near))
    inTime(near, (chunk) => {
      if (!state.isStalled) far.write(chunk)
    })
    inTime(far, (chunk) => {
      if (state.isStalled) return
      if (cut && chunk.length >= cut.left) {
        near.write(chunk.subarray(0, cut.left))
        end(near, far, cut.how, state)
        cut = undefined
        return
      }
      if (cut) cut.left -= chunk.length
      if (!near.write(chunk)) {
        far.pause()
        near.once('drain', () => far.resume())
      }
    })
    near.on('close', () => far.destroy())
    far.on('close', () => state.isStalled || near.end())
  })
  function inTime(from: Socket, forward: (chunk: Buffer) => void): void {
    from.on('data', (chunk: Buffer) => {
      if (delayMs === 0) return forward(chunk)
      // Nothing overtakes it.
      from.pause()
      setTimeout(() => {
        forward(chunk)
        from.resume()
      }, delayMs)
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return accepted
    },
    stall() {
      mode = 'stall'
      for (const link of links) link.isStalled = true
    },
    cutAfter: (left, how) => (cut = { left, how }),
    reset() {
      for (const near of nearEnds) near.resetAndDestroy()
    },
    refuse: () => (mode = 'refuse'),
    delay: (ms) => (delayMs = ms),
    pass() {
      mode = 'pass'
      delayMs = 0
      cut = undefined
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function end(near: Socket, far: Socket, how: 'rst' | 'fin' | 'silence', state: { isStalled: boolean }): void {
  state.isStalled = true
  if (how === 'rst') near.resetAndDestroy()
  if (how === 'fin') near.end()
  if (how !== 'silence') far.destroy()
}
