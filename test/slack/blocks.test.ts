import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeEntities, renderBlocks, renderPlain } from '#adapters/slack/blocks.ts'
import { carriesMarker, markerOf } from '#adapters/slack/marker.ts'
import type { Notice } from '#src/notice/notice.ts'
import { anyNotice } from '#test/contracts/any-notice.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { checkBlocks } from '#test/fakes/slack/block-kit.ts'
import { whatReadersSee } from '#test/fakes/slack/what-readers-see.ts'

const marker = markerOf('0123456789abcdef')

describe('a notice as Block Kit', () => {
  test('keeps every limit and lets nothing of a text come alive, whatever the notice', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        for (const { text, blocks } of [renderBlocks(notice, marker), renderPlain(notice, marker)]) {
          expect(checkBlocks(blocks)).toBeUndefined()
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4000)
          expect(text).not.toBe('')
          const seen = whatReadersSee(text, blocks)
          expect(seen.mentions).toEqual([])
          expect(seen.formatted).toEqual([])
          for (const { url } of seen.links) expect(url).toMatch(/^https?:\/\/[^|<>\s]+$/)
          expect(carriesMarker(blocks, '0123456789abcdef')).toBe(true)
          // Lone surrogates would break the form encoding of the library.
          expect(JSON.stringify(blocks).isWellFormed()).toBe(true)
        }
      }),
      { seed: 4, numRuns: 150 },
    )
  })

  test('uses no mrkdwn at all: every text object of a post is rich, raw or plain', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        expect(JSON.stringify(renderBlocks(notice).blocks.map(({ type }) => type))).not.toContain('section"')
        expect(whatReadersSee('', renderBlocks(notice).blocks).formatted).toEqual([])
      }),
      { seed: 5, numRuns: 50 },
    )
  })

  test('an ordinary notice loses nothing', () => {
    const seen = whatReadersSee('', renderBlocks(rootNotice()).blocks)
    expect(seen.text).toContain('🔵 KVM: arm64: Handle unplugged timers')
    expect(seen.text).toContain('v2 · 3 patches · Anna Example')
    expect(seen.text).toContain('waits for them.')
    expect(seen.links.map(({ url }) => url)).toEqual(['https://lore.kernel.org/kvm/20260202-1@example.org/'])
    expect(seen.buttons).toEqual(['Lore', 'Why here'])
  })

  test('thirty patch lines of the longest kind stay whole in one post', () => {
    const items = Array.from({ length: 30 }, (_, index) => [
      { text: String(index).padStart(2, '0'), style: 'code' as const },
      { text: ' ' },
      {
        text: 'KVM: x86/mmu: '.padEnd(120, 'w'),
        link: { url: `https://lore.kernel.org/kvm/20260202144557.1771203-${index}-farman@linux.ibm.com/` },
      },
      { text: ' +123 −456 by Somebody Else' },
    ])
    const { blocks } = renderBlocks({ fallback: '30 patches', tone: 'plain', blocks: [{ is: 'list', items }] })
    expect(checkBlocks(blocks)).toBeUndefined()
    expect(whatReadersSee('', blocks).links).toHaveLength(30)
    expect(whatReadersSee('', blocks).text).not.toContain('more')
  })

  test('a list that is too long says how much is missing', () => {
    const items = Array.from({ length: 100 }, (_, index) => [{ text: `${index} ${'w'.repeat(300)}` }])
    const notice: Notice = { fallback: 'x', tone: 'plain', blocks: [{ is: 'list', items }] }
    expect(whatReadersSee('', renderBlocks(notice).blocks).text).toMatch(/… and \d+ more/)
  })

  test('a second table is set in a fixed width, since Slack takes only one', () => {
    const table = {
      is: 'table' as const,
      head: ['Who', 'Patches'],
      rows: [
        [{ text: 'Anna' }, { text: '12' }],
        [{ text: 'Bartholomew' }, { text: '3' }],
      ],
      right: [1],
    }
    const { blocks } = renderBlocks({ fallback: 'x', tone: 'plain', blocks: [table, table] })
    expect(blocks.map(({ type }) => type)).toEqual(['table', 'rich_text'])
    expect(blocks[0]).toMatchObject({ column_settings: [{ align: 'left' }, { align: 'right' }] })
    const lines = ['Who          Patches', 'Anna              12', 'Bartholomew        3']
    expect(blocks[1]).toMatchObject({ elements: [{ elements: [{ text: lines.join('\n') }] }] })
  })
})

test('the fallback is escaped as Slack wants it', () => {
  expect(escapeEntities('a <!channel> & b')).toBe('a &lt;!channel&gt; &amp; b')
})

test('an edit gets a new marker of the same delivery', () => {
  const edited = markerOf('abc', 'new content')
  expect(edited).not.toBe(markerOf('abc'))
  expect(edited).not.toBe(markerOf('abc', 'other content'))
  expect(carriesMarker([{ block_id: edited }], 'abc')).toBe(true)
  expect(carriesMarker([{ block_id: edited }], 'ab')).toBe(false)
  expect(carriesMarker([{ block_id: markerOf('abcd') }], 'abc')).toBe(false)
})
