import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commands } from '#src/commands/commands.ts'
import { suggest } from '#src/commands/suggest.ts'
import type { Storage } from '#src/storage/storage.ts'
import { addReply, ask, contextOf, lockless, smallList } from '#test/commands/small-list.ts'
import { dayMs, firstAt, patchId, replyMail } from '#test/notice/summaries.ts'

let storage: Storage
beforeEach(async () => {
  storage = await smallList()
})
afterEach(() => storage.close())

function said(text: string, channel?: string) {
  return ask(text, contextOf(storage), channel)
}

describe('subscribe', () => {
  test('tells the channel who did what, what it would have brought, and how to undo it', async () => {
    const answer = await said('subscribe arch:arm64 -author:"fuad tabba"')
    expect(answer).toMatchObject({ ok: true, to: 'channel' })
    expect(answer.text).toBe(
      'Alex subscribed this channel to arch:arm64 -author:"fuad tabba" (subscription 1). ' +
        'It would have posted 1 series in the last 7 days.\nUndo: /kvm unsubscribe 1',
    )
    expect(await storage.subscriptions()).toMatchObject([
      {
        platform: 'terminal',
        channel: 'x86',
        list: 'kvm',
        filter: 'arch:arm64 -author:"fuad tabba"',
        createdBy: 'Alex',
      },
    ])
  })

  test('has an undo that works, and that has one too', async () => {
    await said('subscribe arch:arm64')
    const undone = await said('unsubscribe 1')
    expect(undone).toMatchObject({ ok: true, to: 'channel' })
    expect(undone.text).toMatch(/\nUndo: \/kvm subscribe arch:arm64$/)
    expect(await storage.subscriptions()).toEqual([])
  })

  test('to everything has to be said', async () => {
    expect(await said('subscribe')).toMatchObject({ ok: false })
    expect((await said('subscribe')).text).toContain('for everything write all')
    expect(await storage.subscriptions()).toEqual([])
    expect((await said('subscribe all')).text).toContain('to everything (subscription 1)')
    expect(await storage.subscriptions()).toMatchObject([{ filter: '' }])
    expect((await said('unsubscribe 1')).text).toContain('Undo: /kvm subscribe all')
  })

  test.each([
    'subscribe arhc:arm64',
    'subscribe arm64',
    'subscribe title:"x',
    'subscribe arch:arm64 and x86',
    'subscribe "all"',
    'subscribe -',
  ])('%s changes nothing', async (text) => {
    expect(await said(text)).toMatchObject({ ok: false, to: 'asker' })
    expect(await storage.subscriptions()).toEqual([])
  })

  test('twice is one, however it is spelled', async () => {
    await said('subscribe arch:arm64,x86')
    expect((await said('subscribe arch:X86,arm64')).text).toContain('has that already, as subscription 1')
    expect(await storage.subscriptions()).toHaveLength(1)
  })

  test('takes typed options like a filter', async () => {
    const context = contextOf(storage)
    await ask(
      {
        name: 'subscribe',
        options: { arch: 'arm64, x86', author: 'Le Goater, Cédric', filter: '-tag:rfc', path: ' ' },
      },
      context,
    )
    expect(await storage.subscriptions()).toMatchObject([
      { filter: 'arch:arm64,x86 author:"Le Goater, Cédric" -tag:RFC' },
    ])
  })

  test('of several lists asks which one', async () => {
    const lists = [{ name: 'kvm', address: 'kvm@vger.kernel.org' }, { name: 'qemu' }]
    const context = contextOf(storage, { lists })
    expect((await ask('subscribe arch:arm64', context)).text).toContain(
      'Say which list, one for each subscription: list:kvm or list:qemu',
    )
    expect((await ask('subscribe list:kvn', context)).text).toContain('did you mean list:kvm?')
    const answer = await ask('subscribe list:kvm@vger.kernel.org', context)
    expect(answer.text).toContain('to everything of kvm')
    expect(await storage.subscriptions()).toMatchObject([{ list: 'kvm', filter: '' }])
    expect((await ask('unsubscribe 1', context)).text).toContain('Undo: /kvm subscribe list:kvm')
  })

  test('of several lists offers what is taken', async () => {
    const context = contextOf(storage, { lists: [{ name: 'kvm' }, { name: 'qemu' }] })
    const texts = await Promise.all(
      ['help', 'subscribe arch:arm64', 'preview all', 'subscriptions'].map((text) => ask(text, context)),
    )
    const offered = texts.flatMap(({ text }) => text.match(/(?<=\/kvm )(?:subscribe|preview) [^,\n]+/gu) ?? [])
    expect(offered).toHaveLength(7)
    for (const command of offered) expect(await ask(command, context)).toMatchObject({ ok: true })
  })
})

