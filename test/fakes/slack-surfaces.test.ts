import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callSlack, type Answered } from '#test/fakes/slack-raw.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/* The Slack stand-in's rules for modals, home tabs, people, files and installing, each broken by a raw request. */

let fake: RunningFake

beforeAll(async () => {
  fake = await startFake('slack')
  await grant()
})
afterAll(() => fake.stop())

const call = (method: string, body: object): Promise<Answered> => callSlack(fake, method, body)
const errorOf = async (method: string, body: object): Promise<string | undefined> =>
  (await call(method, body)).body.error

const all = ['chat:write', 'commands', 'im:write', 'users:read', 'channels:read', 'files:write', 'channels:history']
function grant(scopes: readonly string[] = all): Promise<unknown> {
  return fake.control('scopes', { scopes })
}

const text = (length: number): string => 'x'.repeat(length)
const plain = (length: number): object => ({ type: 'plain_text', text: text(length) })
const field = { type: 'input', block_id: 'f', label: plain(5), element: { type: 'plain_text_input', action_id: 'a' } }
const modal = (more: object = {}): object => ({
  type: 'modal',
  title: plain(24),
  blocks: [{ type: 'divider' }],
  ...more,
})
const home = (blocks: readonly object[]): object => ({ type: 'home', blocks })

async function trigger(): Promise<string> {
  return (await fake.control<{ trigger: string }>('trigger')).trigger
}
async function open(view: object = modal()): Promise<{ id: string; hash: string }> {
  return (await call('views.open', { trigger_id: await trigger(), view })).body['view'] as { id: string; hash: string }
}

describe('views.open', () => {
  test('wants a trigger that was given, and takes it once', async () => {
    const trigger_id = await trigger()
    expect(await errorOf('views.open', { view: modal() })).toBe('invalid_trigger_id')
    expect((await call('views.open', { trigger_id, view: modal() })).body.ok).toBe(true)
    expect(await errorOf('views.open', { trigger_id, view: modal() })).toBe('exchanged_trigger_id')
  })
  test('wants it within three seconds', async () => {
    const trigger_id = await trigger()
    await fake.control('age', { ms: 3001 })
    expect(await errorOf('views.open', { trigger_id, view: modal() })).toBe('expired_trigger_id')
  })
  for (const [what, view] of Object.entries({
    'a title of 25': modal({ title: plain(25) }),
    'no title': { type: 'modal', blocks: [] },
    'a title in mrkdwn': modal({ title: { type: 'mrkdwn', text: 'x' } }),
    'a submit of 25': modal({ submit: plain(25) }),
    'a close of 25': modal({ close: plain(25) }),
    'fields that cannot be submitted': modal({ blocks: [field] }),
    'private metadata of 3001': modal({ private_metadata: text(3001) }),
    'a callback id of 256': modal({ callback_id: text(256) }),
    '101 blocks': modal({ blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }),
    'a table': modal({ blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }] }),
    'a home tab': home([]),
  })) {
    test(`refuses ${what}`, async () => {
      expect(await errorOf('views.open', { trigger_id: await trigger(), view })).toBe('invalid_arguments')
    })
  }
})

describe('views.update', () => {
  test('finds its view, and refuses one made from an older one', async () => {
    const { id, hash } = await open()
    expect(await errorOf('views.update', { view_id: 'V404', view: modal() })).toBe('not_found')
    const { body } = await call('views.update', { view_id: id, hash, view: modal() })
    expect((body['view'] as { hash: string }).hash).not.toBe(hash)
    expect(await errorOf('views.update', { view_id: id, hash, view: modal() })).toBe('hash_conflict')
    expect((await call('views.update', { view_id: id, view: modal() })).body.ok).toBe(true)
  })
  test('keeps what is filled in where the ids stay, and drops it where they do not', async () => {
    const { id } = await open(modal({ blocks: [field], submit: plain(4) }))
    await fake.control('fill-in', {
      view: id,
      block: 'f',
      action: 'a',
      state: { type: 'plain_text_input', value: 'v' },
    })
    const values = async (view: object): Promise<unknown> =>
      ((await call('views.update', { view_id: id, view })).body['view'] as { state: { values: unknown } }).state.values
    expect(await values(modal({ blocks: [field], submit: plain(4) }))).toEqual({
      f: { a: { type: 'plain_text_input', value: 'v' } },
    })
    expect(await values(modal({ blocks: [{ ...field, block_id: 'g' }], submit: plain(4) }))).toEqual({
      g: { a: { type: 'plain_text_input', value: null } },
    })
  })
})

describe('views.publish', () => {
  test('wants somebody, and at most 100 blocks', async () => {
    expect(await errorOf('views.publish', { user_id: 'U404', view: home([]) })).toBe('user_not_found')
    const blocks = Array.from({ length: 101 }, () => ({ type: 'divider' }))
    expect(await errorOf('views.publish', { user_id: 'UASK', view: home(blocks) })).toBe('invalid_arguments')
    expect(await errorOf('views.publish', { user_id: 'UASK', view: modal() })).toBe('invalid_arguments')
    expect((await call('views.publish', { user_id: 'UASK', view: home([{ type: 'divider' }]) })).body.ok).toBe(true)
  })
})

