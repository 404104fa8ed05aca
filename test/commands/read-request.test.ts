import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandWords } from '#src/commands/command-words.ts'
import { commands } from '#src/commands/commands.ts'
import { readMessageId } from '#src/commands/read-message-id.ts'
import { readRequest } from '#src/commands/read-request.ts'
import { readSince } from '#src/commands/read-since.ts'

function read(text: string) {
  const request = readRequest({ text }, commands, 'kvm')
  return request.ok ? [request.command.name, request.options] : request.error
}

describe('free text', () => {
  test.each([
    ['/kvm top-contributors since:30d', ['top-contributors', { since: '30d' }]],
    ['kvm help', ['help', {}]],
    ['HELP Subscribe', ['help', { command: 'Subscribe' }]],
    ['top-contributors —since 30d –by series', ['top-contributors', { since: '30d', by: 'series' }]],
    ['top-contributors\u00a0--limit=5', ['top-contributors', { limit: '5' }]],
    ['top-contributors BY:Series', ['top-contributors', { by: 'series' }]],
    ['search “dirty ring” x86', ['search', { words: 'dirty ring x86' }]],
    ['search KVM: x86/mmu', ['search', { words: 'KVM: x86/mmu' }]],
    ['subscribe title:“dirty ring” —author:bot', ['subscribe', { filter: 'title:“dirty ring” —author:bot' }]],
    ['subscribe id:3 arch:arm64', ['subscribe', { id: '3', filter: 'arch:arm64' }]],
    ['subscribe arch:arm64 ID:#3', ['subscribe', { id: '#3', filter: 'arch:arm64' }]],
    ['subscribe exclude:tag:rfc arch:x86 id:3', ['subscribe', { id: '3', exclude: 'tag:rfc', filter: 'arch:x86' }]],
    ['preview all exclude:tag:rfc', ['preview', { exclude: 'tag:rfc', filter: 'all' }]],
    ['subscribe title:"see id:3"', ['subscribe', { filter: 'title:"see id:3"' }]],
    ['subscribe id:3', ['subscribe', { id: '3' }]],
    ['why <a-b@c.d>', ['why', { id: '<a-b@c.d>' }]],
  ])('%j is understood', (text, understood) => {
    expect(read(text)).toEqual(understood)
  })

  test.each([
    ['search "dirty ring', 'never closed'],
    ['status now', 'does not understand now'],
    ['subscriptions arch:x86', 'no option arch:'],
    ['search --limit 5', 'no option limit:'],
    ['search', 'say the WORDS: words that all stand in the title'],
    ['search " "', 'say the WORDS: words that all stand in the title'],
  ])('%j is refused: %s', (text, says) => {
    expect(read(text)).toContain(says)
  })

  test('no text whatever throws', () => {
    const noise = fc.array(
      fc.constantFrom('subscribe', 'top-contributors', 'since:', '--', '“', '"', ' ', 'why', ':', '=', '\n'),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          noise.map((words) => words.join('')),
        ),
        (text) => {
          expect(typeof readRequest({ text }, commands, 'kvm').ok).toBe('boolean')
          expect(commandWords(text)).toBeDefined()
        },
      ),
      { seed: 20261122, numRuns: 1000 },
    )
  })
})

describe('typed options', () => {
  test('empty ones were not given, unknown ones are refused', () => {
    expect(readRequest({ name: 'top-contributors', options: { since: '' } }, commands, 'kvm')).toMatchObject({
      ok: true,
      options: {},
    })
    expect(readRequest({ name: 'status', options: { arch: 'x86' } }, commands, 'kvm')).toMatchObject({ ok: false })
    expect(readRequest({ name: 'statsu', options: {} }, commands, 'kvm')).toMatchObject({ ok: false })
  })
})

test.each([
  ['<a@b.c>', 'a@b.c'],
  [' a@b.c ', 'a@b.c'],
  ['https://lore.kernel.org/kvm/a%2Fb@c.d/', 'a/b@c.d'],
  ['https://lore.kernel.org/r/a@b.c', 'a@b.c'],
  ['https://lore.kernel.org/kvm/a@b.c/T/#m1', 'a@b.c'],
  ['https://patch.msgid.link/a%40b.c', 'a@b.c'],
  ['https://lore.kernel.org/kvm/%zz@b/', '%zz@b'],
  ['not an id', 'not an id'],
])('the message id in %j is %j', (pasted, id) => {
  expect(readMessageId(pasted)).toBe(id)
})

test('times are spans or dates before the moment of asking', () => {
  const until = Date.UTC(2026, 10, 23)
  expect(readSince('30d', until)).toBe(Date.UTC(2026, 9, 24))
  expect(readSince('2 weeks', until)).toBe(Date.UTC(2026, 10, 9))
  expect(readSince('2026-01-31', until)).toBe(Date.UTC(2026, 0, 31))
  expect(readSince('2026-01-31T09:30', until)).toBe(Date.UTC(2026, 0, 31, 9, 30))
  expect(readSince('2026-01-31T09:30:10+02:00', until)).toBe(Date.UTC(2026, 0, 31, 7, 30, 10))
  for (const wrong of ['tomorrow', '2027-01-01', '2026-13-40', '2026-02-30', '2026-01-31T25:00', '30', '99999d'])
    expect(readSince(wrong, until)).toBeTypeOf('string')
})
