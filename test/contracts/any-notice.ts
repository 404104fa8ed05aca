import * as fc from 'fast-check'
import type { Block, Button, Link, Notice, Span } from '#src/notice/notice.ts'
import { hostileTexts } from '#test/contracts/notices.ts'

/* Notices of every shape, with the worst text that mail can bring. */

/** Of all planes, unassigned ones and lone surrogates among them. */
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point))

/** Hostile words joined, repeated, and mixed with whatever Unicode has. */
const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...hostileTexts),
      fc.string({ unit: anyCharacter, maxLength: 60 }),
      fc.string({ maxLength: 200 }),
      fc.constantFrom(
        '&',
        '<',
        '>',
        '`',
        '*',
        '_',
        '~',
        '|',
        '\\',
        '\n',
        '[',
        ']',
        '(',
        ')',
        '://',
        '#',
        '- ',
        '@',
        ':',
      ),
      fc.integer({ min: 1, max: 3000 }).map((times) => '&<>*_'.repeat(times)),
      fc.integer({ min: 1, max: 2000 }).map((times) => 'mmu_lock '.repeat(times)),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''))

const link: fc.Arbitrary<Link> = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }).map((url) => ({ url })),
  hostileText.map((text) => ({ url: `https://lore.kernel.org/kvm/${text}/` })),
  fc
    .constantFrom(
      'javascript:alert(1)',
      'data:text/html,x',
      '',
      'https://user:pass@evil.example/',
      'https://a/|b>c)d',
      'not a url',
    )
    .map((url) => ({ url })),
  fc.integer({ min: 1, max: 6000 }).map((length) => ({ url: `https://lore.kernel.org/${'x'.repeat(length)}` })),
)

const span: fc.Arbitrary<Span> = fc.record(
  {
    text: hostileText,
    link,
    style: fc.constantFrom('bold', 'code', 'quote'),
    at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  },
  { requiredKeys: ['text'] },
)

const spans = fc.array(span, { maxLength: 5 })

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ is: fc.constant('facts' as const), spans }),
  fc.record({ is: fc.constant('text' as const), spans }),
  fc.record({ is: fc.constant('list' as const), items: fc.array(spans, { maxLength: 70, size: 'small' }) }),
  fc.record({
    is: fc.constant('table' as const),
    head: fc.array(hostileText, { maxLength: 24 }),
    rows: fc.array(fc.array(span, { maxLength: 24, size: 'small' }), { maxLength: 130, size: 'small' }),
    right: fc.array(fc.nat(25), { maxLength: 5 }),
  }),
  fc.record({ is: fc.constant('code' as const), text: hostileText }),
)

const button: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ label: hostileText, link }),
  fc.record({ label: hostileText, command: hostileText.map((text) => `why ${text}`) }),
)

export const anyNotice: fc.Arbitrary<Notice> = fc.record(
  {
    fallback: hostileText,
    title: fc.record({ text: hostileText, link }, { requiredKeys: ['text'] }),
    tone: fc.constantFrom('new', 'review', 'good', 'bad', 'muted', 'plain'),
    blocks: fc.array(block, { maxLength: 60, size: 'small' }),
    buttons: fc.array(button, { maxLength: 40 }),
  },
  { requiredKeys: ['fallback', 'tone', 'blocks'] },
)
