import { describe, expect, test } from 'vitest'
import { renderBlocks, viewBlocks } from '#adapters/slack/blocks.ts'
import { formView, noticeView } from '#adapters/slack/form-view.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { Form } from '#src/ports.ts'
import { hostileTexts } from '#test/contracts/notices.ts'
import { checkBlocks } from '#test/fakes/slack/block-kit.ts'
import { checkView } from '#test/fakes/slack/view-rules.ts'
import { whatReadersSee, type Seen } from '#test/fakes/slack/what-readers-see.ts'

/* Texts of mails in every place beside the post itself: shown as they stand, with nothing alive in them. */

const long = 'x'.repeat(5000)
const texts = [...hostileTexts, 'arch/x86/kvm/**', '<https://evil.example|lore>', '<@U1>', '`*_~`', long, '']

function formOf(text: string): Form {
  return {
    title: text,
    submit: 'subscribe',
    fields: [
      { name: 'text', label: text, hint: text, kind: 'text', required: true, value: text },
      {
        name: 'one',
        label: text,
        kind: 'choice',
        choices: [
          { value: 'a', label: text },
          { value: text, label: text },
        ],
        required: false,
        value: 'a',
      },
      { name: 'several', label: text, kind: 'choices', suggests: 'author', required: false, value: `${text},${text}` },
      { name: 'none', label: text, kind: 'choice', choices: [], required: false, value: text },
    ],
  }
}

function noticeOf(text: string): Notice {
  return {
    fallback: text,
    tone: 'plain',
    title: { text },
    blocks: [
      { is: 'table', head: [text], rows: [[{ text }]], right: [] },
      { is: 'text', spans: [{ text }, { text, style: 'quote' }] },
      { is: 'list', items: [[{ text, style: 'code' }]] },
      { is: 'code', text },
    ],
    buttons: [
      { label: text, command: 'why' },
      {
        label: '…',
        more: [
          { label: text, command: text },
          { label: text, command: 'b4 s1' },
          { label: text, link: { url: `https://lore.kernel.org/kvm/${text}/` } },
          { label: text, link: { url: text } },
          ...Array.from({ length: 5 }, () => ({ label: text, command: 'why' })),
        ],
      },
    ],
    chart: {
      is: 'bars',
      title: text,
      unit: text,
      alt: text,
      bars: [
        { label: text, value: 2 },
        { label: text, value: 1 },
      ],
    },
  }
}

function expectDead(seen: Seen): void {
  expect(seen.mentions).toEqual([])
  expect(seen.formatted).toEqual([])
  expect(seen.links.filter(({ url }) => !url.startsWith('https://lore.kernel.org/'))).toEqual([])
}

for (const text of texts) {
  describe(`with ${JSON.stringify(text.slice(0, 40))}`, () => {
    test('a form keeps the limits and is shown as it stands', () => {
      const view = formView(formOf(text), '{}', text)
      expect(checkView({ ...view }, 'modal')).toBeUndefined()
      expectDead(whatReadersSee('', view.blocks))
      for (const word of wordsOf(text)) expect(whatReadersSee('', view.blocks).text).toContain(word)
    })

    test('so does an answer in a modal, and the home tab', () => {
      const view = noticeView(text, noticeOf(text))
      expect(checkView({ ...view }, 'modal')).toBeUndefined()
      expectDead(whatReadersSee('', view.blocks))
      const blocks = viewBlocks(noticeOf(text))
      expect(checkView({ type: 'home', blocks }, 'home')).toBeUndefined()
      expectDead(whatReadersSee('', blocks))
      for (const word of wordsOf(text)) expect(whatReadersSee('', blocks).text).toContain(word)
    })

    test('so do menus and charts of a post', () => {
      for (const chart of ['native', { picture: 'F1' }] as const) {
        const { text: fallback, blocks } = renderBlocks(noticeOf(text), 'kvm:1', chart)
        expect(checkBlocks(blocks)).toBeUndefined()
        expectDead(whatReadersSee(fallback, blocks))
      }
    })
  })
}

/** What fits into a label. */
function wordsOf(text: string): readonly string[] {
  return text === long ? [] : (text.slice(0, 100).match(/[A-Za-z]{2,}/g) ?? [])
}

test('a value that Slack cannot carry is not offered, since a cut one would mean something else', () => {
  const field = { name: 'a', label: 'A', kind: 'choices' as const, suggests: 'author' as const, required: false }
  const { blocks } = formView(
    { title: 'T', submit: 's', fields: [{ ...field, value: `ok,${'x'.repeat(151)}` }] },
    '{}',
    '',
  )
  expect(blocks[0]).toMatchObject({ element: { initial_options: [{ value: 'ok' }] } })
})

test('names that hold a comma stay whole', () => {
  const field = { name: 'a', label: 'A', kind: 'choices' as const, suggests: 'subsystem' as const, required: false }
  const value = 'KERNEL VIRTUAL MACHINE FOR ARM64, KVM/arm64,KVM X86'
  const { blocks } = formView({ title: 'T', submit: 's', fields: [{ ...field, value }] }, '{}', '')
  expect(blocks[0]).toMatchObject({
    element: { initial_options: [{ value: 'KERNEL VIRTUAL MACHINE FOR ARM64, KVM/arm64' }, { value: 'KVM X86' }] },
  })
})
