import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBlocks } from '#test/fakes/slack/block-kit.ts'
import { callSlack, type Answered } from '#test/fakes/slack-raw.ts'
import { startFake, type RunningFake } from '#test/fakes/start-fake.ts'

/* Each rule of the Slack stand-in, broken by a raw request and refused. */

let fake: RunningFake
let channels = 0

beforeAll(async () => {
  fake = await startFake('slack')
})
afterAll(() => fake.stop())

async function newChannel(how = {}): Promise<string> {
  channels += 1
  await fake.control('channel', { id: `C${channels}`, ...how })
  return `C${channels}`
}

const call = (method: string, body: object, token?: string): Promise<Answered> => callSlack(fake, method, body, token)

const text = (length: number): string => 'x'.repeat(length)
const plain = (length: number): object => ({ type: 'plain_text', text: text(length) })
const rich = (...elements: object[]): object => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})
const button = (more: object): object => ({ type: 'actions', elements: [{ type: 'button', text: plain(5), ...more }] })
const option = (more: object = {}): object => ({ text: plain(5), value: 'v', ...more })
const menu = (options: readonly object[], more: object = {}): object => ({
  type: 'actions',
  elements: [{ type: 'overflow', action_id: 'a', options, ...more }],
})
const input = (element: object, more: object = {}): object => ({ type: 'input', label: plain(5), element, ...more })
const select = (options: readonly object[], more: object = {}): object =>
  input({ type: 'static_select', options, ...more })
const chart = (labels: readonly string[], more: object = {}, axis: object = {}): object => ({
  type: 'data_visualization',
  title: 'x',
  chart: {
    type: 'bar',
    series: [{ name: 's', data: labels.map((label) => ({ label, value: 1 })) }],
    axis_config: { categories: labels, ...axis },
    ...more,
  },
})
const table = (rows: number, cells: number): object => ({
  type: 'table',
  rows: Array.from({ length: rows }, () => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'x' }))),
})

const refusedBlocks: Readonly<Record<string, readonly object[]>> = {
  'more than 50 blocks': Array.from({ length: 51 }, () => ({ type: 'divider' })),
  'an unknown block': [{ type: 'marquee' }],
  'two blocks with one id': [
    { type: 'divider', block_id: 'a' },
    { type: 'divider', block_id: 'a' },
  ],
  'a block id of 256': [{ type: 'divider', block_id: text(256) }],
  'an empty section': [{ type: 'section', text: plain(0) }],
  'a section of 3001': [{ type: 'section', text: plain(3001) }],
  'eleven fields': [{ type: 'section', fields: Array.from({ length: 11 }, () => plain(1)) }],
  'a field of 2001': [{ type: 'section', fields: [plain(2001)] }],
  'a header of 151': [{ type: 'header', text: plain(151) }],
  'a header in mrkdwn': [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
  'eleven context elements': [{ type: 'context', elements: Array.from({ length: 11 }, () => plain(1)) }],
  '26 actions': [
    {
      type: 'actions',
      elements: Array.from({ length: 26 }, (_, index) => ({ type: 'button', text: plain(1), action_id: `${index}` })),
    },
  ],
  'a button text of 76': [button({ text: plain(76) })],
  'a button value of 2001': [button({ value: text(2001) })],
  'a button address of 3001': [button({ url: `https://x.example/${text(3000)}` })],
  'an action id of 256': [button({ action_id: text(256) })],
  'an image without a description': [{ type: 'image', image_url: 'https://x.example/a.png' }],
  'an empty rich text': [{ type: 'rich_text', elements: [] }],
  'an empty rich section': [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] }],
  'an empty text in rich text': [rich({ type: 'text', text: '' })],
  'an unknown rich element': [rich({ type: 'blink', text: 'x' })],
  'a rich style that is none': [rich({ type: 'text', text: 'x', style: { huge: true } })],
  'a link to a script': [rich({ type: 'link', url: 'javascript:alert(1)' })],
  'a date without a format': [rich({ type: 'date', timestamp: 1, format: 'soon' })],
  'a menu of six': [menu(Array.from({ length: 6 }, () => option()))],
  'an empty menu': [menu([])],
  'an option text of 76': [menu([option({ text: plain(76) })])],
  'an option value of 151': [menu([option({ value: text(151) })])],
  'an option without a value': [menu([{ text: plain(5) }])],
  'an option address of 3001': [menu([option({ url: `https://x.example/${text(3000)}` })])],
  'a label of 2001': [input({ type: 'plain_text_input' }, { label: plain(2001) })],
  'a label in mrkdwn': [input({ type: 'plain_text_input' }, { label: { type: 'mrkdwn', text: 'x' } })],
  'a hint of 2001': [input({ type: 'plain_text_input' }, { hint: plain(2001) })],
  'a button for an input': [input({ type: 'button', text: plain(5) })],
  'a first value of 3001': [input({ type: 'plain_text_input', initial_value: text(3001) })],
  'a placeholder of 151': [input({ type: 'plain_text_input', placeholder: plain(151) })],
  'a select of 101': [select(Array.from({ length: 101 }, (_, index) => option({ value: `${index}` })))],
  'a first choice that is none': [select([option()], { initial_option: option({ value: 'other' }) })],
  'a chart title of 51': [{ ...chart(['a']), title: text(51) }],
  'a chart of 21 labels': [chart(Array.from({ length: 21 }, (_, index) => `${index}`))],
  'a chart label of 21': [chart([text(21)])],
  'a chart with two labels alike': [chart(['a', 'a'])],
  'a chart without numbers': [chart(['a'], { series: [{ name: 's', data: [{ label: 'a', value: '1' }] }] })],
  'a chart of other labels than its axis': [chart(['a'], {}, { categories: ['b'] })],
  'a chart of seven series': [
    chart(['a'], { series: Array.from({ length: 7 }, (_, n) => ({ name: `${n}`, data: [{ label: 'a', value: 1 }] })) }),
  ],
  'three charts': [chart(['a']), chart(['a']), chart(['a'])],
  '101 table rows': [table(101, 1)],
  '21 table cells': [table(1, 21)],
  'an empty table cell': [{ type: 'table', rows: [[{ type: 'raw_text', text: '' }]] }],
}

