import { describe, expect, test } from 'vitest'
import { renderEmbed } from '#adapters/discord/embeds.ts'
import { discordRoom } from '#adapters/discord/room.ts'
import { renderBlocks } from '#adapters/slack/blocks.ts'
import { slackRoom } from '#adapters/slack/room.ts'
import { renderTerminal } from '#adapters/terminal/render.ts'
import { terminalRoom } from '#adapters/terminal/room.ts'
import { textWidth } from '#src/lib/text-width.ts'
import { noMailmap, type Mailmap } from '#src/mail/mailmap.ts'
import { digestNotice, lateNotice } from '#src/notice/digest-notice.ts'
import { fitNotice } from '#src/notice/fit-notice.ts'
import type { Link, Notice } from '#src/notice/notice.ts'
import { channelDigest, type DigestInput, type DigestSeries } from '#src/stats/channel-digest.ts'
import type { Summary } from '#src/summary/summary.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { dayMs, firstAt, fuad, marc, paolo, revisionOf, sean, summaryOf, view } from '#test/notice/summaries.ts'

const from = firstAt - dayMs
const until = firstAt + dayMs
const words = { title: 'kvm digest', notes: [] }

interface Shape {
  readonly at?: number
  readonly version?: string
  readonly author?: Summary['revision']['author']
  readonly title?: string
  readonly total?: number
  readonly tags?: readonly string[]
  readonly more?: Partial<Summary>
}

let made = 0
function oneSeries({ at = firstAt, version = '1', author = sean, title, total = 1, tags = [], more }: Shape = {}) {
  made += 1
  const key = `series-${made}`
  const revision = revisionOf(total, {
    id: key,
    version,
    author,
    tags,
    title: title ?? `KVM: x86: Change number ${made}`,
    firstAt: at,
    lastAt: at,
    cover: total === 1 ? undefined : `cover-${made}@example.org`,
    patches: Array.from({ length: total }, (_, index) => `patch-${made}-${index}@example.org`),
  })
  return { key, summary: summaryOf(revision, more) }
}

function notice(series: readonly DigestSeries[], more: Partial<DigestInput> = {}): Notice | undefined {
  const digest = channelDigest({
    from,
    until,
    series,
    replies: new Map(),
    firstPatches: undefined,
    mailmap: noMailmap,
    ...more,
  })
  return digestNotice(digest, words, view)
}

function textOf(one: Notice | undefined): string {
  return one === undefined ? '' : plainText(one).replaceAll(/ <https[^>]*>/gu, '')
}

function linksOf({ blocks }: Notice): readonly (Link | undefined)[] {
  return blocks.flatMap((block) =>
    block.is === 'list' ? block.items.map((item) => item.find(({ link }) => link)?.link) : [],
  )
}

