import { describe, expect, test } from 'vitest'
import { fence, markdownSpan } from '#adapters/discord/markdown.ts'

const link = { url: 'https://lore.kernel.org/kvm/a@b/' }

describe('text of a mail in Discord markdown', () => {
  test('cannot end the block of fixed width that it stands in', () => {
    for (const text of ['a\n```\n@everyone', '````', 'ends with `', '``', '`````` x']) {
      const inside = fence(text).slice('```\n'.length, -'\n```'.length)
      expect(inside).not.toContain('```')
      expect(`${inside}\n`).not.toMatch(/`$/)
      expect(inside.replaceAll('\u200b', '').replaceAll('`', '')).toBe(text.replaceAll('`', ''))
    }
    expect(fence('')).toBe('```\n \n```')
  })

  test('cannot end the label of a link and name another address', () => {
    const span = markdownSpan({ text: 'x](https://evil.example) [y', link })
    expect(span).toBe(String.raw`[x］(https\://evil.example) ［y](https://lore.kernel.org/kvm/a@b/)`)
  })

  test('cannot end a code mark', () => {
    expect(markdownSpan({ text: 'v1` @everyone', style: 'code' })).toBe(String.raw`v1\` \@everyone`)
    expect(markdownSpan({ text: 'v1', style: 'code' })).toBe('`v1`')
  })
})
