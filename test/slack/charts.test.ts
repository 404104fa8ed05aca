import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { chartBlock } from '#adapters/slack/chart-block.ts'
import { renderBlocks } from '#adapters/slack/blocks.ts'
import type { Chart } from '#src/notice/chart.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { ChatPlatform } from '#src/ports.ts'
import { hostileTexts } from '#test/contracts/notices.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { checkBlocks } from '#test/fakes/slack/block-kit.ts'
import { whatReadersSee } from '#test/fakes/slack/what-readers-see.ts'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { everyScope, openSlack, slackAt } from '#test/slack/open-slack.ts'

/* Numbers as pictures: drawn by Slack, else uploaded, else as the table that stands beside them. */

const names = ['Anna Example', 'Bea Reviewer-With-A-Long-Name', 'Bea Reviewer-With-Another']
const bars: Chart = {
  is: 'bars',
  title: 'Who wrote most, in the ninety days that have just passed',
  unit: 'patches',
  alt: 'Anna Example wrote 12 patches',
  bars: names.map((label, index) => ({ label, value: 12 - index })),
}

function contributors(chart: Chart = bars): Notice {
  return {
    fallback: 'Anna Example wrote most',
    tone: 'plain',
    blocks: [{ is: 'table', head: ['Who', 'Patches'], rows: [[{ text: 'Anna' }, { text: '12' }]], right: [1] }],
    chart,
  }
}

describe('a chart as a block', () => {
  test('keeps the limits, and its labels apart', () => {
    const block = chartBlock(bars)
    expect(checkBlocks([block])).toBeUndefined()
    expect(block?.chart.axis_config.categories).toHaveLength(3)
    expect(new Set(block?.chart.axis_config.categories).size).toBe(3)
    expect(block?.chart.series[0]?.data.map(({ value }) => value)).toEqual([12, 11, 10])
  })

  test('keeps the limits whatever stands in it, beside the largest of notices', () => {
    const label = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...hostileTexts))
    const chart: fc.Arbitrary<Chart> = fc.oneof(
      fc.record({
        is: fc.constant('bars' as const),
        title: label,
        unit: label,
        alt: label,
        bars: fc.array(fc.record({ label, value: fc.nat() }), { maxLength: 30 }),
      }),
      fc.record({
        is: fc.constant('columns' as const),
        title: label,
        unit: label,
        alt: label,
        labels: fc.array(label, { maxLength: 25 }),
        series: fc.array(fc.record({ name: label, values: fc.array(fc.nat(), { maxLength: 25 }) }), { maxLength: 8 }),
      }),
    )
    fc.assert(
      fc.property(chart, fc.nat({ max: 12_000 }), (some, length) => {
        const notice = { ...contributors(some), blocks: [{ is: 'code' as const, text: 'x'.repeat(length) }] }
        for (const form of ['native', { picture: 'F1' }, 'none'] as const) {
          const { blocks, text } = renderBlocks(notice, 'kvm:1', form)
          expect(checkBlocks(blocks)).toBeUndefined()
          expect(whatReadersSee(text, blocks)).toMatchObject({ mentions: [], formatted: [], links: [] })
        }
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  test('of more than Slack draws is none', () => {
    const series = Array.from({ length: 7 }, (_, index) => ({ name: `${index}`, values: [1] }))
    expect(chartBlock({ is: 'columns', title: 't', unit: 'u', alt: 'a', labels: ['w'], series })).toBeUndefined()
  })
})

describe('a chart in a post', () => {
  type Posted = { blocks: { type: string; block_id?: string; alt_text?: string; slack_file?: { id: string } }[] }
  let fake: RunningFake
  let platform: ChatPlatform
  let newChannel: Awaited<ReturnType<typeof openSlack>>['channel']

  beforeAll(async () => {
    ;({ fake, channel: newChannel } = await openSlack())
  })
  beforeEach(async () => {
    await fake.control('scopes', { scopes: everyScope })
    await fake.control('refuse-blocks', { types: [] })
    platform = slackAt(fake)
    await platform.start(testHost())
    return () => platform.stop()
  })
  afterAll(() => fake.stop())

  async function posted(channel: string): Promise<readonly string[]> {
    const [post] = await fake.control<Posted[]>('posts', { channel })
    return post?.blocks.map(({ type }) => type) ?? []
  }

  test('is drawn by Slack where it can', async () => {
    const channel = await newChannel()
    await platform.send(channel, contributors(), 'd1')
    expect(await posted(channel)).toEqual(['table', 'data_visualization'])
  })

  test('is uploaded where it cannot, with words for those who cannot see it, and then always', async () => {
    await fake.control('refuse-blocks', { types: ['data_visualization'] })
    const channel = await newChannel()
    await platform.send(channel, contributors(), 'd2')
    const [post] = await fake.control<Posted[]>('posts', { channel })
    expect(post?.blocks.map(({ type }) => type)).toEqual(['table', 'image'])
    expect(post?.blocks[1]).toMatchObject({ alt_text: bars.alt })
    expect(post?.blocks[0]?.block_id).toBe('kvm:d2')
    const { calls } = await fake.control<{ calls: Record<string, number> }>('tally')
    const next = await newChannel()
    await platform.send(next, contributors(), 'd3')
    const { calls: after } = await fake.control<{ calls: Record<string, number> }>('tally')
    expect((after['chat.postMessage'] ?? 0) - (calls['chat.postMessage'] ?? 0)).toBe(1)
    expect(await posted(next)).toEqual(['table', 'image'])
  })

  test('is left to its table where the app may not upload', async () => {
    await fake.control('scopes', { scopes: everyScope.filter((scope) => scope !== 'files:write') })
    await platform.stop()
    platform = slackAt(fake)
    await platform.start(testHost())
    await fake.control('refuse-blocks', { types: ['data_visualization'] })
    const channel = await newChannel()
    await platform.send(channel, contributors(), 'd4')
    expect(await posted(channel)).toEqual(['table'])
  })

  test('is left to its table where the upload breaks', async () => {
    await fake.control('refuse-blocks', { types: ['data_visualization'] })
    await fake.control('fault', {
      call: 'files.completeUploadExternal',
      times: 1,
      when: 'before',
      does: { reset: true },
    })
    const channel = await newChannel()
    await platform.send(channel, contributors(), 'd5')
    expect(await posted(channel)).toEqual(['table'])
  })

  test('and a table that is refused as well leave the plain line', async () => {
    await fake.control('refuse-blocks', { types: ['data_visualization', 'table'] })
    await fake.control('scopes', { scopes: ['chat:write', 'commands'] })
    const channel = await newChannel()
    await platform.send(channel, contributors(), 'd6')
    expect(await posted(channel)).toEqual(['rich_text'])
  })
})
