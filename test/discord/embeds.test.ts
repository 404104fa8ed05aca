import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandId, formId, moreId, readCustomId, shareId } from '#adapters/discord/custom-ids.ts'
import { renderEmbed, renderPlain } from '#adapters/discord/embeds.ts'
import { markerOf, nonceOf, snowflakeAt } from '#adapters/discord/marker.ts'
import { anyNotice } from '#test/contracts/any-notice.ts'
import { rootNotice } from '#test/contracts/notices.ts'
import { checkBody } from '#test/fakes/discord/rules.ts'
import { whatReadersSee } from '#test/fakes/discord/what-readers-see.ts'

const marker = markerOf('0123456789abcdef')

describe('a notice as an embed', () => {
  test('keeps every limit and lets nothing of a text come alive, whatever the notice', () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        for (const content of [renderEmbed(notice, marker), renderPlain(notice, marker)]) {
          const body = { ...content, nonce: nonceOf('0123456789abcdef'), enforce_nonce: true }
          expect(checkBody('create', body)).toBeUndefined()
          expect(checkBody('edit', content)).toBeUndefined()
          expect(content.allowed_mentions).toEqual({ parse: [] })
          const seen = whatReadersSee({ ...content })
          expect(seen.alive).toEqual([])
          for (const url of seen.links) expect(url).toMatch(/^https?:\/\/[^|<>()\s]+$/)
          expect(JSON.stringify(content).isWellFormed()).toBe(true)
        }
      }),
      { seed: 4, numRuns: 150 },
    )
  })

  test('an ordinary notice loses nothing', () => {
    const content = renderEmbed(rootNotice())
    const seen = whatReadersSee({ ...content })
    expect(seen.text).toContain('KVM: arm64: Handle unplugged timers')
    expect(seen.text).toContain('v2 · 3 patches · Anna Example')
    expect(seen.text).toContain('waits for them.')
    expect(content.embeds[0]?.url).toBe('https://lore.kernel.org/kvm/20260202-1@example.org/')
    expect(content.components).toMatchObject([
      {
        components: [
          { label: 'Lore', style: 5 },
          { label: 'Why here', custom_id: '1:why 20260202-1@example.org' },
        ],
      },
    ])
  })

  test('fifteen patch lines of the longest kind stay whole in one post', () => {
    const items = Array.from({ length: 15 }, (_, index) => [
      { text: String(index).padStart(2, '0'), style: 'code' as const },
      { text: ' ' },
      {
        text: 'KVM: x86/mmu_lock: '.padEnd(80, 'w'),
        link: { url: `https://lore.kernel.org/kvm/20260202144557.1771203-${index}-farman@linux.ibm.com/` },
      },
      { text: ' +123 −456 by Somebody Else' },
    ])
    const content = renderEmbed({ fallback: '15 patches', tone: 'plain', blocks: [{ is: 'list', items }] })
    expect(checkBody('create', content)).toBeUndefined()
    expect(whatReadersSee({ ...content }).links).toHaveLength(15)
  })

  test('a table is set in columns, numbers to the right', () => {
    const table = {
      is: 'table' as const,
      head: ['Who', 'Patches'],
      rows: [
        [{ text: 'Anna' }, { text: '12' }],
        [{ text: 'Bea Long' }, { text: '3' }],
      ],
      right: [1],
    }
    const { embeds } = renderEmbed({ fallback: 'x', tone: 'plain', blocks: [table] })
    expect(embeds[0]?.description).toBe('```\nWho       Patches\nAnna           12\nBea Long        3\n```')
  })
})

test('a nonce has 25 characters, the same at every try, and no two deliveries share one', () => {
  expect(nonceOf('a')).toMatch(/^[0-9A-Za-z]{25}$/)
  expect(nonceOf('a')).toBe(nonceOf('a'))
  expect(nonceOf('a')).not.toBe(nonceOf('b'))
  expect(markerOf('a')).not.toBe(markerOf('b'))
})

test('a button of ours gives its command back, another gives nothing', () => {
  expect(readCustomId(commandId(3, 'why <a@b>'))).toEqual({ is: 'command', text: 'why <a@b>' })
  expect(readCustomId(moreId(4))).toEqual({ is: 'more', index: 4 })
  expect(readCustomId(shareId)).toEqual({ is: 'share' })
  expect(readCustomId(formId('abc', 'type-1'))).toEqual({ is: 'form', form: 'abc', part: 'type-1' })
  expect(readCustomId('somebody-elses')).toBeUndefined()
})

test('the id of an instant is that of the documentation', () => {
  // https://discord.com/developers/docs/reference#snowflakes: 175928847299117063 was made at 1462015105796.
  expect(BigInt(snowflakeAt(1_462_015_105_796)) >> 22n).toBe(175_928_847_299_117_063n >> 22n)
})
