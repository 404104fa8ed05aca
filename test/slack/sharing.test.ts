import { beforeAll, describe, expect, test } from 'vitest'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { formsHost, type FormsHost } from '#test/slack/forms-host.ts'
import { buttonOf, type Asked } from '#test/slack/given.ts'
import { startSlack } from '#test/slack/open-slack.ts'

/* Showing everybody what one person was answered. */

let fake: RunningFake
let newChannel: Awaited<ReturnType<typeof startSlack>>['channel']
let host: FormsHost

beforeAll(async () => {
  host = formsHost()
  const slack = await startSlack(host)
  ;({ fake, channel: newChannel } = slack)
  return slack.stop
})

const command = (channel: string, text: string): Promise<Asked> =>
  fake.control<Asked>('command', { channel, command: '/kvm', text })

describe('sharing an answer', () => {
  test('asks again for the one who pressed, shows it to the channel with their name and takes the private one away', async () => {
    const channel = await newChannel()
    const { answers } = await command(channel, 'top-contributors since:30d')
    expect(answers[0]?.seen.buttons).toEqual(['Share to channel'])
    const before = host.asked.length
    const action = buttonOf(answers[0], 'share')
    const shared = await fake.control<Asked>('press', { channel, ts: '1.1', ephemeral: true, user: 'UASK', action })
    expect(host.asked.slice(before).map(({ input }) => input)).toEqual([{ text: 'top-contributors since:30d' }])
    expect(shared.answers).toHaveLength(1)
    expect(shared.answers[0]?.to).toBe('channel')
    expect(shared.answers[0]?.seen.text).toContain('shared by asker · top-contributors since:30d')
    expect(shared.answers[0]?.seen.buttons).toEqual([])
  })

  test('happens once, however often and quickly the button is pressed', async () => {
    const channel = await newChannel()
    const pressed = { channel, ts: '4.1', ephemeral: true, action: { action_id: 'share', value: 'top-contributors' } }
    const twice = [1, 2].map(() => fake.control<Asked>('press', { ...pressed, waitMs: 1000 }))
    const given = (await Promise.all(twice)).flatMap(({ answers }) => answers)
    expect(given.map(({ to }) => to)).toEqual(['channel'])
    const late = await fake.control<Asked>('press', { ...pressed, waitMs: 300 })
    expect(late.answers).toEqual([])
  })

  test('that failed may be tried again', async () => {
    const channel = await newChannel()
    const pressed = { channel, ts: '4.2', ephemeral: true, action: { action_id: 'share', value: 'top-contributors' } }
    await fake.control('fault', { call: 'response_url', times: 1, when: 'before', does: { status: 500 } })
    expect((await fake.control<Asked>('press', { ...pressed, waitMs: 500 })).answers).toEqual([])
    expect((await fake.control<Asked>('press', pressed)).answers.map(({ to }) => to)).toEqual(['channel'])
  })

  test('is not offered for what changes something, nor for what is personal', async () => {
    const { answers } = await command(await newChannel(), 'subscribe arch:arm64')
    expect(answers[0]).toMatchObject({ to: 'channel', seen: { buttons: [] } })
    const own = await command(await newChannel(), 'me anna@example.org')
    expect(own.answers[0]).toMatchObject({ to: 'asker', seen: { buttons: [] } })
  })

  test('never runs a command that changes something', async () => {
    const before = host.asked.length
    const action = { action_id: 'share', value: 'subscribe arch:arm64' }
    await fake.control('press', { channel: await newChannel(), ts: '1.1', ephemeral: true, action, waitMs: 300 })
    expect(host.asked).toHaveLength(before)
  })

  test('of what is not allowed any more tells the one who pressed', async () => {
    const channel = await newChannel()
    const quick = host.answer
    host.answer = async (request) => ({ ...(await quick(request)), ok: false })
    const action = { action_id: 'share', value: 'top-contributors' }
    const { answers } = await fake.control<Asked>('press', { channel, ts: '1.1', ephemeral: true, action })
    host.answer = quick
    expect(answers.map(({ to }) => to)).toEqual(['asker'])
    expect(await fake.control('posts', { channel })).toEqual([])
  })
})
