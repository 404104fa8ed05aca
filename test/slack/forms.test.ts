import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChatPlatform, FormField } from '#src/ports.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { formsHost, subscribeForm, type FormsHost } from '#test/slack/forms-host.ts'
import { everyScope, openSlack } from '#test/slack/open-slack.ts'

/* A form opens, follows what is typed, comes back, and says in the channel what it did. */

interface View {
  readonly id: string
  readonly hash: string
  readonly view: { readonly title: { text: string }; readonly blocks: readonly Block[]; readonly submit?: object }
  readonly seen: { readonly text: string }
}
interface Block {
  readonly type: string
  readonly block_id?: string
  readonly element?: Readonly<Record<string, unknown>>
}
interface Submitted {
  readonly acked: boolean
  readonly afterMs: number
  readonly payload?: { readonly response_action?: string; readonly errors?: Record<string, string>; view?: object }
}

let fake: RunningFake
let platform: ChatPlatform
let newChannel: Awaited<ReturnType<typeof openSlack>>['channel']
let host: FormsHost

beforeAll(async () => {
  ;({ fake, platform, channel: newChannel } = await openSlack())
  await fake.control('scopes', { scopes: everyScope })
})
beforeEach(async () => {
  if (host !== undefined) return
  host = formsHost()
  await platform.start(host)
})
afterAll(async () => {
  await platform.stop()
  await fake.stop()
})

const views = (): Promise<View[]> => fake.control<View[]>('views')

/** Opens the form as somebody would and waits until its fields are there. */
async function opened(channel: string, text = 'subscribe'): Promise<View> {
  const known = new Set((await views()).map(({ id }) => id))
  await fake.control('command', { channel, command: '/kvm', text, waitMs: 0 })
  const all = await eventually(views, (seen) =>
    seen.some(({ id, view }) => !known.has(id) && view.submit !== undefined),
  )
  return all.find(({ id }) => !known.has(id)) as View
}

const viewOf = async (id: string): Promise<View> => (await views()).find((view) => view.id === id) as View
const block = (view: View, name: string): Block | undefined => view.view.blocks.find(({ block_id: id }) => id === name)
const fill = (view: View, name: string, state: object, hash?: string): Promise<unknown> =>
  fake.control('fill-in', {
    view: view.id,
    block: name,
    action: block(view, name)?.element?.['action_id'],
    state,
    hash,
  })
const typed = (view: View, value: string): Promise<unknown> => fill(view, 'filter', { type: 'plain_text_input', value })
const submit = (view: View): Promise<Submitted> => fake.control<Submitted>('submit', { view: view.id })