describe('blocks', () => {
  for (const [what, blocks] of Object.entries(refusedBlocks)) {
    test(`refuses ${what}`, () => expect(checkBlocks(blocks)?.error).toBe('invalid_blocks'))
  }
  test('refuses two tables', () =>
    expect(checkBlocks([table(1, 1), table(1, 1)])?.error).toBe('only_one_table_allowed'))
  test('refuses more text than was ever seen to pass', () => {
    expect(checkBlocks(Array.from({ length: 4 }, () => ({ type: 'section', text: plain(2500) })))?.error).toBe(
      'msg_blocks_too_long',
    )
  })
  test('refuses what is no list', () => expect(checkBlocks('blocks')?.error).toBe('invalid_blocks_format'))
  test('lets a view hold a hundred blocks, but no table and no chart', () => {
    const dividers = Array.from({ length: 100 }, () => ({ type: 'divider' }))
    expect(checkBlocks(dividers, 'modal')).toBeUndefined()
    expect(checkBlocks([...dividers, { type: 'divider' }], 'home')?.error).toBe('invalid_blocks')
    expect(checkBlocks([table(1, 1)], 'modal')?.error).toBe('invalid_blocks')
    expect(checkBlocks([chart(['a'])], 'home')?.error).toBe('invalid_blocks')
  })
  test('lets an ordinary message pass', () => {
    expect(
      checkBlocks([
        rich({ type: 'text', text: 'x' }),
        table(2, 2),
        chart(['a', 'b']),
        button({ url: 'https://x.example/' }),
        menu([option()]),
      ]),
    ).toBeUndefined()
  })
})

