import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { startFake } from '#test/fakes/start-fake.ts'

/* Slack's and Discord's libraries leave timers and sockets behind; a stopped platform must not. */

describe('the process of a stopped platform ends by itself', () => {
  for (const [name, channel] of [
    ['slack', 'C1'],
    ['discord', '900000000000000001'],
  ] as const) {
    test(`of ${name}`, async () => {
      const fake = await startFake(name)
      await fake.control('channel', { id: channel })
      const script = new URL('start-and-stop.ts', import.meta.url).pathname
      const child = spawn(process.execPath, [script, name, fake.url, channel], { stdio: ['pipe', 'pipe', 'inherit'] })
      const ended = once(child, 'exit')
      try {
        await once(child.stdout, 'data')
        const stoppedAt = performance.now()
        const [code] = await ended
        expect(code).toBe(0)
        expect(performance.now() - stoppedAt).toBeLessThan(3000)
        const { connections } = await fake.control<{ connections: number }>(name === 'slack' ? 'socket' : 'gateway')
        expect(connections).toBe(0)
      } finally {
        child.kill()
        await fake.stop()
      }
    })
  }
})
