import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callSlack, type Answered } from '#test/fakes/slack-raw.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/* The Slack stand-in's rules for what it pushes, and for what comes back. */

let fake: RunningFake

beforeAll(async () => {
  fake = await startFake('slack')
})
afterAll(() => fake.stop())

const call = (method: string, body: object, token?: string): Promise<Answered> => callSlack(fake, method, body, token)

interface Frame {
  readonly type: string
  readonly envelope_id?: string
  readonly retry_attempt?: number
  readonly payload?: { readonly type?: string; readonly response_url?: string }
}

/** A connection that answers each push with what `answer` gives for it; `silent` gives no acknowledgement at all. */
async function connect(answer: (frame: Frame) => object | 'silent' = () => ({})): Promise<{
  readonly frames: readonly Frame[]
  close(): void
}> {
  const { body } = await call('apps.connections.open', {}, 'xapp-stand-in')
  const socket = new WebSocket(String(body['url']))
  const frames: Frame[] = []
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame
    frames.push(frame)
    if (frame.envelope_id === undefined) return
    const payload = answer(frame)
    if (payload !== 'silent') socket.send(JSON.stringify({ envelope_id: frame.envelope_id, payload }))
  })
  await new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }))
  return { frames, close: () => socket.close() }
}

async function violations(): Promise<readonly string[]> {
  return (await fake.control<{ violations: { rule: string }[] }>('tally')).violations.map(({ rule }) => rule)
}

describe('connections', () => {
  test('a ticket opens one, and a made-up one none', async () => {
    const { body } = await call('apps.connections.open', {}, 'xapp-stand-in')
    const url = String(body['url'])
    expect(await opens(url)).toBe(true)
    expect(await opens(url)).toBe(false)
    expect(await opens(`${url.split('?')[0]}?ticket=made-up`)).toBe(false)
  })
  test('the bot token opens none', async () => {
    expect((await call('apps.connections.open', {})).body.error).toBe('invalid_auth')
  })
  test('an eleventh is sent away', async () => {
    const open = []
    for (let count = 0; count < 11; count += 1) open.push(await connect())
    expect(open.map(({ frames }) => frames[0]?.type)).toEqual([
      ...Array.from({ length: 10 }, () => 'hello'),
      'disconnect',
    ])
    for (const connection of open) connection.close()
    await untilGone()
  })
  test('what is not acknowledged within three seconds was not heard, and an event comes again', async () => {
    const connection = await connect(() => 'silent')
    const pushed = await fake.control<{ acked: boolean; afterMs: number }>('event', { event: {}, retryAfterMs: 1 })
    expect(pushed.acked).toBe(false)
    expect(pushed.afterMs).toBeGreaterThanOrEqual(2990)
    expect(connection.frames.slice(1).map((frame) => frame.retry_attempt)).toEqual([undefined, 1])
    connection.close()
    await untilGone()
  })
})

const use = async (url: string): Promise<unknown> => {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body: '{"text":"x"}' })).json()
}

describe('an answer address', () => {
  test('is good for five uses, and for 30 minutes', async () => {
    const connection = await connect()
    await fake.control('command', { channel: 'C1', command: '/kvm', text: 'help', waitMs: 0 })
    const url = connection.frames.at(-1)?.payload?.response_url ?? ''
    for (let uses = 0; uses < 5; uses += 1) expect(await use(url)).toEqual({ ok: true })
    expect(await use(url)).toEqual({ ok: false, error: 'used_url' })
    await fake.control('age', { ms: 31 * 60_000 })
    expect(await use(url)).toEqual({ ok: false, error: 'expired_url' })
    connection.close()
    await untilGone()
  })
  test('that is unknown is expired', async () => {
    expect(await use(`${fake.url}/commands/T1/made-up`)).toEqual({ ok: false, error: 'expired_url' })
  })
})

describe('what comes back to a form', () => {
  const field = {
    type: 'input',
    block_id: 'f',
    label: word('F'),
    element: { type: 'plain_text_input', action_id: 'a' },
  }
  const view = { type: 'modal', title: word('T'), submit: word('S'), blocks: [field] }

  async function open(): Promise<string> {
    const { trigger } = await fake.control<{ trigger: string }>('trigger')
    return ((await call('views.open', { trigger_id: trigger, view })).body['view'] as { id: string }).id
  }

  test('closes it, or keeps to the limits of a view', async () => {
    const bad = { response_action: 'update', view: { ...view, title: word('x'.repeat(25)) } }
    for (const [payload, isThere, isFine] of [
      [bad, true, false],
      [{ response_action: 'update', view }, true, true],
      [{}, false, true],
    ] as const) {
      const connection = await connect(() => payload)
      const id = await open()
      const before = (await violations()).length
      await fake.control('submit', { view: id })
      const views = await fake.control<{ id: string }[]>('views')
      expect(views.some((one) => one.id === id)).toBe(isThere)
      expect((await violations()).length === before).toBe(isFine)
      connection.close()
      await untilGone()
    }
  })
  for (const errors of [{ nowhere: 'x' }, { f: '' }, {}]) {
    test(`as errors ${JSON.stringify(errors)} is frowned upon`, async () => {
      const connection = await connect(() => ({ response_action: 'errors', errors }))
      await fake.control('submit', { view: await open() })
      expect((await violations()).at(-1)).toBe('errors stand at input blocks')
      connection.close()
      await untilGone()
    })
  }
  test('as 101 suggestions is frowned upon', async () => {
    const options = Array.from({ length: 101 }, (_, index) => ({ text: word('x'), value: `${index}` }))
    const connection = await connect(() => ({ options }))
    await fake.control('suggest', { view: await open(), block: 'f', action: 'a', value: 'x' })
    expect((await violations()).at(-1)).toBe('suggestions are options, at most 100')
    connection.close()
    await untilGone()
  })
})

function word(text: string): object {
  return { type: 'plain_text', text }
}

/** The stand-in pushes to one connection: none of an earlier test may be left. */
async function untilGone(): Promise<void> {
  while ((await fake.control<{ connections: number }>('socket')).connections > 0);
}

function opens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => {
      socket.close()
      resolve(true)
    })
    socket.addEventListener('error', () => resolve(false))
  })
}
