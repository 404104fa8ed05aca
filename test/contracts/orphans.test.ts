import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { WeekOrders } from '#test/week/week-orders.ts'

/* A test run that is killed takes its bots along: they would work on for minutes, at nobody's request. */

/** Starts the bot its arguments name, and lives until it is killed. */
const parent = `
  require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'ignore', 'ignore'] })
  setInterval(() => undefined, 1e6)`

describe('the bot of a test that was killed ends', () => {
  for (const platform of ['slack', 'discord'] as const) {
    test(`on ${platform}`, { timeout: 20_000 }, async () => {
      // It takes the bot's first call and never answers.
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      const orders: WeekOrders = {
        platform,
        apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
        mbox: '',
        storage: 'sqlite::memory:',
        channels: [],
        speed: 1,
      }
      const bot = new URL('../week/week-bot.ts', import.meta.url).pathname
      const killed = spawn(process.execPath, ['-e', parent, bot, JSON.stringify(orders)], { stdio: 'ignore' })
      const [call] = (await once(server, 'connection')) as [Socket]
      const hasEnded = once(call.resume(), 'close').then(() => true)
      killed.kill('SIGKILL')
      // Its own patience with a silent server is 3 seconds.
      const isPatient = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2000))
      const ended = await Promise.race([hasEnded, isPatient])
      server.close()
      expect(ended).toBe(true)
    })
  }
})
