import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/* Further rules of the Discord stand-in, each broken by a raw request: forums, files, people, limits of a day. */

let fake: RunningFake
let ids = 0

beforeAll(async () => {
  fake = await startFake('discord')
})
afterAll(() => fake.stop())

async function newChannel(how = {}): Promise<string> {
  ids += 1
  const id = `8100000000000${String(ids).padStart(5, '0')}`
  await fake.control('channel', { id, ...how })
  return id
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly code?: number
    readonly id?: string
    readonly global?: boolean
    readonly retry_after?: number
  }
}

const headers = {
  authorization: 'Bot MTExMTExMTExMTExMTExMTEx.stand.in',
  'user-agent': 'DiscordBot (https://example.org, 1)',
}

async function call(method: string, path: string, body?: object): Promise<Answered> {
  const form = body instanceof FormData
  const answer = await fetch(`${fake.url}/api/v10${path}`, {
    method,
    headers: form ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body && { body: form ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Answered['body'],
  }
}

const quiet = { allowed_mentions: { parse: [] } }
const text = (length: number): string => 'x'.repeat(length)
const hello = { content: 'x', ...quiet }

async function rules(): Promise<readonly string[]> {
  const { violations } = await fake.control<{ violations: { rule: string }[] }>('tally')
  return violations.map(({ rule }) => rule)
}

function upload(size: number, body: object): FormData {
  const form = new FormData()
  form.set('payload_json', JSON.stringify({ ...quiet, ...body }))
  form.set('files[0]', new Blob([new Uint8Array(size)], { type: 'image/png' }), 'chart.png')
  return form
}

const postFiles = async (form: FormData): Promise<Answered> =>
  call('POST', `/channels/${await newChannel()}/messages`, form)

async function asked(how: object = {}, what = 'command'): Promise<string> {
  const { id, token } = await fake.control<{ id: string; token: string }>(what, {
    channel: await newChannel(),
    command: 'kvm',
    name: 'help',
    options: [],
    waitMs: 0,
    ...how,
  })
  return `${id}/${token}`
}

const reply = (of: string, body: object): Promise<Answered> => call('POST', `/interactions/${of}/callback`, body)

const label = (id = 'a'): object => ({ type: 18, label: 'x', component: { type: 4, custom_id: id, style: 1 } })

const words = (length: number): object => ({ type: 10, content: text(length) })

const command = (name: string, description = 'x'): object => ({ name, description, type: 1 })

const identify = (more = {}): object => ({
  op: 2,
  d: { token: 'MTExMTExMTExMTExMTExMTEx.stand.in', intents: 1, properties: {}, ...more },
})

const dialog = (more: object): object => ({
  type: 9,
  data: { custom_id: 'x', title: 'x', components: [label()], ...more },
})

// https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
describe('a forum', () => {
  const tags = [
    { id: '820000000000000001', name: 'x86' },
    { id: '820000000000000002', name: 'staff', moderated: true },
  ]
  const post = { name: 'x', message: hello }

  test('takes posts and no messages, and a text channel takes no posts', async () => {
    const forum = await newChannel({ type: 15, tags })
    expect((await call('POST', `/channels/${forum}/messages`, hello)).body.code).toBe(50008)
    expect((await call('POST', `/channels/${forum}/threads`, post)).status).toBe(201)
    expect((await call('POST', `/channels/${await newChannel()}/threads`, post)).body.code).toBe(50024)
  })
  test('refuses six tags, tags of others, tags for moderators, a nonce, an empty message and a name of 101', async () => {
    const path = `/channels/${await newChannel({ type: 15, tags })}/threads`
    const six = Array.from({ length: 6 }, () => '820000000000000001')
    expect((await call('POST', path, { ...post, applied_tags: six })).body.code).toBe(50035)
    expect((await call('POST', path, { ...post, applied_tags: ['820000000000000009'] })).body.code).toBe(50035)
    expect((await call('POST', path, { ...post, applied_tags: ['820000000000000002'] })).status).toBe(403)
    const other = `/channels/${await newChannel({ type: 15, tags })}/threads`
    expect((await call('POST', other, { ...post, message: { ...hello, nonce: '1' } })).body.code).toBe(50035)
    expect((await call('POST', other, { ...post, message: quiet })).body.code).toBe(50006)
    expect((await call('POST', other, { ...post, name: text(101) })).body.code).toBe(50035)
  })
  test('that requires a tag refuses a post without one', async () => {
    const path = `/channels/${await newChannel({ type: 15, tags, requiresTag: true })}/threads`
    expect((await call('POST', path, post)).body.code).toBe(40067)
    expect((await call('POST', path, { ...post, applied_tags: ['820000000000000001'] })).status).toBe(201)
  })
  test('a post that is archived takes no new tags until it is opened, one that is locked none at all', async () => {
    const { id } = (await call('POST', `/channels/${await newChannel({ type: 15, tags })}/threads`, post)).body
    await fake.control('channel', { id, archived: true })
    const change = { applied_tags: ['820000000000000001'] }
    expect((await call('PATCH', `/channels/${id}`, change)).body.code).toBe(50083)
    expect((await call('PATCH', `/channels/${id}`, { ...change, archived: false })).status).toBe(200)
    await fake.control('channel', { id, locked: true })
    expect((await call('PATCH', `/channels/${id}`, change)).body.code).toBe(50013)
  })
})

// https://discord.com/developers/docs/reference#uploading-files
describe('files', () => {
  test('pass with words and a picture in the embed', async () => {
    const body = {
      embeds: [{ title: 'x', image: { url: 'attachment://chart.png' } }],
      attachments: [{ id: '0', description: text(1024) }],
    }
    expect((await postFiles(upload(10, body))).status).toBe(200)
  })
  test('of more than 10 MiB are too large', async () => {
    const { status, body } = await postFiles(upload(10 * 1024 * 1024 + 1, { content: 'x' }))
    expect([status, body.code]).toEqual([413, 40005])
  })
  test('have words of at most 1024, a number that came, and a name that came', async () => {
    expect(
      (await postFiles(upload(10, { attachments: [{ id: '0', description: text(1025) }], content: 'x' }))).body.code,
    ).toBe(50035)
    expect((await postFiles(upload(10, { attachments: [{ id: '1' }], content: 'x' }))).body.code).toBe(50035)
    expect(
      (await postFiles(upload(10, { embeds: [{ title: 'x', image: { url: 'attachment://other.png' } }] }))).body.code,
    ).toBe(50035)
  })
})

// https://discord.com/developers/docs/topics/rate-limits
test('fifty requests a second are all there are, wherever they go', async () => {
  const channels = await Promise.all(Array.from({ length: 60 }, () => newChannel()))
  const answers = await Promise.all(channels.map((channel) => call('GET', `/channels/${channel}`)))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.body.global).toBe(true)
  expect(refused[0]?.headers.get('x-ratelimit-scope')).toBe('global')
  await fake.control('ahead', { ms: 1000 })
})

test('a nonce is remembered for minutes, not for ever', async () => {
  const channel = await newChannel()
  const body = { ...hello, nonce: 'n', enforce_nonce: true }
  const first = await call('POST', `/channels/${channel}/messages`, body)
  await fake.control('ahead', { ms: 6 * 60_000 })
  expect((await call('POST', `/channels/${channel}/messages`, body)).body.id).not.toBe(first.body.id)
})

// https://github.com/discord/discord-api-docs/issues/4413
test('a message older than an hour is edited a few times, then 30046', async () => {
  const channel = await newChannel()
  const { id } = await fake.control<{ id: string }>('post', { channel, at: Date.now() - 2 * 3_600_000, body: {} })
  const codes: (number | undefined)[] = []
  for (let at = 0; at < 6; at += 1) {
    codes.push((await call('PATCH', `/channels/${channel}/messages/${id}`, hello)).body.code)
    await fake.control('ahead', { ms: 5000 })
  }
  expect(codes).toEqual([undefined, undefined, undefined, undefined, undefined, 30046])
})

// https://discord.com/developers/docs/resources/user#create-dm
test('a person may take no direct messages', async () => {
  await fake.control('server', { closedUsers: ['555555555555555555'] })
  const closed = await call('POST', '/users/@me/channels', { recipient_id: '555555555555555555' })
  expect((await call('POST', `/channels/${closed.body.id}/messages`, hello)).body.code).toBe(50007)
  const open = await call('POST', '/users/@me/channels', { recipient_id: '444444444444444444' })
  expect((await call('POST', `/channels/${open.body.id}/messages`, hello)).status).toBe(200)
  expect((await call('POST', '/users/@me/channels', { recipient_id: 'nobody' })).status).toBe(400)
})

// https://discord.com/developers/docs/topics/permissions
test('what the bot was not given is refused, and embeds are not shown', async () => {
  const channel = await newChannel()
  await fake.control('server', { permissions: String(1n << 10n) })
  expect((await call('POST', `/channels/${channel}/messages`, hello)).body.code).toBe(50013)
  await fake.control('server', { permissions: String((1n << 10n) | (1n << 11n)) })
  const { body } = await call('POST', `/channels/${channel}/messages`, { ...quiet, embeds: [{ title: 'x' }] })
  expect(body).toMatchObject({ embeds: [] })
  expect(await call('GET', `/channels/${channel}/messages`)).toMatchObject({ body: [] })
  expect(await rules()).toContain('embeds are shown only with Embed Links')
  await fake.control('server', { permissions: String(-1n & ((1n << 50n) - 1n)) })
})

// https://discord.com/developers/docs/interactions/receiving-and-responding
describe('interactions', () => {
  const defer = { type: 5, data: { flags: 64 } }

  test('are answered within three seconds, once, and for fifteen minutes', async () => {
    const late = await asked()
    await fake.control('ahead', { ms: 3001 })
    expect((await reply(late, defer)).body.code).toBe(10062)
    const one = await asked()
    expect((await reply(one, defer)).status).toBe(204)
    expect((await reply(one, defer)).body.code).toBe(40060)
    const token = one.split('/')[1] ?? ''
    expect((await call('PATCH', `/webhooks/111111111111111111/${token}/messages/@original`, hello)).status).toBe(200)
    await fake.control('ahead', { ms: 15 * 60_000 + 1 })
    const answer = await call('POST', `/webhooks/111111111111111111/${token}`, hello)
    expect([answer.status, answer.body.code]).toEqual([401, 50027])
  })
  test('take only what fits them', async () => {
    expect((await reply(await asked(), { type: 6 })).body.code).toBe(50035)
    expect((await reply(await asked({}, 'complete'), defer)).body.code).toBe(50035)
    expect((await reply(await asked({ customId: 'x' }, 'submit'), dialog({}))).body.code).toBe(50035)
    const many = Array.from({ length: 26 }, (_, at) => ({ name: `${at}`, value: `${at}` }))
    expect((await reply(await asked({}, 'complete'), { type: 8, data: { choices: many } })).body.code).toBe(50035)
  })
  test('dialogs have a title of 45, one to five fields with names of their own, values of 4000', async () => {
    expect((await reply(await asked(), dialog({}))).status).toBe(204)
    for (const wrong of [
      { title: text(46) },
      { components: [] },
      { components: ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => label(id)) },
      { components: [label(), label()] },
      { components: [{ type: 18, label: text(46), component: { type: 4, custom_id: 'a', style: 1 } }] },
      { components: [{ type: 18, label: 'x', component: { type: 4, custom_id: 'a', style: 1, value: text(4001) } }] },
      {
        components: [
          { type: 18, label: 'x', description: text(101), component: { type: 4, custom_id: 'a', style: 1 } },
        ],
      },
    ])
      expect((await reply(await asked(), dialog(wrong))).body.code).toBe(50035)
  })
  test('messages of the new components have no embeds, forty components and 4000 letters', async () => {
    const say = async (data: object): Promise<Answered> =>
      reply(await asked(), { type: 4, data: { ...quiet, flags: 1 << 15, ...data } })
    expect((await say({ components: [words(4000)] })).status).toBe(204)
    expect((await say({ components: [words(4001)] })).body.code).toBe(50035)
    expect((await say({ components: [words(1)], embeds: [{ title: 'x' }] })).body.code).toBe(50035)
    const nested = Array.from({ length: 4 }, () => ({
      type: 17,
      components: Array.from({ length: 10 }, () => words(1)),
    }))
    expect((await say({ components: nested })).body.code).toBe(50035)
    const menu = {
      type: 3,
      custom_id: 'm',
      options: Array.from({ length: 26 }, (_, at) => ({ label: 'x', value: `${at}` })),
    }
    expect((await say({ components: [{ type: 1, components: [menu] }] })).body.code).toBe(50035)
    expect((await reply(await asked(), { type: 4, data: { ...quiet, components: [words(1)] } })).body.code).toBe(50035)
  })
})

