import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChatPlatform } from '#src/ports.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { openDiscord } from '#test/discord/open-discord.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'

/* What people type and press, and what comes back. */

let fake: RunningFake
let platform: ChatPlatform
const host = testHost()

beforeAll(async () => {
  ;({ fake, platform } = await openDiscord())
  await fake.control('channel', { id: '700000000000000001' })
  await platform.start(host)
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

interface Given {
  readonly answers: readonly { readonly to: string; readonly seen: { readonly text: string } }[]
}

function ask(more: object): Promise<Given> {
  return fake.control('command', { channel: '700000000000000001', command: 'kvm', ...more })
}

async function rights(how: object): Promise<unknown> {
  await ask({ name: 'subscribe', options: [{ name: 'filter', type: 3, value: 'arch:arm64' }], ...how })
  return host.asked.at(-1)?.rights?.()
}

async function isHere(id: string): Promise<boolean | undefined> {
  return host.asked.at(-1)?.isHere?.(id)
}

describe('commands', () => {
  test('are registered as one command with typed subcommands', async () => {
    const { commands } = await fake.control<{
      commands: { name: string; options: { name: string; options: object[] }[] }[]
    }>('tally')
    expect(commands.map(({ name }) => name)).toEqual(['kvm'])
    expect(commands[0]?.options.map(({ name }) => name)).toEqual(['help', 'subscribe', 'top-contributors'])
    expect(commands[0]?.options[2]?.options).toMatchObject([
      { name: 'since', type: 3 },
      { name: 'arch', type: 3, autocomplete: true },
      { name: 'by', type: 3, choices: [{ name: 'patches', value: 'patches' }, { name: 'series' }] },
      { name: 'limit', type: 4 },
    ])
  })

  test('options arrive by name, numbers as text', async () => {
    await ask({
      name: 'top-contributors',
      options: [
        { name: 'by', type: 3, value: 'series' },
        { name: 'limit', type: 4, value: 5 },
      ],
    })
    expect(host.asked.at(-1)?.input).toEqual({ name: 'top-contributors', options: { by: 'series', limit: '5' } })
  })

  test('who may change a channel is asked of the core, which is told of the rights', async () => {
    expect(await rights({ permissions: '2048' })).toEqual({ admin: false, creator: false })
    for (const one of ['8', '16', '32']) expect(await rights({ permissions: one })).toMatchObject({ admin: true })
    expect(await rights({ permissions: '2048', user: '333333333333333333' })).toEqual({ admin: false, creator: true })
  })

  test('who else is of the server is asked of Discord, each time anew', async () => {
    const [asker, neighbour, stranger] = ['444444444444444444', '555555555555555555', '666666666666666666']
    await fake.control('server', { joined: [neighbour] })
    await ask({ name: 'help', options: [] })
    expect(await isHere(asker)).toBe(true)
    expect(await isHere(neighbour)).toBe(true)
    expect(await isHere(stranger)).toBe(false)
    await fake.control('server', { left: [neighbour] })
    expect(await isHere(neighbour)).toBe(false)
    await fake.control('fault', {
      call: 'GET /guilds/:id/members/:id',
      times: 1,
      when: 'before',
      does: { status: 403, body: { code: 50001, message: 'Missing Access' } },
    })
    await expect(isHere(asker)).rejects.toThrow('Missing Access')
  })

  test('a change that was refused is told to the asker alone', async () => {
    const usual = host.answer.bind(host)
    host.answer = async (request) => ({ ...(await usual(request)), to: 'asker', ok: false })
    const { answers } = await ask({ name: 'subscribe', options: [{ name: 'filter', type: 3, value: 'arch:arn64' }] })
    host.answer = usual
    expect(answers.map(({ to }) => to)).toEqual(['asker'])
  })

  test('words are completed from what there is', async () => {
    const { choices } = await fake.control<{ choices: object[] }>('complete', {
      channel: '700000000000000001',
      command: 'kvm',
      name: 'top-contributors',
      options: [{ name: 'arch', type: 3, value: 'ar', focused: true }],
    })
    expect(choices).toEqual([{ name: 'arm64', value: 'arm64' }])
  })

  test('names of strangers are shown so that nothing in them steers or hides, and chosen as they are', async () => {
    const usual = host.suggest.bind(host)
    const [turned, hidden] = ['\u202egnp.exe', 'a\u200bb\u0000\nc']
    const empty = [' ', '\u200b', '']
    const same = 'gnp\u2060.exe'
    host.suggest = () => Promise.resolve([turned, hidden, ...empty, same, '\ud800x', 'y'.repeat(101), '\t'.repeat(100)])
    const arch = { name: 'arch', type: 3, value: '', focused: true }
    const how = { channel: '700000000000000001', command: 'kvm', name: 'top-contributors', options: [arch] }
    const { choices } = await fake.control<{ choices: object[] }>('complete', how)
    host.suggest = usual
    expect(choices).toEqual([
      { name: 'gnp.exe', value: turned },
      { name: 'ab␀ c', value: hidden },
    ])
    const chosen = { name: 'arch', type: 3, value: turned }
    await ask({ name: 'top-contributors', options: [chosen] })
    expect(host.asked.at(-1)?.input).toMatchObject({ options: { arch: turned } })
  })

  test('a button runs its command', async () => {
    const { answers } = await fake.control<{ answers: { to: string }[] }>('press', {
      channel: '700000000000000001',
      message: '700000000000099999',
      customId: '1:why <a@b>',
    })
    expect(answers).toMatchObject([{ to: 'asker' }])
    expect(host.asked.at(-1)?.input).toEqual({ text: 'why <a@b>' })
  })

  test('an answer that takes longer than three seconds still comes', async () => {
    const usual = host.answer.bind(host)
    host.answer = async (request) => {
      await new Promise((resolve) => setTimeout(resolve, 3300))
      return usual(request)
    }
    const { answers } = await ask({ name: 'help', options: [], waitMs: 6000 })
    host.answer = usual
    expect(answers).toHaveLength(1)
  })
})