describe('a digest', () => {
  test('says what is new, what came again, what was applied, discussed and left alone', () => {
    const applied = oneSeries({
      at: from - 10 * dayMs,
      title: 'KVM: arm64: vgic: Fix ITS save',
      author: marc,
      more: {
        state: {
          is: 'applied',
          by: marc,
          sentence: 'Applied to next.',
          messageId: 'a@kernel.org',
          at: firstAt,
          tree: 'next',
        },
      },
    })
    const hot = oneSeries({
      at: from - 5 * dayMs,
      title: 'KVM: Rework the dirty ring',
      author: fuad,
      more: { state: { is: 'in review' } },
    })
    const text = textOf(
      notice(
        [
          oneSeries({ title: 'KVM: x86/mmu: Lockless walker', total: 20, tags: ['RFC'] }),
          oneSeries({ title: 'KVM: s390: Say why', version: '2', author: paolo }),
          applied,
          hot,
          oneSeries({ at: firstAt - 14 * dayMs, title: 'KVM: Nobody cares', author: paolo }),
        ],
        { replies: new Map([[hot.key, 7]]) },
      ),
    )
    expect(text).toBe(
      [
        'kvm digest',
        'From 20 Nov 2026 09:14 UTC to 22 Nov 2026 09:14 UTC',
        'New series (1)',
        '- KVM: x86/mmu: Lockless walker · RFC · 20 patches · Sean Christopherson',
        'New versions (1)',
        '- KVM: s390: Say why · v2 · single patch · Paolo Bonzini',
        'Applied (1)',
        '- KVM: arm64: vgic: Fix ITS save · Applied to next by Marc Zyngier',
        'Most discussed (1)',
        '- KVM: Rework the dirty ring · 7 replies · Fuad Tabba',
        'No answer for 14 days (1)',
        '- KVM: Nobody cares · sent 15 days ago · Paolo Bonzini',
        'Top contributors     patches',
        'Sean Christopherson       19',
        'Fuad Tabba                 1',
        'Paolo Bonzini              1',
      ].join('\n'),
    )
  })

  test('counts patches alone: a pull request is none, whatever it brings', () => {
    const pull = oneSeries({ title: 'KVM/arm64 fixes for 7.2', author: marc, more: { kind: 'pull' } })
    const sent = [oneSeries({ total: 2 }), oneSeries({ author: fuad }), oneSeries({ author: paolo }), pull]
    const text = textOf(notice(sent, { firstPatches: new Map() }))
    expect(text).toContain('New series (4)\n- KVM/arm64 fixes for 7.2')
    expect(text).toContain('First patch here (3)')
    expect(text).toMatch(/patches\nSean Christopherson +2\nFuad Tabba +1\nPaolo Bonzini +1$/u)
  })

  test('is not sent for a period in which nothing happened', () => {
    expect(notice([])).toBeUndefined()
    const quiet = oneSeries({ at: from - 3 * dayMs })
    expect(notice([quiet], { replies: new Map([[quiet.key, 2]]) })).toBeUndefined()
  })

  test('leaves nobody out: a long section is cut with a count, and the sections after it still stand', () => {
    const many = Array.from({ length: 80 }, () => oneSeries({ title: `KVM: ${'nested_vmx_ '.repeat(20)}` }))
    const stale = Array.from({ length: 30 }, () => oneSeries({ at: firstAt - 14 * dayMs }))
    const text = textOf(notice([...many, ...stale]))
    const [, fresh = '', old = ''] = /New series \(80\)\n(.*?)No answer for 14 days \(30\)\n(.*)/su.exec(text) ?? []
    expect(fresh.split('\n').length).toBeGreaterThan(3)
    expect(fresh).toMatch(/- … and 7\d more/u)
    expect(old).toMatch(/- … and 2\d more/u)
  })

  test('links every line, to our post where the channel has one', () => {
    const here = oneSeries()
    const there = oneSeries()
    const digest = channelDigest({
      from,
      until,
      series: [here, there],
      replies: new Map(),
      firstPatches: undefined,
      mailmap: noMailmap,
    })
    const posted = digestNotice(digest, words, { ...view, postOf: (key) => (key === here.key ? 'root-7' : undefined) })
    const links = posted === undefined ? [] : linksOf(posted)
    expect(links).toHaveLength(2)
    expect(links).toContainEqual({ post: 'root-7', url: view.archiveUrl(here.summary.head) })
    expect(links).toContainEqual({ url: view.archiveUrl(there.summary.head) })
  })

  test('a series is stale once: in the period in which its 14 days end', () => {
    const old = oneSeries({ at: firstAt - 14 * dayMs })
    expect(textOf(notice([old]))).toContain('No answer for 14 days (1)')
    expect(notice([old], { from: until, until: until + dayMs })).toBeUndefined()
    expect(notice([{ ...old, supersededBy: 'newer' }])).toBeUndefined()
    expect(notice([{ ...old, summary: { ...old.summary, state: { is: 'in review' } } }])).toBeUndefined()
  })

  test('what may have been applied is not told as applied', () => {
    const state = { is: 'applied', by: marc, sentence: 'Maybe.', messageId: 'm', at: firstAt } as const
    const maybe = oneSeries({ at: from - dayMs, more: { state: { ...state, maybe: true } } })
    expect(notice([maybe])).toBeUndefined()
    const sure = oneSeries({ at: from - dayMs, more: { state } })
    expect(textOf(notice([sure]))).toContain('Applied (1)')
  })

  test('names who sends a first patch, known by any of their addresses', () => {
    const first = oneSeries({ author: fuad, title: 'KVM: Hello' })
    const again = oneSeries({ author: marc })
    const firstPatches = new Map([
      [fuad.email, firstAt],
      [marc.email, from - dayMs],
    ])
    const text = textOf(notice([first, again], { firstPatches }))
    expect(text).toContain('First patch here (1)\n- Fuad Tabba: KVM: Hello')
    const before = new Map([...firstPatches, ['old@fuad.example', from - dayMs]])
    const mailmap: Mailmap = { byEmail: new Map([[fuad.email, { email: 'old@fuad.example', byName: new Map() }]]) }
    expect(textOf(notice([first, again], { firstPatches: before, mailmap }))).not.toContain('First patch')
  })

  test('shows who sent most as bars, where there are enough to compare', () => {
    const two = [oneSeries({ author: fuad }), oneSeries({ author: marc })]
    expect(notice(two)?.chart).toBeUndefined()
    const robot = { name: 'kernel test robot', email: 'lkp@intel.com' }
    const chart = notice([...two, oneSeries({ author: sean, total: 3 }), oneSeries({ author: robot })])?.chart
    expect(chart).toMatchObject({
      is: 'bars',
      bars: [
        { label: 'Sean Christopherson', value: 3 },
        { label: 'Fuad Tabba', value: 1 },
        { label: 'Marc Zyngier', value: 1 },
      ],
    })
  })
})