describe('a list that is named', () => {
  test.each(['subscribe list:foo', 'preview list:foo arch:x86', 'digest now list:foo', 'subscribe list:kvm -list:foo'])(
    '%s is refused where no mail can be of it',
    async (text) => {
      const answer = await said(text)
      expect(answer.ok).toBe(false)
      expect(answer.text).toContain('There is no list foo. Known: kvm; any other by its List-Id')
      expect(await storage.subscriptions()).toEqual([])
    },
  )

  test('is asked after where it is misspelt', async () => {
    expect((await said('preview list:kvn')).text).toContain('There is no list kvn, did you mean kvm? Known: kvm')
    const lists = [{ name: 'kvm' }, { name: 'kvmarm' }]
    const both = await ask('subscribe list:kvm list:kvmarm', contextOf(storage, { lists }))
    expect(both.text).toContain('One filter is for one list: write list:kvm or list:kvmarm')
  })

  test('by a List-Id may be any, with word of one that nothing came by', async () => {
    const answer = await said('subscribe list:qemu-devel.nongnu.org arch:x86')
    expect(answer.ok).toBe(true)
    expect(answer.text).toContain('No series of the list qemu-devel.nongnu.org came in the last 7 days.')
    expect((await said('preview list:kvm.vger.kernel.org')).text).not.toContain('No series of the list')
    expect((await said('preview list:kvm arch:mips')).text).not.toContain('No series of the list')
  })
})

describe('unsubscribe', () => {
  test('of another channel’s subscription is refused', async () => {
    await said('subscribe arch:s390', 's390')
    await said('subscribe arch:x86', 'x86')
    expect((await said('unsubscribe 1', 'x86')).text).toContain('This channel has no subscription 1, only 2')
    expect(await storage.subscriptions()).toHaveLength(2)
  })

  test('of a number that is not there names some that are', async () => {
    for (let count = 0; count < 12; count += 1) await said(`subscribe title:w${count}`)
    expect((await said('unsubscribe 99')).text).toContain('only 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more\n')
  })

  test('of one that stands in the config says where to take it out', async () => {
    await storage.syncConfigured([{ platform: 'terminal', channel: 'x86', list: 'kvm', filter: '' }], 0)
    const [one] = await storage.subscriptions()
    expect((await said(`unsubscribe ${one?.id ?? ''}`)).text).toContain('stands in the config file')
  })

  test('needs an id', async () => {
    expect((await said('unsubscribe')).text).toBe(
      'Say the ID: its number, as subscriptions shows it\nUsage: /kvm unsubscribe ID, for example /kvm unsubscribe 3',
    )
  })
})