describe('a form', () => {
  test('opens where a command is given bare, with what is there now and what it would do', async () => {
    const channel = await newChannel()
    const view = await opened(channel)
    expect(host.forms.at(-1)).toMatchObject({
      command: 'subscribe',
      options: {},
      asker: { channel, platform: 'slack' },
    })
    expect(view.view.title.text).toBe('Subscribe this channel…')
    expect(view.view.blocks.map(({ element }) => element?.['type'])).toEqual([
      'multi_static_select',
      'multi_external_select',
      'static_select',
      'plain_text_input',
      undefined,
    ])
    expect(block(view, 'arch')?.element?.['initial_options']).toMatchObject([{ value: 'x86' }])
    expect(view.seen.text).toContain('2 fields, 14 series in the last 7 days')
  })

  test('opens for one subscription by its id', async () => {
    await opened(await newChannel(), 'subscribe id:s12')
    expect(host.forms.at(-1)?.options).toEqual({ id: 's12' })
  })

  test('that Slack cannot hold whole is not shown, and the command is told that can', async () => {
    const quick = host.form
    const [archs, ...others] = subscribeForm.fields
    const fields = [{ ...archs, value: 'x86,vax' } as FormField, ...others]
    host.form = () => Promise.resolve({ ...subscribeForm, fields })
    const known = (await views()).length
    await fake.control('command', { channel: await newChannel(), command: '/kvm', text: 'subscribe id:s12', waitMs: 0 })
    const [view] = await eventually(
      async () => (await views()).slice(known),
      ([shown]) => shown?.seen.text.includes('Archs') === true,
    )
    host.form = quick
    expect(view?.view.submit).toBeUndefined()
    expect(view?.seen.text).toContain('Type the command instead: /kvm subscribe id:s12, followed by')
  })

  test('with a filter is no form', async () => {
    const before = host.forms.length
    await fake.control('command', { channel: await newChannel(), command: '/kvm', text: 'subscribe arch:arm64' })
    expect(host.forms).toHaveLength(before)
  })

  test('is there before the host has said what stands in it', async () => {
    const held = Promise.withResolvers<void>()
    const quick = host.form
    host.form = async (...asked) => {
      await held.promise
      return quick(...asked)
    }
    const before = (await views()).length
    await fake.control('command', { channel: await newChannel(), command: '/kvm', text: 'subscribe', waitMs: 0 })
    const waiting = await eventually(views, (seen) => seen.length === before + 1)
    expect(waiting.at(-1)?.seen.text).toContain('One moment…')
    held.resolve()
    await eventually(views, (seen) => seen.at(-1)?.view.submit !== undefined)
    host.form = quick
  })

  test('that Slack will not open leaves the command to be answered in words', async () => {
    const does = { status: 200, body: { ok: false, error: 'expired_trigger_id' } }
    await fake.control('fault', { call: 'views.open', times: 1, when: 'before', does })
    const asked = { channel: await newChannel(), command: '/kvm', text: 'subscribe' }
    expect(await fake.control('command', asked)).toMatchObject({ acked: true, answers: [{}] })
    expect(host.asked.at(-1)?.input).toEqual({ text: 'subscribe' })
  })

  test('that the host fails to make says so, where it would have been', async () => {
    const quick = host.form
    host.form = () => Promise.reject(new Error('the database is gone'))
    await fake.control('command', { channel: await newChannel(), command: '/kvm', text: 'subscribe', waitMs: 0 })
    const seen = await eventually(views, (all) => all.at(-1)?.seen.text.includes('That did not work') === true)
    host.form = quick
    expect(seen.at(-1)?.seen.text).not.toContain('database')
  })

  test('that somebody may not have says why', async () => {
    const quick = host.form
    host.form = () =>
      Promise.resolve({
        ok: false,
        to: 'asker',
        notice: { fallback: 'x', tone: 'bad', blocks: [{ is: 'text', spans: [{ text: 'Only admins may' }] }] },
      })
    await fake.control('command', { channel: await newChannel(), command: '/kvm', text: 'subscribe', waitMs: 0 })
    const seen = await eventually(views, (all) => all.at(-1)?.seen.text.includes('Only admins may') === true)
    host.form = quick
    expect(seen.at(-1)?.view.submit).toBeUndefined()
  })

  test('suggests what Slack cannot know, at most a hundred and none too long', async () => {
    const view = await opened(await newChannel())
    const quick = host.suggest
    host.suggest = (kind, words) =>
      Promise.resolve([...Array.from({ length: 150 }, (_, index) => `${kind} ${words} ${index}`), 'x'.repeat(151)])
    const { payload } = await fake.control<{ payload: { options: { value: string }[] } }>('suggest', {
      view: view.id,
      block: 'subsystem',
      action: block(view, 'subsystem')?.element?.['action_id'],
      value: 'KVM',
    })
    host.suggest = quick
    expect(payload.options).toHaveLength(100)
    expect(payload.options[0]?.value).toBe('subsystem KVM 0')
  })
})