describe('chat.postMessage', () => {
  test('wants a token, and the right one', async () => {
    const channel = await newChannel()
    expect((await call('chat.postMessage', { channel, text: 'x' }, '')).body.error).toBe('not_authed')
    expect((await call('chat.postMessage', { channel, text: 'x' }, 'xoxb-other')).body.error).toBe('invalid_auth')
  })
  test('knows its channels', async () => {
    expect((await call('chat.postMessage', { channel: 'C404', text: 'x' })).body.error).toBe('channel_not_found')
    expect(
      (await call('chat.postMessage', { channel: await newChannel({ isMember: false }), text: 'x' })).body.error,
    ).toBe('not_in_channel')
    expect(
      (await call('chat.postMessage', { channel: await newChannel({ isMember: false, isPrivate: true }), text: 'x' }))
        .body.error,
    ).toBe('channel_not_found')
    expect(
      (await call('chat.postMessage', { channel: await newChannel({ isArchived: true }), text: 'x' })).body.error,
    ).toBe('is_archived')
  })
  test('wants something to say', async () => {
    expect((await call('chat.postMessage', { channel: await newChannel() })).body.error).toBe('no_text')
  })
  test('cuts a text over 40,000 and warns', async () => {
    expect((await call('chat.postMessage', { channel: await newChannel(), text: text(40_001) })).body.warning).toBe(
      'message_truncated',
    )
  })
  test('puts replies under roots only', async () => {
    const channel = await newChannel()
    const root = (await call('chat.postMessage', { channel, text: 'root' })).body.ts
    const reply = (await call('chat.postMessage', { channel, text: 'reply', thread_ts: root })).body.ts
    expect((await call('chat.postMessage', { channel, text: 'x', thread_ts: reply })).body.error).toBe(
      'thread_not_found',
    )
    expect(
      (await call('chat.postMessage', { channel: await newChannel(), text: 'x', thread_ts: '1.000000' })).body.error,
    ).toBe('thread_not_found')
  })
  test('bears three at once in a channel, then one a second, and other channels are not held up', async () => {
    const channel = await newChannel()
    for (let sent = 0; sent < 3; sent += 1)
      expect((await call('chat.postMessage', { channel, text: 'x' })).status).toBe(200)
    const fourth = await call('chat.postMessage', { channel, text: 'x' })
    expect(fourth).toMatchObject({ status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } })
    expect((await call('chat.postMessage', { channel: await newChannel(), text: 'x' })).status).toBe(200)
  })
})

describe('chat.update', () => {
  test('finds its message, in a channel that is not archived', async () => {
    const channel = await newChannel()
    const ts = (await call('chat.postMessage', { channel, text: 'x' })).body.ts
    expect((await call('chat.update', { channel, ts: '1.0', text: 'x' })).body.error).toBe('message_not_found')
    expect((await call('chat.update', { channel: 'C404', ts, text: 'x' })).body.error).toBe('channel_not_found')
    await fake.control('channel', { id: channel, isArchived: true })
    expect((await call('chat.update', { channel, ts, text: 'x' })).body.error).toBe('is_archived')
  })
  test('takes 4,000 bytes, not characters', async () => {
    const channel = await newChannel()
    const ts = (await call('chat.postMessage', { channel, text: 'x' })).body.ts
    expect((await call('chat.update', { channel, ts, text: 'ü'.repeat(2001) })).body.error).toBe('msg_too_long')
  })
  test('counts an edit that keeps its block ids as a violation', async () => {
    const channel = await newChannel()
    const blocks = [{ type: 'divider', block_id: 'same' }]
    const ts = (await call('chat.postMessage', { channel, text: 'x', blocks })).body.ts
    await call('chat.update', { channel, ts, text: 'x', blocks })
    const { violations } = await fake.control<{ violations: { rule: string }[] }>('tally')
    expect(violations.map(({ rule }) => rule)).toContain('an update uses new block ids')
  })
})

describe('history', () => {
  test('needs its scope', async () => {
    const channel = await newChannel()
    await fake.control('scopes', { scopes: ['chat:write', 'commands'] })
    expect((await call('conversations.history', { channel })).body.error).toBe('missing_scope')
    await fake.control('scopes', { scopes: ['chat:write', 'commands', 'channels:history'] })
    expect((await call('conversations.history', { channel })).body.ok).toBe(true)
  })
  test('lists roots newest first, and a thread oldest first', async () => {
    const channel = await newChannel()
    const first = (await call('chat.postMessage', { channel, text: '1' })).body.ts
    const reply = (await call('chat.postMessage', { channel, text: '1a', thread_ts: first })).body.ts
    const second = (await call('chat.postMessage', { channel, text: '2' })).body.ts
    expect((await call('conversations.history', { channel })).body.messages?.map(({ ts }) => ts)).toEqual([
      second,
      first,
    ])
    expect((await call('conversations.replies', { channel, ts: first })).body.messages?.map(({ ts }) => ts)).toEqual([
      first,
      reply,
    ])
  })
})