describe('subscriptions', () => {
  test('lists what this channel gets, and how to end it', async () => {
    await said('subscribe arch:arm64')
    await said('subscribe title:nested')
    await said('subscribe arch:s390', 's390')
    const { text, to } = await said('subscriptions')
    expect(to).toBe('asker')
    expect(text).toBe(
      '2 subscriptions of this channel\n- 1 arch:arm64 · by Alex, 23 Nov 2026\n- 2 title:nested · by Alex, 23 Nov 2026\nEnd one with /kvm unsubscribe 1',
    )
  })

  test('stand in the order in which they were made', async () => {
    for (let number = 1; number <= 11; number += 1) await said(`subscribe title:word${number}`)
    const ids = Array.from((await said('subscriptions')).text.matchAll(/^- (\d+) /gmu), ([, id]) => Number(id))
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  test('of the config file are not among those to end', async () => {
    const ofFile = { platform: 'terminal', channel: 'x86', list: 'kvm', filter: '', createdBy: 'config', createdAt: 0 }
    await storage.addSubscription(ofFile)
    expect((await said('subscriptions')).text).not.toContain('End one')
    await said('subscribe arch:arm64')
    expect((await said('subscriptions')).text).toMatch(/End one with \/kvm unsubscribe 2$/)
  })

  test('of a new channel says how to begin', async () => {
    expect((await said('subscriptions')).text).toContain('Try /kvm subscribe arch:arm64')
  })

  test('tells why one is paused', async () => {
    await said('subscribe all')
    await storage.pauseChannel('terminal', 'x86', 'not_in_channel')
    expect((await said('subscriptions')).text).toContain('paused: not_in_channel')
    expect((await said('status')).text).toContain('Posts to this channel are paused: not_in_channel')
  })
})

test('preview shows what a filter would have posted, newest first, and changes nothing', async () => {
  const { text, to } = await said('preview arch:arm64')
  expect(to).toBe('asker')
  expect(text).toContain('arch:arm64 would have posted 2 series in the last 7 days.')
  expect(text).toContain('KVM: arm64: vgic: Fix ITS save')
  expect(text).not.toContain('Lockless')
  expect(text).toMatch(/Get them here: \/kvm subscribe arch:arm64$/)
  expect((await said('preview arch:mips')).text).toBe(
    'arch:mips would have posted nothing in the last 7 days.\nGet such series here when they come: /kvm subscribe arch:mips',
  )
  expect(await storage.subscriptions()).toEqual([])
})

describe('top-contributors', () => {
  test('names the winner, ranks the others, ties sharing a rank, and says what is counted', async () => {
    expect((await said('top-contributors')).text).toMatchInlineSnapshot(`
      "Sean Christopherson sent the most patches: 3.
      #  name                 patches
      1  Sean Christopherson        3
      2  Fuad Tabba                 2
      2  Marc Zyngier               2
      23 Aug 2026 – 21 Nov 2026 on kvm · Patches sent, every version counted, by who wrote them · ties share a rank · robots are left out"
    `)
  })

  test('brings a chart of the same names and numbers, which says in words what it shows', async () => {
    const { notice } = await ask('top-contributors', contextOf(storage))
    const table = notice.blocks.find((block) => block.is === 'table')
    expect(notice.chart).toMatchObject({ is: 'bars', title: '23 Aug 2026 – 21 Nov 2026 on kvm' })
    if (notice.chart?.is !== 'bars') throw new Error('no bars')
    expect(notice.chart.bars.map(({ label, value }) => [label, String(value)])).toEqual(
      table?.rows.map(([, name, count]) => [name?.text, count?.text]),
    )
    expect(notice.chart.bars[0]?.plainLabel).toBe('seanjc@google.com')
    expect(notice.chart.alt).toContain('Sean Christopherson 3, Fuad Tabba 2, Marc Zyngier 2.')
  })

  test('counts series, archs and domains as asked', async () => {
    expect((await said('top-contributors by:series since:7d')).text).toContain('sent the most series: 1 each.')
    expect((await said('top-contributors arch:s390')).text).toContain('Marc Zyngier sent the most patches: 1.')
    expect((await said('top-contributors --group domain --limit=1')).text).toMatch(/1 {2}google\.com +5/)
    expect((await said('top-contributors arch:mips')).text).toBe(
      'No patches between 23 Aug 2026 and 21 Nov 2026 on kvm, mips.',
    )
  })

  test('shows the trend against the time before, and who is here for the first time', async () => {
    const { text } = await said('top-contributors since:20d')
    expect(text).toMatch(/Sean Christopherson ★ +3 +\+3/)
    expect(text).toContain('★ for the first time here')
    expect((await said('top-contributors since:20d group:employer')).text).toMatch(/google\.com +5/)
    expect((await said('top-contributors by:applied')).text).toMatch(/^No patches applied between/)
  })

  test('names everybody who did the most, also those whom the limit leaves out', async () => {
    expect((await said('top-contributors by:series since:7d limit:1')).text).toMatch(
      /^Fuad Tabba, Marc Zyngier and Sean Christopherson sent the most series: 1 each\.\n/,
    )
  })

  test.each([
    ['top-contributors by:luck', 'by:luck is not known. Known: patches series reviews applied'],
    ['top-contributors arhc:arm64', 'did you mean arch:?'],
    ['top-contributors arch:amr64', 'did you mean arm64?'],
    ['top-contributors limit:many', 'is no number'],
    ['top-contributors by:', 'needs a value'],
    ['top-contributors since:', 'since: needs a value, such as since:30d'],
    ['top-contributors arm64', 'does not understand arm64'],
    ['top-contributors by:series by:patches', 'given twice'],
  ])('%s is an error that helps', async (text, says) => {
    const answer = await said(text)
    expect(answer.ok).toBe(false)
    expect(answer.text).toContain(says)
    expect(answer.text).toContain('Usage: /kvm top-contributors')
  })
})

test.each(['0', '51', '999999999'])(
  'top-contributors limit:%s is refused, with how many there can be',
  async (limit) => {
    expect(await said(`top-contributors limit:${limit}`)).toMatchObject({
      ok: false,
      text: `limit:${limit} is not possible: write 1 to 50`,
    })
  },
)

test('top-contributors since:0d is no time, rather than one to come', async () => {
  expect((await said('top-contributors since:0d')).text).toMatch(/^since:0d is no time: write 30d, 12w/)
  expect((await said('top-contributors since:2999-01-01')).text).toBe('since:2999-01-01 lies in the future')
})

test.each([
  ['subscribe kvm', /^No key stands before kvm, did you mean title:kvm\?/],
  ['preview Kvm', /^No key stands before Kvm,/],
  ['digest nwo', /^This is no time: nwo, did you mean now\?\n/],
  ['digest 09:00 UTC someday', /^This is no day: someday /],
  ['search nothing', /^No series has nothing in its title/],
])('%s is refused with what was typed as it was typed', async (text, says) => {
  const answer = await said(text)
  expect(answer.text).toMatch(says)
  expect(answer.notice.fallback).toMatch(new RegExp(says.source.replace('\\n', '$'), 'u'))
})

test('top-contributors since the beginning of time begins when computers do', async () => {
  for (const since of ['9999y', '0001-01-01'])
    expect((await said(`top-contributors since:${since}`)).text).toContain('1 Jan 1970 – 21 Nov 2026 on kvm')
})

test('top-contributors since a time that cannot be read says how to write one', async () => {
  expect((await said('top-contributors since:soon')).text).toBe(
    'since:soon is no time: write 30d, 12w, 3m, 1y, 2026-01-31 or 2026-01-31T09:00Z',
  )
})

describe('activity', () => {
  test('brings a chart with a label for each line of the table', async () => {
    const { notice } = await ask('activity since:4w', contextOf(storage))
    expect(notice.chart).toMatchObject({
      is: 'columns',
      labels: ['24 Oct', '31 Oct', '7 Nov', '14 Nov'],
      series: [{ name: 'mails' }, { name: 'series' }, { name: 'reviews' }],
    })
    expect(notice.chart?.alt).toMatch(/14 Nov 2026: 7, 3, 0\.$/)
  })

  test('is told by week and by arch, with what is counted', async () => {
    const { text } = await said('activity since:1w')
    expect(text).toMatch(/^7 mails, 3 series and 0 reviews in 1 week\./)
    expect((await said('activity since:1w by:arch')).text).toMatch(/arm64 +3 +2 +0/)
    expect((await said('activity since:1w arch:mips')).text).toMatch(/^No mail between .* on kvm, mips/)
    expect((await said('activity since:soon')).ok).toBe(false)
  })

  test('counts the very period that was asked for, by week and by arch', async () => {
    const mail = replyMail({ text: 'hello', messageId: 'earlier@x', receivedAt: firstAt - 7.5 * dayMs })
    const earlier = { mail, raw: undefined, archs: ['arm64'], subsystems: [], clusterKeys: ['earlier'] }
    await storage.saveMails('test', 'kvm', [earlier], 'earlier')
    const days = await said('activity since:3d')
    expect(days.text).toMatch(/^7 mails, 3 series and 0 reviews in 3 days\./)
    expect(days.text).toContain('18 Nov 2026 – 21 Nov 2026 on kvm')
    expect((await said('activity since:3d by:arch')).text).toMatch(/^7 mails, 3 series and 0 reviews in 3 days\./)
    expect((await said('activity since:2026-11-17')).text).toMatch(/^7 mails, .* since 17 Nov 2026\./)
    const [eight, seven] = [await said('activity since:8d'), await said('activity since:1w')]
    expect([eight, seven].map(({ text }) => text.split(',')[0])).toEqual(['8 mails', '7 mails'])
    expect(eight.notice.chart).toMatchObject({ series: [{ name: 'mails', values: [1, 7] }, {}, {}] })
    expect(eight.text).toContain('the first week is cut short')
    expect(seven.text).not.toContain('the first week is cut short')
    const year = await said('activity since:2y')
    expect(year.text).toMatch(/^9 mails, .* in 365 days\..*a year is the most/s)
    expect(year.notice.chart?.is === 'columns' && year.notice.chart.labels).toHaveLength(53)
  })

  test('of several lists counts the mails of them all', async () => {
    const mail = replyMail({ text: 'hello', messageId: 'other@x' })
    const more = { mail, raw: undefined, archs: [], subsystems: [], clusterKeys: ['other'] }
    await storage.saveMails('test', 'qemu', [{ ...more, mail: { ...mail, receivedAt: firstAt } }], 'other')
    for (const lists of [
      ['kvm', 'qemu'],
      ['qemu', 'kvm'],
    ]) {
      const context = contextOf(storage, { lists: lists.map((name) => ({ name })) })
      const { text } = await ask('activity since:1w', context)
      expect(text).toMatch(/^8 mails, 3 series and 0 reviews in 1 week\./)
      expect(text).not.toContain(' on ')
    }
  })
})

test('response-time tells the median by arch, and how many have no answer', async () => {
  const { text } = await said('response-time since:1w')
  expect(text).toMatch(/^None of 3 series has an answer yet\./)
  expect(text).toMatch(/arm64 +2 +0 +–/)
  await addReply(storage, 'fine', 'answer@redhat.com')
  expect((await said('response-time since:1w')).text).toMatch(/all +3 +1 +\d/)
})

describe('series', () => {
  test.each([
    ['a message id', patchId('3', 2)],
    ['brackets', `<${patchId('3', 2)}>`],
    ['the header of a mail', `Message-ID: <${patchId('3', 2)}>`],
    ['a link of the archive', `https://lore.kernel.org/kvm/${patchId('3', 0)}/T/#u`],
    ['its own id', 'rev-3'],
    ['words of the title', 'lockless walker'],
  ])('is found by %s', async (_what, words) => {
    const answer = await said(`series ${words}`)
    expect(answer.ok).toBe(true)
    expect(answer.notice.title?.text).toBe('KVM: x86/mmu: Lockless TDP walker')
  })

  test('of several shows a choice', async () => {
    expect((await said('series KVM: arm64 ring')).ok).toBe(false)
    expect((await said('series kvm')).text).toContain('Series with kvm in their titles')
  })
})

test('search finds words of titles, also with colons and quotes', async () => {
  expect((await said('search KVM: arm64')).text).toContain('1 series with KVM: arm64')
  expect((await said('search “dirty ring”')).text).toContain('KVM: Rework the dirty ring')
  expect(await said('search unheard-of')).toMatchObject({ ok: false })
  expect((await said('search')).text).toMatch(/^Say the WORDS: words that all stand in the title\n/)
})

describe('why', () => {
  test('shows which subscription let a patch in and which kept it out', async () => {
    await said('subscribe arch:x86 -tag:rfc')
    await said('subscribe arch:s390')
    const { text } = await said(`why ${patchId('3', 1)}`)
    expect(text).toContain('It belongs to v3 KVM: x86/mmu: Lockless TDP walker (3 patches).')
    expect(text).toContain('- terminal x86: will be posted')
    expect(text).toContain('- yes, says subscription 1: arch:x86 -tag:RFC lets it in: the arch is x86, it has no tag')
    expect(text).toContain('- no, says subscription 2: arch:s390 keeps it out: the arch is x86')
  })

  test('says that a mail of trailers alone is only counted', async () => {
    await addReply(storage, 'Reviewed-by: Paolo Bonzini <p@x>', 'trailer@redhat.com')
    expect((await said('why trailer@redhat.com')).text).toContain('It has trailers or thanks only')
  })

  test('says when a series is older than the subscription', async () => {
    await said('subscribe all', 'new')
    expect((await said(`why ${lockless.head}`, 'new')).text).toContain('it is older than the subscription')
  })

  test('takes what it asks for: the header, or words of the title', async () => {
    const { text } = await said(`why ${patchId('3', 0)}`)
    expect((await said(`why Message-ID: <${patchId('3', 0)}>`)).text).toBe(text)
    expect((await said('why lockless walker')).text).toBe(text)
    expect((await said('why KVM')).text).toContain('Series with KVM in their titles')
  })

  test('of an unknown mail tells what to paste', async () => {
    const answer = await said('why nobody@nowhere')
    expect(answer.ok).toBe(false)
    expect(answer.text).toContain('No mail with the id nobody@nowhere has come in')
  })
})

describe('status', () => {
  test('of a bot that is well', async () => {
    expect((await said('status')).text).toMatch(
      /^All is well\.\n- mbox:kvm waiting, nothing left to read\n- 8 mails in 4 series, the newest of 21 Nov 2026/,
    )
  })

  test('never calls it well where the channel gets no posts', async () => {
    await said('subscribe all')
    await storage.pauseChannel('terminal', 'x86', 'not in the channel')
    expect((await said('status', 'other')).text).toMatch(/^All is well\./)
    const { text, notice } = await said('status')
    expect(text).toMatch(/^This channel gets no posts at the moment\.\n.*paused: not in the channel\./s)
    expect(notice.tone).toBe('bad')
  })

  test('says that it cannot be told where no source is seen, as in a shell', async () => {
    const { text, notice } = await ask('status', contextOf(storage, { health: () => [] }))
    expect(text).toMatch(/^Whether mail comes in cannot be told from here\.\n- no source is open here: the running bot/)
    expect(notice.tone).toBe('plain')
  })

  test('names the source that is down and why', async () => {
    const context = contextOf(storage, {
      health: () => [
        { name: 'imap:kvm', state: 'down', lastOkAt: 0, lag: undefined, gaps: [], problem: 'wrong password' },
      ],
    })
    const { text, notice } = await ask('status', context)
    expect(notice.tone).toBe('bad')
    expect(text).toContain('- imap:kvm down: wrong password')
  })

  test('is well where a source that reads has something to say', async () => {
    const waiting = { lastOkAt: 0, lag: 0, gaps: [], problem: 'the file was replaced' }
    const context = contextOf(storage, { health: () => [{ name: 'mbox:kvm', state: 'waiting', ...waiting }] })
    const { text, notice } = await ask('status', context)
    expect(notice.tone).toBe('good')
    expect(text).toContain('- mbox:kvm waiting, nothing left to read: the file was replaced')
  })
})

describe('help', () => {
  test('fits a screen and can be copied', async () => {
    const { text, to } = await said('')
    expect(to).toBe('asker')
    expect(text.split('\n').length).toBeLessThanOrEqual(12)
    expect(text).toContain('/kvm subscribe arch:arm64')
    expect((await said('help')).text).toBe(text)
    expect((await said('/kvm')).text).toBe(text)
  })

  test('explains each command', async () => {
    for (const { name, summary } of commands) expect((await said(`help ${name}`)).text).toContain(summary)
    expect((await said('help subscrib')).text).toContain('did you mean subscribe?')
    expect((await said('help subscribe extra')).text).toBe((await said('help subscribe')).text)
  })

  test('names each command in its overview', async () => {
    const { text } = await said('help')
    for (const { name } of commands.filter((one) => one.name !== 'help')) expect(text).toContain(`/kvm ${name}`)
  })

  test('its examples are all understood', async () => {
    for (const { examples } of commands) {
      for (const example of examples.filter((text) => !text.includes('MESSAGE-ID'))) {
        expect((await said(example)).text).not.toMatch(/Usage:|no command/)
      }
    }
  })
})

test('what is wrong is said in few words, however much was typed', async () => {
  expect((await said('x'.repeat(100_000))).text.length).toBeLessThan(2000)
})

test('an unknown command is never guessed', async () => {
  expect((await said('subscrbe all')).text).toBe('There is no command subscrbe, did you mean subscribe?\nSee /kvm help')
  expect(await storage.subscriptions()).toEqual([])
})

test('declarations hold what platforms can show', () => {
  for (const { name, summary, options } of commands) {
    expect(name).toMatch(/^[a-z][a-z0-9-]{0,31}$/)
    expect(summary.length).toBeLessThanOrEqual(100)
    for (const option of options) {
      expect(option.name).toMatch(/^[a-z][a-z0-9-]{0,31}$/)
      expect(option.summary.length).toBeLessThanOrEqual(100)
      expect(option.choices?.length ?? 0).toBeLessThanOrEqual(25)
    }
    // Platforms ask for required options first.
    const order = options.map(({ required }) => (required ? 'required' : 'optional')).join(' ')
    expect(order).not.toContain('optional required')
  }
})

test('completion offers archs, the channel’s subscriptions and series', async () => {
  const context = contextOf(storage)
  const asked = { platform: 'terminal', channel: 'x86', user: { id: 'U1', name: 'Alex' } }
  await said('subscribe all')
  expect(await suggest('arch', 'ar', asked, context)).toEqual(['arm64'])
  expect(await suggest('subscription', '', asked, context)).toEqual(['1'])
  expect(await suggest('subscription', '', { ...asked, channel: 'other' }, context)).toEqual([])
  expect(await suggest('author', 'marc', asked, context)).toEqual(['Marc Zyngier'])
  expect(await suggest('series', 'lockless', asked, context)).toEqual([lockless.head])
})

test('completion goes on after a comma, with what is not there yet', async () => {
  const context = contextOf(storage)
  const asked = { platform: 'terminal', channel: 'x86', user: { id: 'U1', name: 'Alex' } }
  expect(await suggest('arch', 'x86, ar', asked, context)).toEqual(['x86,arm64'])
  expect(await suggest('arch', 'arm64,x86,', asked, context)).not.toContain('arm64,x86,x86')
  expect(await suggest('author', 'Marc Zyngier,fu', asked, context)).toEqual(['Marc Zyngier,Fuad Tabba'])
  expect(await suggest('author', 'Zyngier, Marc', asked, context)).toEqual([])
})