describe('while it is filled in', () => {
  test('the line below says what it would do, of the newest words alone', async () => {
    const view = await opened(await newChannel())
    const before = host.outlooks.length
    for (const value of ['v', 've', 'ver', 'version:1']) await typed(view, value)
    const shown = await eventually(
      () => viewOf(view.id),
      ({ seen }) => seen.text.includes('3 fields'),
    )
    expect(shown.hash).not.toBe(view.hash)
    expect(host.outlooks.at(-1)).toEqual({ arch: 'x86', list: 'kvm', filter: 'version:1' })
    expect(host.outlooks.length - before).toBeLessThan(4)
  })

  test('a line made from an older view is made again from the newest', async () => {
    const view = await opened(await newChannel())
    await typed(view, 'version:1')
    await eventually(
      () => viewOf(view.id),
      ({ seen }) => seen.text.includes('3 fields'),
    )
    const chosen = [{ text: { type: 'plain_text', text: 'KVM x86' }, value: 'KVM x86' }]
    await fill(view, 'subsystem', { type: 'multi_external_select', selected_options: chosen }, view.hash)
    const shown = await eventually(
      () => viewOf(view.id),
      ({ seen }) => seen.text.includes('4 fields'),
    )
    expect(shown.view.blocks.map(({ block_id: id }) => id)).toEqual(view.view.blocks.map(({ block_id: id }) => id))
  })

  test('what is filled in stays', async () => {
    const view = await opened(await newChannel())
    await typed(view, 'version:1')
    await eventually(
      () => viewOf(view.id),
      ({ seen }) => seen.text.includes('3 fields'),
    )
    expect((await viewOf(view.id)) as unknown).toMatchObject({
      values: { filter: { 'field-': { value: 'version:1' } } },
    })
  })
})

describe('submitted', () => {
  test('it runs its command with what was filled in, closes, and the channel is told by whom', async () => {
    const channel = await newChannel()
    const view = await opened(channel)
    await fill(view, 'arch', {
      type: 'multi_static_select',
      selected_options: ['arm64', 's390'].map((value) => ({ text: { type: 'plain_text', text: value }, value })),
    })
    const { acked, payload } = await submit(view)
    expect(acked).toBe(true)
    expect(payload?.response_action).toBeUndefined()
    expect(host.asked.at(-1)).toMatchObject({
      channel,
      user: { id: 'UASK', name: 'asker' },
      input: { name: 'subscribe', options: { arch: 'arm64,s390', list: 'kvm' } },
    })
    const posts = await fake.control<{ seen: { text: string } }[]>('posts', { channel })
    expect(posts).toHaveLength(1)
    expect(posts[0]?.seen.text).toContain('Subscribed to arch:arm64')
    expect(posts[0]?.seen.text).toContain('by asker')
  })

  test('it stays, with what is wrong at the field that is', async () => {
    const view = await opened(await newChannel())
    await typed(view, 'wrong:1')
    const { payload } = await submit(view)
    expect(payload).toEqual({
      response_action: 'errors',
      errors: { filter: 'The filter has no key wrong' },
    })
  })

  test('it shows the answer itself where the bot may not speak in the channel', async () => {
    const channel = await newChannel()
    const view = await opened(channel)
    await fake.control('channel', { id: channel, isMember: false })
    const { payload } = await submit(view)
    expect(payload?.response_action).toBe('update')
    expect((await viewOf(view.id)).seen.text).toContain('Subscribed to arch:arm64')
  })

  test('it is acknowledged in time also where the host takes long, and shows the end of it', async () => {
    const view = await opened(await newChannel())
    const quick = host.answer
    const held = Promise.withResolvers<void>()
    host.answer = async (request) => {
      await held.promise
      return quick(request)
    }
    const { acked, afterMs, payload } = await submit(view)
    expect(acked).toBe(true)
    expect(afterMs).toBeLessThan(2900)
    expect(payload?.response_action).toBe('update')
    held.resolve()
    await eventually(
      () => viewOf(view.id),
      ({ seen }) => seen.text.includes('Done.'),
    )
    host.answer = quick
  })
})

test('the form of the tests keeps something of everything', () => {
  expect(new Set(subscribeForm.fields.map(({ kind }) => kind)).size).toBe(3)
})

test('no rule of Slack was broken', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
