import { commands } from '#src/commands/commands.ts'
import { refused } from '#src/commands/answers.ts'
import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { terminalPlatform } from '#adapters/terminal/terminal-platform.ts'
import type { TerminalSettings } from '#adapters/terminal/terminal-platform.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { patchListNotices } from '#src/notice/patch-list-notice.ts'
import { reviewNotice } from '#src/notice/review-notice.ts'
import { rootNotice } from '#src/notice/series-notice.ts'
import { supersededNotice } from '#src/notice/superseded-notice.ts'
import { PermanentError } from '#src/ports.ts'
import type { CommandRequest, Host } from '#src/ports.ts'
import { dayMs, firstAt, patchId, replyMail, revisionOf, summaryOf, view } from '#test/notice/summaries.ts'

function open(more: Partial<TerminalSettings> = {}) {
  const out = new PassThrough()
  let text = ''
  out.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return { platform: terminalPlatform({ out, colour: false, width: 80, ...more }), screen: () => text, out }
}

const asked: CommandRequest[] = []

function host(
  answer: Host['answer'] = (request) =>
    Promise.resolve({ notice: sayNotice('Well asked.'), to: 'asker', ok: request.channel !== '' }),
): Host {
  return {
    commandName: 'kvm',
    commands: [],
    answer: (request) => {
      asked.push(request)
      return answer(request)
    },
    suggest: () => Promise.resolve([]),
    form: () => Promise.resolve(refused('There is no form here.')),
    outlook: () => Promise.resolve(''),
    home: () => Promise.resolve(sayNotice('Nothing yet.')),
  }
}

const v2 = summaryOf(revisionOf(3, { version: '2', firstAt: firstAt - 12 * dayMs }))
const v3 = summaryOf(revisionOf(3), { previous: { id: 'rev-2', because: 'link', version: '2' } })
const previous = { key: 'rev-2', version: '2', url: 'https://lore.kernel.org/kvm/v2/', firstAt: v2.revision.firstAt }
const supersededBy = { key: 'rev-3', version: '3', url: 'https://lore.kernel.org/kvm/v3/' }
const between = { ...view, postOf: (key: string) => `root of ${key}` }