describe('a digest of a busy week', () => {
  const title = 'KVM: x86/mmu: Recover huge_pages and *all* of `kvm_mmu_page` lazily when dirty_logging ends [again]'
  const state = { is: 'applied', by: sean, sentence: 'Applied.', messageId: 'a'.repeat(60), at: firstAt } as const
  const longId = '20261121091400.123456-17-a.very.long.name@subdomain.kernel.example.org'
  const withLongIds = (one: DigestSeries): DigestSeries => ({ ...one, summary: { ...one.summary, head: longId } })
  const many = (count: number, shape: Shape) => Array.from({ length: count }, () => oneSeries({ title, ...shape }))
  const people = Array.from({ length: 30 }, (_, index) => ({
    name: `Contributor_Number ${index}`,
    email: `${index}@x.org`,
  }))
  const hot = many(20, { at: from - 3 * dayMs, more: { state: { is: 'in review' } } })
  const all = [
    ...people.flatMap((author) => many(2, { author })),
    ...many(40, { version: '12', total: 9 }),
    ...many(30, { at: from - 9 * dayMs, more: { state } }),
    ...many(30, { at: firstAt - 14 * dayMs }),
    ...hot,
  ].map(withLongIds)
  const busy = notice(all, {
    replies: new Map(hot.map(({ key }) => [key, 12])),
    firstPatches: new Map(people.map(({ email }) => [email, firstAt])),
  })

  test.each([
    ['Slack', slackRoom],
    ['Discord', discordRoom],
    ['the terminal', terminalRoom],
  ])('keeps all its parts in one post of %s', (_, room) => {
    if (busy === undefined) throw new Error('nothing to tell')
    const fitted = fitNotice(busy, room)
    expect(fitted.blocks).toHaveLength(busy.blocks.length)
    const text = plainText(fitted)
    for (const heading of ['New series (60)', 'New versions (40)', 'Applied (30)', 'Most discussed (20)']) {
      expect(text).toContain(heading)
    }
    expect(text).toContain('No answer for 14 days (30)')
    expect(text).toContain('First patch here (32)')
    expect(text.match(/… and \d+ more/gu)).toHaveLength(6)
    expect(fitted.blocks.at(-1)).toMatchObject({ is: 'table', rows: { length: 8 } })
  })

  test('is rendered within the limits of the platforms, its table last', () => {
    if (busy === undefined) throw new Error('nothing to tell')
    const description = renderEmbed(busy).embeds[0]?.description ?? ''
    expect(description.length).toBeLessThan(4096)
    expect(description).toMatch(/Contributor\\?_Number 13 +2\n```$/u)
    const { blocks } = renderBlocks(busy)
    expect(JSON.stringify(blocks).length).toBeLessThan(13_000)
    expect(blocks.filter(({ type }) => type === 'table')).toHaveLength(1)
    const printed = renderTerminal(busy, { width: 100, colour: false, nameOfPost: (post) => post })
    expect(printed).toMatch(/Sean Christopherson +320 +█{10,}/u)
    expect(printed.split('\n').every((line) => textWidth(line) <= 100)).toBe(true)
  })
})

describe('what came in an outage', () => {
  test('is one post that says why it comes', () => {
    const missed = lateNotice([oneSeries(), oneSeries({ version: '3' })], view)
    expect(textOf(missed)).toContain('Missed: 2 series\nThe bot was away')
    expect(lateNotice([], view)).toBeUndefined()
    expect(missed === undefined ? [] : linksOf(missed)).toHaveLength(2)
  })
})
