import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { directChannel, type ChatPlatform, type InstallationStore } from '#src/ports.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { failure } from '#test/fakes/failure.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { formsHost } from '#test/slack/forms-host.ts'
import { freePort } from '#test/slack/free-port.ts'
import { everyScope, slackAt } from '#test/slack/open-slack.ts'

/* Several workspaces: each installs the app, and is left alone by what befalls the others. */

const oauth = { clientId: '1.1', clientSecret: 'stand-in-client-secret', stateSecret: 'a long word of the tests' }

let fake: RunningFake
let platform: ChatPlatform
let address: string
const kept = new Map<string, string>()
const installations: InstallationStore = {
  get: (platformName, id) => Promise.resolve(kept.get(`${platformName} ${id}`)),
  put: (platformName, id, secret) => Promise.resolve(void kept.set(`${platformName} ${id}`, secret)),
  remove: (platformName, id) => Promise.resolve(void kept.delete(`${platformName} ${id}`)),
}
const host = { ...formsHost(), installations }

beforeAll(async () => {
  fake = await startFake('slack')
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  platform = slackAt(fake, { botToken: undefined, appToken: undefined, signingSecret: 'stand-in-secret', port, oauth })
  await platform.start(host)
  await fake.control('http', { url: `${address}/slack/events` })
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

/** Goes through the pages as a browser does. */
async function install(team: string, how: { state?: string; cookie?: string; code?: string } = {}): Promise<Response> {
  const page = await fetch(`${address}/slack/install`)
  const link = /href="(https:[^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&') ?? ''
  const asked = new URL(link)
  const { code } = await fake.control<{ code: string }>('allow', {
    team,
    scopes: asked.searchParams.get('scope')?.split(','),
  })
  const back = new URL(`${address}/slack/oauth_redirect`)
  back.searchParams.set('code', how.code ?? code)
  back.searchParams.set('state', how.state ?? asked.searchParams.get('state') ?? '')
  const cookie = how.cookie ?? page.headers.get('set-cookie')?.split(';')[0] ?? ''
  return fetch(back, { headers: { cookie } })
}

async function channelIn(team: string, id: string): Promise<string> {
  await fake.control('channel', { team, id })
  return `${team}/${id}`
}

describe('installing', () => {
  test('asks for the scopes of the manifest, and keeps the token where the host says', async () => {
    const done = await install('T2')
    expect(done.status).toBe(200)
    expect([...kept.keys()]).toEqual(['slack T2'])
    const installation = JSON.parse(kept.get('slack T2') ?? '') as { bot: { token: string; scopes: string[] } }
    expect(installation.bot.token).toMatch(/^xoxb-/)
    expect(installation.bot.scopes.toSorted()).toEqual([...everyScope].toSorted())
  })

  test('is refused with a state of another browser, a made-up one and a code that was used', async () => {
    const before = [...kept.keys()]
    expect((await install('T9', { cookie: 'slack-app-oauth-state=other' })).status).toBe(400)
    expect((await install('T9', { state: 'made-up' })).status).toBe(400)
    expect((await install('T9', { code: 'used' })).status).toBe(500)
    expect([...kept.keys()]).toEqual(before)
  })
})

describe('two workspaces', () => {
  beforeAll(async () => {
    await install('T2')
    await install('T3')
  })

  test('get each their own posts, in channels of the same name', async () => {
    const [second, third] = [await channelIn('T2', 'C1'), await channelIn('T3', 'C1')]
    const sent = await platform.send(second, rootNotice('For the second'), 'd1')
    await platform.send(third, rootNotice('For the third'), 'd2')
    expect(sent).toMatchObject({ channel: 'T2/C1' })
    expect(sent.url).toContain('https://stand-in-t2.slack.com/archives/C1/')
    for (const [team, words] of [
      ['T2', 'For the second'],
      ['T3', 'For the third'],
    ] as const) {
      const posts = await fake.control<{ seen: { text: string } }[]>('posts', { team, channel: 'C1' })
      expect(posts).toHaveLength(1)
      expect(posts[0]?.seen.text).toContain(words)
    }
    await platform.edit?.(sent, rootNotice('Edited'), 'd1')
    expect(await platform.findSent?.('T2/C1', 'd1', Date.now() - 5000)).toMatchObject({ channel: 'T2/C1', id: sent.id })
    expect(await platform.findSent?.('T3/C1', 'd1', Date.now() - 5000)).toBeUndefined()
  })

  test('are asked from by people that the host can tell apart', async () => {
    await channelIn('T2', 'C5')
    const { answers } = await fake.control<{ answers: { to: string }[] }>('command', {
      team: 'T2',
      channel: 'C5',
      command: '/kvm',
      text: 'top-contributors',
    })
    expect(answers).toMatchObject([{ to: 'asker' }])
    expect(host.asked.at(-1)).toMatchObject({ channel: 'T2/C5', user: { id: 'T2/UASK', timeZone: 'Europe/Berlin' } })
    const sent = await platform.send(directChannel('T2/UASK'), rootNotice(), 'd3')
    expect(sent.channel).toBe('T2/DASK')
  })

  test('open forms and home tabs', async () => {
    await fake.control('command', { team: 'T3', channel: 'C1', command: '/kvm', text: 'subscribe', waitMs: 0 })
    await eventually(
      () => fake.control<{ view: { submit?: object } }[]>('views', { team: 'T3' }),
      ([view]) => view?.view.submit !== undefined,
    )
    await fake.control('open-home', { team: 'T3' })
    await eventually(
      () => fake.control<object[]>('homes', { team: 'T3' }),
      (homes) => homes.length === 1,
    )
    expect(host.homes.at(-1)?.channel).toBe('@T3/UASK')
  })

  test('edit on while another has been asked to wait with its edits', async () => {
    const slow = await platform.send(await channelIn('T2', 'C6'), rootNotice(), 'd6')
    const quick = await platform.send(await channelIn('T3', 'C7'), rootNotice(), 'd7')
    const does = { status: 429, headers: { 'retry-after': '30' }, body: { ok: false, error: 'ratelimited' } }
    await fake.control('fault', { call: 'chat.update', channel: 'C6', times: 1, when: 'before', does })
    for (const text of ['told to wait', 'waits']) {
      const error = await failure(platform.edit?.(slow, rootNotice(text), 'd6'))
      expect(error).toMatchObject({ name: 'TemporaryError', scope: 'message' })
    }
    await platform.edit?.(quick, rootNotice('Edited'), 'd7')
  })

  test('a token that is taken away pauses the channels of its workspace alone', async () => {
    await fake.control('revoke', { team: 'T3' })
    await expect(platform.send('T3/C1', rootNotice(), 'd4')).rejects.toMatchObject({
      name: 'PermanentError',
      scope: 'channel',
      reason: 'token_revoked',
    })
    await platform.send(await channelIn('T2', 'C7'), rootNotice(), 'd5')
  })

  for (const [what, event] of [
    ['app_uninstalled', { type: 'app_uninstalled' }],
    ['tokens_revoked', { type: 'tokens_revoked', tokens: { bot: ['UBOT'], oauth: [] } }],
  ] as const) {
    test(`${what} forgets the workspace, until it installs the app again`, async () => {
      const team = `T-${what}`.replaceAll('_', '')
      await install(team)
      const channel = await channelIn(team, 'C1')
      await platform.send(channel, rootNotice(), `${what} 1`)
      await fake.control('event', { team, event })
      await eventually(
        () => Promise.resolve(kept.has(`slack ${team}`)),
        (isKept) => !isKept,
      )
      await expect(platform.send(channel, rootNotice(), `${what} 2`)).rejects.toMatchObject({
        scope: 'channel',
        reason: 'app_uninstalled',
      })
      await install(team)
      await platform.send(channel, rootNotice(), `${what} 3`)
    })
  }

  describe('of which one cannot be used since before the start', () => {
    const refusals = [
      ['a token that was taken away', { ok: false, error: 'token_revoked' }, 'PermanentError'],
      ['an app that lost its rights', { ok: false, error: 'missing_scope' }, 'PermanentError'],
      ['an answer that says nothing', {}, 'TemporaryError'],
    ] as const
    for (const [what, body, name] of refusals) {
      test(`${what} pauses its channels alone`, async () => {
        const team = await fresh()
        await fake.control('fault', { call: 'auth.test', times: 1, when: 'before', does: { status: 200, body } })
        await expect(platform.send(`${team}/C1`, rootNotice(), 'd6')).rejects.toMatchObject({ name, scope: 'channel' })
        await platform.send(await channelIn(team, 'C1'), rootNotice(), 'd7')
      })
    }

    test('to be asked to wait concerns its channels alone', async () => {
      const team = await fresh()
      const does = { status: 429, headers: { 'retry-after': '3600' }, body: {} }
      await fake.control('fault', { call: 'auth.test', times: 1, when: 'before', does })
      const expected = { name: 'TemporaryError', scope: 'channel', retryAfterMs: 3_600_000 }
      await expect(platform.send(`${team}/C1`, rootNotice(), 'd8')).rejects.toMatchObject(expected)
    })

    test('a token that cannot be opened waits for somebody to give the key', async () => {
      const get = vi.spyOn(installations, 'get').mockRejectedValueOnce(new Error('it was sealed with another key'))
      const error = platform.send('T77/C1', rootNotice(), 'd9')
      await expect(error).rejects.toMatchObject({ name: 'TemporaryError', scope: 'channel' })
      await expect(error).rejects.toThrow('the token of T77 cannot be read: it was sealed with another key')
      get.mockRestore()
    })

    for (const secret of ['null', '[]', '{}', '{"bot":null}', '{"bot":{"token":5}}', 'no JSON']) {
      test(`a secret of ${secret} is no installation`, async () => {
        kept.set('slack T78', secret)
        const expected = { name: 'PermanentError', scope: 'channel', reason: 'app_uninstalled' }
        await expect(platform.send('T78/C1', rootNotice(), 'd10')).rejects.toMatchObject(expected)
      })
    }

    /** A workspace that this process has not spoken to yet. */
    async function fresh(): Promise<string> {
      teams += 1
      await install(`T5${teams}`)
      return `T5${teams}`
    }
    let teams = 0
  })

  test('tokens of people are none of ours', async () => {
    await fake.control('event', { team: 'T2', event: { type: 'tokens_revoked', tokens: { oauth: ['UASK'], bot: [] } } })
    expect(kept.has('slack T2')).toBe(true)
  })
})

describe('a start that cannot succeed says so', () => {
  test('without a key to encrypt with', async () => {
    const keyless = slackAt(fake, { botToken: undefined, appToken: undefined, signingSecret: 'x', port: 0, oauth })
    await expect(keyless.start(formsHost())).rejects.toThrow('Slack needs secretKey in the config')
  })
  test('without HTTP', async () => {
    const portless = slackAt(fake, { botToken: undefined, oauth })
    await expect(portless.start(host)).rejects.toThrow('Slack needs signingSecret and port for oauth')
  })
  test('without any token', async () => {
    await expect(slackAt(fake, { botToken: undefined }).start(host)).rejects.toThrow(
      'botToken for one workspace, or oauth',
    )
  })
})