describe('a channel on a terminal', () => {
  test('reads as a channel does: roots, threads, links between versions, edits', async () => {
    const { platform, screen } = open()
    const old = await platform.send('terminal', rootNotice(v2, view), 'root of rev-2')
    const [list] = patchListNotices(v2, view, platform.limits)
    await platform.send('terminal', list ?? sayNotice(''), 'list of rev-2', old)
    await platform.send('terminal', rootNotice(v3, { ...between, previous }), 'root of rev-3')
    await platform.send('terminal', supersededNotice(supersededBy, between), 'superseded', old)
    await platform.edit?.(old, rootNotice(v2, { ...between, supersededBy }), 'root of rev-2')
    expect(screen()).toMatchInlineSnapshot(`
      "
      #1 ● KVM: x86/mmu: Lockless TDP walker
           New · v2 · 3 patches
           Sean Christopherson · KVM/x86 · x86 · 9 Nov 2026 09:14 UTC

           This series lets page faults walk the TDP page tables without taking
           mmu_lock at all. Guests with many vCPUs spend up to a third of their boot
           time waiting for it, and live migration suffers in the same way.

           +1,234 −397 · 4 files · arch/x86/kvm/mmu 76 % · selftests/kvm 22 % ·
           Documentation 2 %
           https://lore.kernel.org/kvm/20261121.v2.0-seanjc@google.com/
         │
         ├─ 3 patches
         │  01 KVM: x86/mmu: Walk the TDP page tables without mmu_lock +12 −0
         │  02 KVM: x86/mmu: Free obsolete shadow pages from an RCU callback +24 −3
         │  03 KVM: x86: Make kvm_mmu_page::tdp_mmu_async_data a plain pointer +36 −6

      #2 ● KVM: x86/mmu: Lockless TDP walker
           New · v3 · 3 patches
           Sean Christopherson · KVM/x86 · x86 · 21 Nov 2026 09:14 UTC

           This series lets page faults walk the TDP page tables without taking
           mmu_lock at all. Guests with many vCPUs spend up to a third of their boot
           time waiting for it, and live migration suffers in the same way.

           +1,234 −397 · 4 files · arch/x86/kvm/mmu 76 % · selftests/kvm 22 % ·
           Documentation 2 %
           v3 of v2 (#1) · 12 days later
           https://lore.kernel.org/kvm/20261121.v3.0-seanjc@google.com/

      #1 ↳ KVM: x86/mmu: Lockless TDP walker
         │
         ├─ ○ Superseded by v3 (#2)

      ✎ #1 now Superseded by v3
      "
    `)
  })

  test('names the channel whenever it is another one', async () => {
    const { platform, screen } = open()
    for (const [index, channel] of ['terminal', 'kvm-arm', 'kvm-arm', 'terminal'].entries()) {
      await platform.send(channel, sayNotice(`Post ${index}`), `post ${index}`)
    }
    expect(screen().match(/^(?:── #\S+|#\d .*)/gmu)).toEqual([
      '#1 Post 0',
      '── #kvm-arm',
      '#2 Post 1',
      '#3 Post 2',
      '── #terminal',
      '#4 Post 3',
    ])
  })

  test('prints a repeated delivery once', async () => {
    const { platform, screen } = open()
    const first = await platform.send('terminal', sayNotice('Once'), 'same')
    expect(await platform.send('terminal', sayNotice('Once'), 'same')).toEqual(first)
    expect(screen().match(/Once/gu)).toHaveLength(1)
  })

  test('after a restart still names the root of a thread, and counts on from there', async () => {
    const before = open()
    const root = await before.platform.send('terminal', rootNotice(v2, view), 'root')
    const after = open()
    await after.platform.send('terminal', sayNotice('A late word'), 'reply', root)
    await after.platform.send('terminal', sayNotice('New'), 'new')
    expect(after.screen()).toContain('#1 ↳ KVM: x86/mmu: Lockless TDP walker\n')
    expect(after.screen()).toContain('#2 New')
    await after.platform.edit?.(root, rootNotice(v2, { ...view, supersededBy }), 'root')
    expect(after.screen()).toMatch(/✎ #1 now Superseded by v3 · v2 · 3 patches\n$/)
  })

  test('after a restart an old root whose number was taken meanwhile goes by its title alone', async () => {
    const before = open()
    const old = await before.platform.send('terminal', rootNotice(v2, view), 'old root')
    const after = open()
    const fresh = await after.platform.send('terminal', rootNotice(v3, view), 'new root')
    await after.platform.send('terminal', sayNotice('For the old one'), 'reply', old)
    await after.platform.send('terminal', sayNotice('For the new one'), 'reply 2', fresh)
    await after.platform.edit?.(old, rootNotice(v2, { ...view, supersededBy }), 'old root')
    const threads = after.screen().match(/^(?:#\d |↳|✎).*|For the .*/gmu)
    expect(threads).toEqual([
      '#1 ● KVM: x86/mmu: Lockless TDP walker',
      '↳ KVM: x86/mmu: Lockless TDP walker',
      'For the old one',
      '#1 ↳ KVM: x86/mmu: Lockless TDP walker',
      'For the new one',
      expect.stringMatching(/^✎ KVM: x86\/mmu: Lockless TDP walker now Superseded by v3/),
    ])
  })

  test('numbers go on after those of earlier starts, which still mean their posts', async () => {
    const before = open()
    const roots = [
      await before.platform.send('terminal', sayNotice('First'), 'one'),
      await before.platform.send('kvm-arm', sayNotice('Second'), 'two'),
    ]
    asked.length = 0
    const input = new PassThrough()
    const ended = Promise.withResolvers<void>()
    const after = open({ in: input, onEnd: () => ended.resolve() })
    const newestFirst = roots.map(({ id }) => id).toReversed()
    await after.platform.start({ ...host(), roots: () => Promise.resolve(newestFirst) })
    await after.platform.send('terminal', sayNotice('Third'), 'three')
    expect(after.screen()).toContain('#3 Third')
    input.end('series #1\nseries #2\n')
    await ended.promise
    await after.platform.stop()
    expect(asked.map(({ about }) => about)).toEqual(roots.map(({ id }) => id))
  })

  test('an edit that changes no words prints nothing', async () => {
    const { platform, screen } = open()
    const root = await platform.send('terminal', rootNotice(v2, view), 'root')
    const before = screen()
    await platform.edit?.(root, { ...rootNotice(v2, view), tone: 'muted' }, 'root')
    expect(screen()).toBe(before)
  })

  test('a part that arrived late is told by its line', async () => {
    const { platform, screen } = open()
    const partial = summaryOf(revisionOf(3, { patches: [...revisionOf(3).patches.slice(0, 2), undefined] }))
    const root = await platform.send('terminal', rootNotice(partial, view), 'root')
    const list = await platform.send(
      'terminal',
      patchListNotices(partial, view, platform.limits)[0] ?? sayNotice(''),
      'list',
      root,
    )
    await platform.edit?.(list, patchListNotices(v3, view, platform.limits)[0] ?? sayNotice(''), 'list')
    expect(screen()).toContain('03 (not received yet)')
    expect(screen()).toMatch(/✎ #1 now .*03 KVM: x86: Make/s)
  })

  test.each([
    ['to a single patch', 1, [1, 1, 1], ['again', 'again']],
    ['to other patches', 20, [7, 3, 2], ['on 03/20', 'on 02/20']],
  ])('a reply %s that joins the post of an earlier one is told with who and where', async (_to, total, on, places) => {
    const { platform, screen } = open()
    const series = summaryOf(revisionOf(total))
    const mails = on.map((number, index) =>
      replyMail({
        text: `Remark ${index}`,
        messageId: `reply-${index}@redhat.com`,
        inReplyTo: [patchId('3', number)],
        trailers: [{ name: 'Acked-by', value: 'Paolo Bonzini <pbonzini@redhat.com>' }],
      }),
    )
    const posts = [1, 2, 3].map((count) => reviewNotice(mails.slice(0, count), series, view) ?? sayNotice(''))
    const root = await platform.send('terminal', rootNotice(series, view), 'root')
    const reply = await platform.send('terminal', posts[0] ?? sayNotice(''), 'reply', root)
    const edits: string[] = []
    for (const post of posts.slice(1)) {
      const before = screen().length
      await platform.edit?.(reply, post, 'reply')
      edits.push(screen().slice(before))
    }
    expect(edits).toEqual(
      places.map(
        (place, index) =>
          `\n✎ #1 now Paolo Bonzini ${place} · Acked-by · Remark ${index + 1}\n` +
          `         https://lore.kernel.org/kvm/reply-${index + 1}@redhat.com/\n`,
      ),
    )
    // As after a restart.
    const later = open()
    await later.platform.edit?.(reply, posts[2] ?? sayNotice(''), 'reply')
    expect(later.screen()).toMatch(/✎ #1 now Paolo Bonzini \S.* · Acked-by\n +https:\S+reply-2@redhat\.com\/\n$/)
  })

  test('tells the sender that the reader went away', async () => {
    const { platform, out } = open()
    out.destroy(new Error('EPIPE'))
    await expect(platform.send('terminal', sayNotice('Hello?'), 'x')).rejects.toBeInstanceOf(PermanentError)
  })

  test('waits for a slow reader', async () => {
    let release: (() => void) | undefined
    const out = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => (release = done) })
    const { platform } = { platform: terminalPlatform({ out, colour: false, width: 80 }) }
    let sent = false
    const sending = platform.send('terminal', sayNotice('Slowly'), 'x').then(() => (sent = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(sent).toBe(false)
    release?.()
    await sending
  })
})

/** What the screen shows once all of `lines` were typed and the input ended. */
async function type(lines: string, more: Partial<TerminalSettings> = {}, answerer = host()) {
  asked.length = 0
  const input = new PassThrough()
  const ended = Promise.withResolvers<void>()
  const { platform, screen } = open({ in: input, onEnd: () => ended.resolve(), ...more })
  await platform.start(answerer)
  input.end(lines)
  await ended.promise
  await platform.stop()
  return screen()
}

describe('commands on a terminal', () => {
  test('are read with or without the command’s own name, and for any channel', async () => {
    await type('help\n/kvm status\n#kvm-arm /kvm subscribe arch:arm64\n#kvm-arm subscriptions\n\n#kvm-arm\n')
    expect(asked.map(({ channel, input }) => [channel, input])).toEqual([
      ['terminal', { text: 'help' }],
      ['terminal', { text: 'status' }],
      ['kvm-arm', { text: 'subscribe arch:arm64' }],
      ['kvm-arm', { text: 'subscriptions' }],
      ['kvm-arm', { text: 'help' }],
    ])
  })

  test('mean the post that is shown by a number, and leave numbers alone that no post has', async () => {
    asked.length = 0
    const input = new PassThrough()
    const ended = Promise.withResolvers<void>()
    const { platform } = open({ in: input, onEnd: () => ended.resolve() })
    await platform.start({ ...host(), commands })
    const root = await platform.send('terminal', rootNotice(v3, view), 'root')
    input.end('follow #1\nfollow #1 off\nmute off #1\nseries #7\npreview title:#1\nunsubscribe #1\n')
    await ended.promise
    await platform.stop()
    expect(asked.map(({ input: said, about }) => [said, about])).toEqual([
      [{ text: 'follow' }, root.id],
      [{ text: 'follow off' }, root.id],
      [{ text: 'mute off' }, root.id],
      [{ text: 'series #7' }, undefined],
      [{ text: 'preview title:#1' }, undefined],
      [{ text: 'unsubscribe #1' }, undefined],
    ])
  })

  test('from a pipe are repeated before their answers, and all answered before the end', async () => {
    expect(await type('help\nstatus')).toBe(
      '\n› #terminal /kvm help\n\nWell asked.\n\n› #terminal /kvm status\n\nWell asked.\n',
    )
  })

  test('exit ends', async () => {
    expect(await type('exit\n')).toBe('')
  })

  test('that fail say so and do not end the others', async () => {
    let turn = 0
    const failing = host(() =>
      (turn += 1) === 1
        ? Promise.reject(new Error('database is locked'))
        : Promise.resolve({ notice: sayNotice('Back.'), to: 'asker', ok: true }),
    )
    const text = await type('status\nstatus\n', {}, failing)
    expect(text).toContain('That did not work: database is locked')
    expect(text).toContain('Back.')
  })

  test('at a prompt: posts do not tear the line being typed', async () => {
    const input = new PassThrough()
    const { platform, screen } = open({ in: input, prompt: 'kvm> ' })
    await platform.start(host())
    input.write('/kvm sub')
    await new Promise((resolve) => setImmediate(resolve))
    await platform.send('terminal', sayNotice('A post'), 'x')
    expect(screen()).toContain('\r\u001b[J\n#1 A post\n')
    expect(screen().slice(screen().indexOf('A post'))).toContain('kvm> /kvm sub')
    await platform.stop()
  })
})
