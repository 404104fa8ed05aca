import { afterEach, describe, expect, test } from 'vitest'
import { replyNotice, rootNotice } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { discordAt, openDiscord } from '#test/discord/open-discord.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* How often it signs in, as how many, and what it tells Discord of its commands. */

type Open = Awaited<ReturnType<typeof openDiscord>>
interface Tally {
  readonly calls: Record<string, number>
  readonly violations: readonly unknown[]
  readonly invalid: number
}

const opened: Open[] = []
async function open(): Promise<Open> {
  const own = await openDiscord()
  opened.push(own)
  return own
}
afterEach(async () => {
  for (const { fake, platform } of opened.splice(0)) {
    await platform.stop()
    await fake.stop()
  }
})
const tally = (fake: RunningFake): Promise<Tally> => fake.control<Tally>('tally')
const put = 'PUT /applications/:id/commands'
const register = 'GET /applications/:id/commands'

describe('signing in', () => {
  test('stops before the thousandth time of a day, and says until when', async () => {
    const { fake, platform } = await open()
    await fake.control('server', { startsLeft: 50 })
    const error: unknown = await platform.start(testHost()).catch((one: unknown) => one)
    expect(error).toMatchObject({ name: 'PermanentError', scope: 'installation', reason: 'too_many_sign_ins' })
    expect(String(error)).toMatch(/50 more sign-ins until \d{4}-\d\d-\d\dT.*see why it was started so often/)
    expect(await fake.control('gateway')).toMatchObject({ identifies: 0 })
  })

  test('as many shards as Discord recommends, in one process, one every five seconds', async () => {
    const { fake, platform, channel } = await open()
    await fake.control('server', { shards: 2 })
    await platform.start(testHost())
    expect(await fake.control('gateway')).toMatchObject({ identifies: 2, shards: 2 })
    const { answers } = await fake.control<{ answers: object[] }>('command', {
      channel: await channel(),
      command: 'kvm',
      name: 'help',
      options: [],
    })
    expect(answers).toHaveLength(1)
    expect((await tally(fake)).violations).toEqual([])
  })

  test('the command is told to Discord once, and again only where it changed', async () => {
    const { fake, platform } = await open()
    await platform.start(testHost())
    expect((await tally(fake)).calls).toMatchObject({ [register]: 1, [put]: 1 })
    await platform.stop()
    // Nobody signs in twice within five seconds.
    await fake.control('ahead', { ms: 6000 })
    const same = discordAt(fake)
    await same.start(testHost())
    await same.stop()
    expect((await tally(fake)).calls).toMatchObject({ [register]: 2, [put]: 1 })
    await fake.control('ahead', { ms: 6000 })
    const host = testHost()
    const [first, ...others] = host.commands
    const other = discordAt(fake)
    await other.start({ ...host, commands: [{ ...host.commands[0]!, summary: `${first?.summary} now` }, ...others] })
    await other.stop()
    expect((await tally(fake)).calls).toMatchObject({ [register]: 3, [put]: 2 })
    expect((await tally(fake)).violations).toEqual([])
  })

  test('in one server alone where the setting names it', async () => {
    const { fake } = await open()
    const platform = discordAt(fake, { guild: '222222222222222222' })
    await platform.start(testHost())
    await platform.stop()
    expect((await tally(fake)).calls).toMatchObject({ 'PUT /applications/:id/guilds/:id/commands': 1 })
  })
})

describe('the gateway under traffic', () => {
  test('a lost session is begun anew while posts go on, and nothing is posted twice', async () => {
    const { fake, platform, channel } = await open()
    await platform.start(testHost())
    await fake.control('ahead', { ms: 6000 })
    const to = await channel()
    const root = await platform.send(to, rootNotice(), 'root')
    await fake.control('gateway', { disconnect: 'invalid session' })
    for (let at = 0; at < 4; at += 1) await platform.send(to, replyNotice(`${at}`), `reply ${at}`, root)
    await until(async () => (await fake.control<{ identifies: number }>('gateway')).identifies === 2)
    const posts = await fake.control<object[]>('posts', { channel: to })
    expect(posts).toHaveLength(5)
    await until(async () => {
      const { answers } = await fake.control<{ answers: object[] }>('command', {
        channel: to,
        command: 'kvm',
        name: 'help',
        options: [],
        waitMs: 500,
      })
      return answers.length === 1
    })
    expect((await tally(fake)).violations).toEqual([])
  })
})

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('not so after ten seconds')
}
