import type { Notice } from '#src/notice/notice.ts'

/** A root as the bot posts them: every kind of block a platform has to render, all of it harmless. */
export function rootNotice(title = 'KVM: arm64: Handle unplugged timers', more: Partial<Notice> = {}): Notice {
  return {
    fallback: `v2 ${title} - Anna Example, 3 patches`,
    title: { text: title, link: { url: 'https://lore.kernel.org/kvm/20260202-1@example.org/' } },
    tone: 'new',
    blocks: [
      { is: 'facts', spans: [{ text: 'v2' }, { text: '3 patches' }, { text: 'Anna Example', style: 'bold' }] },
      { is: 'text', spans: [{ text: 'Timers may be unplugged while a vCPU runs.\nThis series waits for them.' }] },
      { is: 'facts', spans: [{ text: '+12 −3' }, { text: '2 Feb 09:14', at: Date.UTC(2026, 1, 2, 9, 14) }] },
    ],
    buttons: [
      { label: 'Lore', link: { url: 'https://lore.kernel.org/kvm/20260202-1@example.org/' } },
      { label: 'Why here', command: 'why 20260202-1@example.org' },
    ],
    ...more,
  }
}

export function replyNotice(words = 'Looks good to me'): Notice {
  return {
    fallback: `Bea Reviewer: ${words}`,
    tone: 'plain',
    blocks: [
      { is: 'facts', spans: [{ text: 'Bea Reviewer', style: 'bold' }, { text: 'on 2/3' }] },
      { is: 'text', spans: [{ text: words, style: 'quote' }] },
      {
        is: 'list',
        items: [
          [{ text: '01 ' }, { text: 'First step', link: { url: 'https://lore.kernel.org/kvm/1@x/' } }],
          [{ text: '02 Second' }],
        ],
      },
    ],
  }
}

/** Each would do something on some platform if it were not shown as it stands. */
export const hostileTexts: readonly string[] = [
  '<!channel> <!here> <!everyone>',
  '<@U1> <@123456789012345678> <@&123456789012345678> <#C1|general> <#123456789012345678>',
  '<https://evil.example|lore> and [lore](https://evil.example) and https://evil.example/x',
  '`code` ```fence``` ``two``',
  '*bold* _it_ ~gone~ **strong** __under__ ~~gone~~ ||hidden||',
  '@everyone @here',
  '# heading\n## second\n-# small\n> quote\n>>> long quote\n- item\n* item\n1. one',
  'a\u202Egnp.exe\u202C \u200Fmark \u2066isolate\u2069',
  '𝒦𝒱𝑀 👩‍👩‍👧 \u{1F9EA} ünïcode',
  '<t:1700000000:R> <:emoji:123456789012345678> <a:emoji:123456789012345678> :smile: </kvm:123456789012345678>',
  '&lt;!channel&gt; &amp; \\*escaped\\* \\',
  'struct kvm_vcpu *vcpu; if (a < b && c > d) return _foo_bar_;',
  '\ud800 lone \u0000 nul \u001b[31m red',
]
