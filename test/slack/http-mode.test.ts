import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatPlatform } from '#src/ports.ts'
import { testHost } from '#test/contracts/test-host.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { freePort } from '#test/slack/free-port.ts'
import { openSlack } from '#test/slack/open-slack.ts'

/* Slack over HTTP: signed requests to a port of ours. */

const signingSecret = 'stand-in-secret'
let fake: RunningFake
let platform: ChatPlatform
let url: string
const host = testHost()

beforeAll(async () => {
  const port = await freePort()
  url = `http://127.0.0.1:${port}/slack/events`
  const opened = await openSlack({ appToken: undefined, signingSecret, port })
  ;({ fake, platform } = opened)
  await platform.start(host)
  await fake.control('http', { url })
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

function post(secret: string, at: number): Promise<Response> {
  const body =
    'command=%2Fkvm&text=help&channel_id=C1&user_id=U1&user_name=u&team_id=T1&is_enterprise_install=false&trigger_id=1.2.3'
  const stamp = Math.floor(at / 1000)
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${stamp}:${body}`).digest('hex')}`
  return fetch(url, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(stamp),
      'x-slack-signature': signature,
    },
  })
}

test('a signed command is acknowledged and answered', async () => {
  const { acked, answers } = await fake.control<{ acked: boolean; answers: { to: string }[] }>('command', {
    channel: 'C1',
    command: '/kvm',
    text: 'top-contributors since:30d',
  })
  expect(acked).toBe(true)
  expect(answers).toMatchObject([{ to: 'asker' }])
  expect(host.asked.at(-1)?.input).toEqual({ text: 'top-contributors since:30d' })
})

test('a wrong signature, a clock that is off and a replay of yesterday are refused unheard', async () => {
  const before = host.asked.length
  expect((await post('wrong', Date.now())).status).toBe(401)
  expect((await post(signingSecret, Date.now() - 6 * 60_000)).status).toBe(401)
  expect((await post(signingSecret, Date.now() - 24 * 3_600_000)).status).toBe(401)
  expect(host.asked).toHaveLength(before)
})

test('a request that is played again is not heard twice', async () => {
  const before = host.asked.length
  const now = Date.now()
  expect((await post(signingSecret, now)).status).toBe(200)
  await post(signingSecret, now)
  expect(host.asked).toHaveLength(before + 1)
})

test('without a secret or a port it says what is missing', async () => {
  const opened = await openSlack({ appToken: undefined })
  await expect(opened.platform.start(host)).rejects.toThrow(
    'Slack needs appToken for Socket Mode, or signingSecret and port for HTTP',
  )
  await opened.fake.stop()
})