// https://discord.com/developers/docs/interactions/application-commands#registering-a-command
test('two hundred new commands a day, changes of old ones not counted', async () => {
  const path = '/applications/111111111111111111/commands'
  await fake.control('server', { createsLeft: 2 })
  expect((await call('PUT', path, [command('a'), command('b')])).status).toBe(200)
  expect((await call('PUT', path, [command('a', 'y'), command('b')])).status).toBe(200)
  expect((await call('PUT', path, [command('a'), command('c')])).body.code).toBe(30034)
})

// https://discord.com/developers/docs/events/gateway
describe('the gateway', () => {
  test('takes one identify in five seconds, a thousand a day, and 120 events a minute', async () => {
    await fake.control('ahead', { ms: 6000 })
    expect((await talk([identify()])).ops).toContain('READY')
    expect((await talk([identify()])).ops).toContain(9)
    await fake.control('ahead', { ms: 6000 })
    expect((await talk(Array.from({ length: 121 }, () => ({ op: 1, d: null })))).code).toBe(4008)
    await fake.control('server', { startsLeft: 0 })
    expect((await talk([identify()])).code).toBe(4004)
    await fake.control('server', { startsLeft: 1000, tokenGood: true })
  })

  test('tells a shard of its servers alone', async () => {
    await fake.control('ahead', { ms: 6000 })
    const home = Number((222222222222222222n >> 22n) % 2n)
    expect((await talk([identify({ shard: [home, 2] })])).ops).toContain('GUILD_CREATE')
    await fake.control('ahead', { ms: 6000 })
    expect((await talk([identify({ shard: [1 - home, 2] })])).ops).not.toContain('GUILD_CREATE')
  })
})

/** Says all that, and tells what it heard until it was hung up on, or was left alone with an answer. */
function talk(frames: readonly object[]): Promise<{ code: number; ops: readonly unknown[] }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/?v=10&encoding=json`)
    const ops: unknown[] = []
    socket.addEventListener('open', () => frames.forEach((frame) => socket.send(JSON.stringify(frame))))
    socket.addEventListener('message', ({ data }) => {
      const { op, t } = JSON.parse(String(data)) as { op: number; t?: string }
      ops.push(t ?? op)
      if (op === 9 || t === 'GUILD_CREATE') socket.close()
      // A shard without servers gets nothing after this.
      if (t === 'READY') setTimeout(() => socket.close(), 200)
    })
    socket.addEventListener('close', ({ code }) => resolve({ code, ops }))
  })
}