describe('people and channels', () => {
  test('users.info and conversations.info know theirs, and need their scopes', async () => {
    await fake.control('channel', { id: 'C1', creator: 'UASK' })
    expect((await call('users.info', { user: 'UASK' })).body).toMatchObject({
      user: { tz: 'Europe/Berlin', is_admin: false },
    })
    expect((await call('conversations.info', { channel: 'C1' })).body).toMatchObject({ channel: { creator: 'UASK' } })
    expect(await errorOf('users.info', { user: 'U404' })).toBe('user_not_found')
    expect(await errorOf('conversations.info', { channel: 'C404' })).toBe('channel_not_found')
    await grant(['chat:write'])
    expect(await errorOf('users.info', { user: 'UASK' })).toBe('missing_scope')
    expect(await errorOf('conversations.info', { channel: 'C1' })).toBe('missing_scope')
    expect(await errorOf('conversations.open', { users: 'UASK' })).toBe('missing_scope')
    expect(await errorOf('chat.postMessage', { channel: 'UASK', text: 'x' })).toBe('missing_scope')
    await grant()
  })
  test('a person is written to in one conversation, whose history has a scope of its own', async () => {
    const { body } = await call('conversations.open', { users: 'UASK' })
    expect(body['channel']).toEqual({ id: 'DASK' })
    const quiet = { unfurl_links: false, unfurl_media: false }
    expect((await call('chat.postMessage', { channel: 'UASK', text: 'x', ...quiet })).body['channel']).toBe('DASK')
    expect(await errorOf('chat.postMessage', { channel: 'U404', text: 'x' })).toBe('channel_not_found')
    expect(await errorOf('conversations.history', { channel: 'DASK' })).toBe('missing_scope')
  })
  test('chat.postEphemeral wants the bot in the channel, and somebody to see it', async () => {
    await fake.control('channel', { id: 'C2', isMember: false })
    expect(await errorOf('chat.postEphemeral', { channel: 'C2', user: 'UASK', text: 'x' })).toBe('not_in_channel')
    expect(await errorOf('chat.postEphemeral', { channel: 'C1', user: 'U404', text: 'x' })).toBe('user_not_in_channel')
    expect(await errorOf('chat.postEphemeral', { channel: 'C1', user: 'UASK' })).toBe('no_text')
  })
})

async function place(length: number): Promise<{ id: string; url: string }> {
  const { body } = await call('files.getUploadURLExternal', { filename: 'a.png', length })
  return { id: String(body['file_id']), url: String(body['upload_url']) }
}
const picture = (id: string): object => ({ type: 'image', slack_file: { id }, alt_text: 'x' })

describe('uploading', () => {
  test('takes its three steps in order, with as many bytes as were announced', async () => {
    expect(await errorOf('files.getUploadURLExternal', { filename: 'a.png', length: 0 })).toBe('invalid_arguments')
    const { id, url } = await place(3)
    expect(await errorOf('files.completeUploadExternal', { files: [{ id }] })).toBe('file_not_found')
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400)
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(200)
    expect((await fetch(url, { method: 'POST', body: 'abc' })).status).toBe(404)
    const post = { channel: 'C1', text: 'x', blocks: [picture(id)], unfurl_links: false, unfurl_media: false }
    expect(await errorOf('chat.postMessage', post)).toBe('invalid_blocks')
    expect((await call('files.completeUploadExternal', { files: [{ id }] })).body.ok).toBe(true)
    expect((await call('chat.postMessage', post)).body.ok).toBe(true)
  })
  test('is shown in a conversation, not at a person', async () => {
    const { id, url } = await place(1)
    await fetch(url, { method: 'POST', body: 'a' })
    const files = [{ id }]
    expect(await errorOf('files.completeUploadExternal', { files, channel_id: 'UASK' })).toBe('channel_not_found')
  })
})

describe('oauth.v2.access', () => {
  test('wants the right app, its secret and a fresh code', async () => {
    const { code } = await fake.control<{ code: string }>('allow', { team: 'T2', scopes: ['chat:write'] })
    const app = { client_id: '1.1', client_secret: 'stand-in-client-secret' }
    expect(await errorOf('oauth.v2.access', { ...app, client_id: '2', code })).toBe('invalid_client_id')
    expect(await errorOf('oauth.v2.access', { ...app, client_secret: 'x', code })).toBe('bad_client_secret')
    expect(await errorOf('oauth.v2.access', { ...app, code: 'made-up' })).toBe('invalid_code')
    const { body } = await call('oauth.v2.access', { ...app, code })
    expect(body).toMatchObject({ ok: true, team: { id: 'T2' }, scope: 'chat:write' })
    expect(await errorOf('oauth.v2.access', { ...app, code })).toBe('invalid_code')
    const own = await callSlack(fake, 'auth.test', {}, String(body['access_token']))
    expect(own.body).toMatchObject({ team_id: 'T2' })
  })
})

test('each method has its tier: the 51st edit of a minute waits, and a post does not', async () => {
  await fake.control('channel', { id: 'C9' })
  const quiet = { unfurl_links: false, unfurl_media: false }
  const { ts } = (await call('chat.postMessage', { channel: 'C9', text: 'x', ...quiet })).body
  const statuses: number[] = []
  for (let edits = 0; edits < 52; edits += 1)
    statuses.push((await call('chat.update', { channel: 'C9', ts, text: 'x' })).status)
  expect(statuses.slice(0, 50)).toEqual(Array.from({ length: 50 }, () => 200))
  expect(statuses).toContain(429)
  expect((await call('chat.postMessage', { channel: 'C9', text: 'x', ...quiet })).status).toBe(200)
})
