import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkCommands } from '#test/fakes/discord/command-rules.ts'
import { checkBody } from '#test/fakes/discord/rules.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/* Each rule of the Discord stand-in, broken by a raw request and refused. */

let fake: RunningFake
let channels = 0

beforeAll(async () => {
  fake = await startFake('discord')
})
afterAll(() => fake.stop())

async function newChannel(how = {}): Promise<string> {
  channels += 1
  const id = `8000000000000${String(channels).padStart(5, '0')}`
  await fake.control('channel', { id, ...how })
  return id
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly code?: number
    readonly id?: string
    readonly nonce?: string
    readonly retry_after?: number
  }
}

async function call(
  method: string,
  path: string,
  body?: object,
  token = 'Bot MTExMTExMTExMTExMTExMTEx.stand.in',
): Promise<Answered> {
  const answer = await fetch(`${fake.url}/api/v10${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: token,
      'user-agent': 'DiscordBot (https://example.org, 1)',
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answered['body'] }
}

const text = (length: number): string => 'x'.repeat(length)
const quiet = { allowed_mentions: { parse: [] } }
const row = (...components: object[]): object => ({ type: 1, components })
const press = (more: object): object => ({ type: 2, style: 2, label: 'x', custom_id: 'x', ...more })

const refused: Readonly<Record<string, readonly [body: object, code: number]>> = {
  'an empty message': [{}, 50006],
  'a content of 2001': [{ content: text(2001) }, 50035],
  'eleven embeds': [{ embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 50035],
  'a title of 257': [{ embeds: [{ title: text(257) }] }, 50035],
  'a description of 4097': [{ embeds: [{ description: text(4097) }] }, 50035],
  'a footer of 2049': [{ embeds: [{ title: 'x', footer: { text: text(2049) } }] }, 50035],
  '26 fields': [{ embeds: [{ fields: Array.from({ length: 26 }, () => ({ name: 'x', value: 'x' })) }] }, 50035],
  'a field value of 1025': [{ embeds: [{ fields: [{ name: 'x', value: text(1025) }] }] }, 50035],
  'a field without a name': [{ embeds: [{ fields: [{ name: '', value: 'x' }] }] }, 50035],
  '6001 over all embeds': [{ embeds: [{ description: text(3001) }, { description: text(3000) }] }, 50035],
  'an embed with nothing in it': [{ embeds: [{ color: 1 }] }, 50035],
  'an address that is none': [{ embeds: [{ title: 'x', url: 'nowhere' }] }, 50035],
  'a nonce of 26': [{ content: 'x', nonce: text(26) }, 50035],
  'six rows': [
    { content: 'x', components: Array.from({ length: 6 }, (_, index) => row(press({ custom_id: `${index}` }))) },
    50035,
  ],
  'six buttons in a row': [
    { content: 'x', components: [row(...Array.from({ length: 6 }, (_, index) => press({ custom_id: `${index}` })))] },
    50035,
  ],
  'a label of 81': [{ content: 'x', components: [row(press({ label: text(81) }))] }, 50035],
  'a custom id of 101': [{ content: 'x', components: [row(press({ custom_id: text(101) }))] }, 50035],
  'two buttons with one id': [{ content: 'x', components: [row(press({}), press({}))] }, 50035],
}

describe('messages', () => {
  for (const [what, [body, code]] of Object.entries(refused)) {
    test(`refuses ${what}`, async () => {
      expect(checkBody('create', body)?.code).toBe(code)
      const channel = await newChannel()
      expect(await call('POST', `/channels/${channel}/messages`, { ...quiet, ...body })).toMatchObject({
        status: 400,
        body: { code },
      })
    })
  }
  test('knows its channels, and who may not see them', async () => {
    expect(await call('POST', '/channels/999999999999999999/messages', { content: 'x' })).toMatchObject({
      status: 404,
      body: { code: 10003 },
    })
    const closed = await newChannel({ closed: 50013 })
    expect(await call('POST', `/channels/${closed}/messages`, { content: 'x' })).toMatchObject({
      status: 403,
      body: { code: 50013 },
    })
  })
  test('refuses a wrong token, and counts it', async () => {
    const before = await fake.control<{ invalid: number }>('tally')
    expect((await call('GET', `/channels/${await newChannel()}/messages`, undefined, 'Bot wrong')).status).toBe(401)
    expect((await fake.control<{ invalid: number }>('tally')).invalid).toBe(before.invalid + 1)
  })
  test('answers a repeated nonce with the message it has, when told to enforce it', async () => {
    const channel = await newChannel()
    const body = { content: 'x', nonce: 'n1', enforce_nonce: true, ...quiet }
    const first = await call('POST', `/channels/${channel}/messages`, body)
    const again = await call('POST', `/channels/${channel}/messages`, body)
    const without = await call('POST', `/channels/${channel}/messages`, { ...body, enforce_nonce: false })
    expect(again.body.id).toBe(first.body.id)
    expect(without.body.id).not.toBe(first.body.id)
  })
  test('counts an edit that does not say anew what may ping', async () => {
    const channel = await newChannel()
    const { id } = (await call('POST', `/channels/${channel}/messages`, { content: 'x', ...quiet })).body
    await call('PATCH', `/channels/${channel}/messages/${id}`, { content: '@everyone' })
    const { violations } = await fake.control<{ violations: { rule: string }[] }>('tally')
    expect(violations.map(({ rule }) => rule)).toContain('an edit says anew that nothing may ping')
  })
  test('lists at most a hundred', async () => {
    expect((await call('GET', `/channels/${await newChannel()}/messages?limit=101`)).status).toBe(400)
  })
  test('tells its buckets in headers and refuses the sixth call in five seconds', async () => {
    const channel = await newChannel()
    const first = await call('POST', `/channels/${channel}/messages`, { content: 'x', ...quiet })
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4')
    for (let sent = 0; sent < 4; sent += 1)
      await call('POST', `/channels/${channel}/messages`, { content: 'x', ...quiet })
    const sixth = await call('POST', `/channels/${channel}/messages`, { content: 'x', ...quiet })
    expect(sixth.status).toBe(429)
    expect(sixth.headers.get('x-ratelimit-scope')).toBe('user')
    expect(sixth.body.retry_after).toBeGreaterThan(0)
  })
})

async function rooted(): Promise<{ channel: string; id: string }> {
  const channel = await newChannel()
  const { id = '' } = (await call('POST', `/channels/${channel}/messages`, { content: 'root', ...quiet })).body
  return { channel, id }
}

describe('threads', () => {
  test('have a name of 1 to 100 and an archive time that Discord knows', async () => {
    const { channel, id } = await rooted()
    const path = `/channels/${channel}/messages/${id}/threads`
    expect((await call('POST', path, { name: '' })).status).toBe(400)
    expect((await call('POST', path, { name: text(101) })).status).toBe(400)
    expect((await call('POST', path, { name: 'x', auto_archive_duration: 90 })).status).toBe(400)
    expect((await call('POST', path, { name: 'x', auto_archive_duration: 1440 })).status).toBe(201)
    expect((await call('POST', path, { name: 'x' })).body.code).toBe(160004)
  })
  test('are counted', async () => {
    const { channel, id } = await rooted()
    await fake.control('server', { mostThreads: 0 })
    expect((await call('POST', `/channels/${channel}/messages/${id}/threads`, { name: 'x' })).body.code).toBe(160006)
    await fake.control('server', { mostThreads: 1000 })
  })
  test('take posts but no edits while archived, and neither while locked', async () => {
    const { channel, id } = await rooted()
    await call('POST', `/channels/${channel}/messages/${id}/threads`, { name: 'x' })
    const inside = (await call('POST', `/channels/${id}/messages`, { content: 'x', ...quiet })).body.id
    await fake.control('channel', { id, archived: true })
    expect((await call('PATCH', `/channels/${id}/messages/${inside}`, { content: 'y', ...quiet })).body.code).toBe(
      50083,
    )
    expect((await call('POST', `/channels/${id}/messages`, { content: 'y', ...quiet })).status).toBe(200)
    await fake.control('channel', { id, locked: true })
    expect((await call('POST', `/channels/${id}/messages`, { content: 'z', ...quiet })).body.code).toBe(50083)
  })
})

const sub = (more: object): object => ({ type: 1, name: 'sub', description: 'x', ...more })
const command = (...options: object[]): object => ({ name: 'kvm', description: 'x', options })
const option = (more: object): object => ({ type: 3, name: 'option', description: 'x', ...more })

const refusedCommands: Readonly<Record<string, readonly object[]>> = {
  'a name in capitals': [{ name: 'KVM', description: 'x' }],
  'a name with a space': [{ name: 'k vm', description: 'x' }],
  'no description': [{ name: 'kvm' }],
  'a description of 101': [{ name: 'kvm', description: text(101) }],
  '26 subcommands': [command(...Array.from({ length: 26 }, (_, index) => sub({ name: `s${index}` })))],
  'two subcommands with one name': [command(sub({}), sub({}))],
  'an optional before a required option': [
    command(sub({ options: [option({ name: 'a' }), option({ name: 'b', required: true })] })),
  ],
  '26 choices': [
    command(
      sub({
        options: [
          option({ choices: Array.from({ length: 26 }, (_, index) => ({ name: `${index}`, value: `${index}` })) }),
        ],
      }),
    ),
  ],
  'more than 8000 characters in all': [
    command(
      ...Array.from({ length: 25 }, (_, s) =>
        sub({
          name: `s${s}`,
          options: Array.from({ length: 5 }, (_unused, o) => option({ name: `o${o}`, description: text(80) })),
        }),
      ),
    ),
  ],
}

describe('commands', () => {
  for (const [what, commands] of Object.entries(refusedCommands)) {
    test(`refuses ${what}`, () => expect(checkCommands(commands)?.code).toBe(50035))
  }
  test('refuses 101', () => {
    expect(
      checkCommands(Array.from({ length: 101 }, (_, index) => ({ name: `c${index}`, description: 'x' })))?.code,
    ).toBe(30032)
  })
  test('lets an ordinary one pass', () => {
    expect(
      checkCommands([
        command(sub({ options: [option({ required: true }), option({ name: 'b', autocomplete: true })] })),
      ]),
    ).toBeUndefined()
  })
})

describe('the gateway', () => {
  const identify = { op: 2, d: { token: 'MTExMTExMTExMTExMTExMTEx.stand.in', intents: 1, properties: {} } }

  test('closes on a bad token, privileged intents, an unknown opcode, and what is too large', async () => {
    expect(await closeCode({ ...identify, d: { ...identify.d, token: 'wrong' } })).toBe(4004)
    expect(await closeCode({ ...identify, d: { ...identify.d, intents: 1 | (1 << 15) } })).toBe(4014)
    expect(await closeCode({ op: 99 })).toBe(4001)
    expect(await closeCode({ op: 1, d: text(5000) })).toBe(4002)
  })
})

function closeCode(frame: object): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${fake.url.replace('http', 'ws')}/?v=10&encoding=json`)
    socket.addEventListener('open', () => socket.send(JSON.stringify(frame)))
    socket.addEventListener('close', ({ code }) => resolve(code))
  })
}
