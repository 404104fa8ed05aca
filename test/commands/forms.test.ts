import { array, assert, boolean, constantFrom, property, stringMatching, tuple } from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { partsOf } from '#src/commands/filter-fields.ts'
import { readWanted } from '#src/commands/filter-options.ts'
import { openForm, outlook } from '#src/commands/forms.ts'
import type { Answer, Form } from '#src/ports.ts'
import type { Storage } from '#src/storage/storage.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { ask, contextOf, smallList } from '#test/commands/small-list.ts'

let storage: Storage
beforeEach(async () => {
  storage = await smallList()
})
afterEach(() => storage.close())

const alex = { platform: 'terminal', channel: 'x86', user: { id: 'U1', name: 'Alex' } }
const kvm = [{ name: 'kvm' }]

async function formOf(options: Record<string, string> = {}, more = {}): Promise<Form> {
  const form = await openForm('subscribe', options, alex, contextOf(storage, more))
  if ('notice' in form) throw new Error(plainText(form.notice))
  return form
}

function values({ fields }: Form): Record<string, string> {
  return Object.fromEntries(fields.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]))
}

function said(form: Form | Answer): string {
  return 'notice' in form ? plainText(form.notice) : 'a form'
}

describe('the form of subscribe', () => {
  test('is empty for a new subscription, and asks for a list only where there are several', async () => {
    const form = await formOf()
    expect(form).toMatchObject({ submit: 'subscribe', title: 'Subscribe this channel' })
    expect(form.fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'arch choices',
      'subsystem choices',
      'author choices',
      'path text',
      'title text',
      'tag text',
      'size text',
      'exclude text',
      'filter text',
    ])
    expect(values(form)).toEqual({})
    const two = await formOf({}, { lists: [...kvm, { name: 'qemu', address: 'qemu-devel@nongnu.org' }] })
    expect(two.fields[0]).toMatchObject({ name: 'list', kind: 'choice', required: true, value: 'kvm' })
  })

  test('names only fields that the command takes', async () => {
    const context = contextOf(storage)
    for (const { name } of (await formOf()).fields) {
      expect((await ask({ name: 'subscribe', options: { [name]: 'zz:' } }, context)).text).not.toContain('no option')
    }
  })

  test('filled with a subscription says the same again when it comes back', async () => {
    const context = contextOf(storage)
    await ask('subscribe arch:x86,arm64 subsystem:"KVM x86" author:"Le Goater, Cédric" -tag:rfc version:>1', context)
    const form = await formOf({ id: '1' })
    expect(values(form)).toEqual({
      id: '1',
      arch: 'arm64,x86',
      subsystem: 'KVM x86',
      author: 'Le Goater, Cédric',
      exclude: 'tag:RFC',
      filter: 'version:>1',
    })
    const again = await ask({ name: 'subscribe', options: values(form) }, context)
    expect(again.text).toContain('has that already, as subscription 1')
  })

  test.each([
    ['a list that is not followed by itself', 'list:qemu-devel.nongnu.org arch:x86'],
    ['a value that no choice can hold', `author:"${'n'.repeat(90)}"`],
    ['more values than choices can hold', `author:${Array.from({ length: 30 }, (_, at) => `a${at}`).join(',')}`],
  ])('with %s says the same again too', async (_what, filter) => {
    const context = contextOf(storage)
    const made = await ask(`subscribe ${filter}`, context)
    expect(made.ok).toBe(true)
    const form = await formOf({ id: '1' })
    expect(values(form)['filter']).toContain(filter.split(':')[0])
    expect(values(form)['author'] ?? '').toBe('')
    const { id: _id, ...options } = values(form)
    expect(readWanted(options, kvm)).toMatchObject({ text: (await storage.subscriptions())[0]?.filter })
  })

  test('of one that takes everything can be narrowed by a field', async () => {
    const context = contextOf(storage)
    await ask('subscribe all', context)
    const filled = values(await formOf({ id: '#1' }))
    expect(filled).toEqual({ id: '1', filter: 'all' })
    await ask({ name: 'subscribe', options: { ...filled, arch: 's390' } }, context)
    expect(await storage.subscriptions()).toMatchObject([{ id: '1', filter: 'arch:s390' }])
  })

  test('says why where there is nothing to fill in', async () => {
    const context = contextOf(storage)
    expect(said(await openForm('subscribe', { id: '9' }, alex, context))).toContain('has no subscriptions')
    expect(said(await openForm('status', {}, alex, context))).toContain('There is no form for status')
    await storage.syncConfigured([{ platform: 'terminal', channel: 'x86', list: 'kvm', filter: '' }], 0)
    const [one] = await storage.subscriptions()
    expect(said(await openForm('subscribe', { id: one?.id ?? '' }, alex, context))).toContain('config file')
  })

  const words = stringMatching(/^[a-zA-Z0-9 ,."/\\:;*?'-]{1,12}$/u)
  test('holds any filter without changing it', () => {
    const key = constantFrom('arch', 'subsystem', 'author', 'path', 'title', 'tag', 'size', 'version', 'domain')
    const clause = tuple(boolean(), key, array(words, { minLength: 1, maxLength: 3 }))
    assert(
      property(array(clause, { minLength: 1, maxLength: 4 }), (clauses) => {
        const text = clauses
          .map(([not, name, list]) => `${not ? '-' : ''}${name}:${list.map((one) => JSON.stringify(one)).join(',')}`)
          .join(' ')
        const wanted = readWanted({ filter: text }, kvm)
        if (typeof wanted === 'string') return
        const { fields, exclude, rest } = partsOf(wanted.filter)
        expect(readWanted({ ...Object.fromEntries(fields), exclude, filter: rest }, kvm)).toEqual(wanted)
      }),
      { numRuns: 2000 },
    )
  })
})

function textOf(options: Record<string, string>): string {
  const wanted = readWanted(options, kvm)
  return typeof wanted === 'string' ? `error: ${wanted}` : wanted.text
}

describe('fields of a filter', () => {
  test.each([
    [{ subsystem: 'KVM x86,VFIO DRIVER' }, 'subsystem:"KVM x86","VFIO DRIVER"'],
    [{ author: 'Le Goater, Cédric,Marc Zyngier' }, 'author:"Le Goater, Cédric","Marc Zyngier"'],
    [{ author: '/marc|oliver/' }, 'author:/marc|oliver/'],
    [{ title: 'nested, again' }, 'title:"nested, again"'],
    [{ title: '/nested|nv/i' }, 'title:/nested|nv/'],
    [{ tag: 'rfc, resend', size: '>3' }, 'tag:RESEND,RFC size:>3'],
    [{ path: 'arch/x86/**, virt/kvm,' }, 'path:arch/x86/**,virt/kvm'],
    [{ arch: 'arm64', exclude: 'tag:rfc author:bot' }, 'arch:arm64 -author:bot -tag:RFC'],
    [{ filter: 'all', arch: 'arm64' }, 'arch:arm64'],
    [{ list: 'kvm', size: '1' }, 'size:1'],
    [{ exclude: '-tag:rfc' }, expect.stringContaining('error: exclude: name what to leave out, without a dash')],
    [{ exclude: 'all' }, expect.stringContaining('error: exclude: name what to leave out')],
    [{ exclude: 'rfc' }, expect.stringContaining('error: exclude: no key stands before rfc')],
    [{ arch: 'arm' }, expect.stringContaining('did you mean arm64?')],
    [{ title: 'x'.repeat(600), author: 'y'.repeat(600) }, expect.stringContaining('too long')],
    [{ filter: ' ', arch: '' }, expect.stringContaining('error: say what to take')],
  ])('%j is %s', (options, expected) => expect(textOf(options)).toEqual(expected))

  test('is no pattern because it begins with a slash', () => {
    expect(textOf({ title: '/dev/kvm' })).toBe('title:"/dev/kvm"')
  })
})

describe('the outlook', () => {
  test('counts what would have come', async () => {
    const context = contextOf(storage)
    expect(await outlook('subscribe', { arch: 'arm64' }, context)).toBe('2 series in the last 7 days')
    expect(await outlook('subscribe', { arch: 's390' }, context)).toBe('no series in the last 7 days')
  })

  test('says what is wrong', async () => {
    expect(await outlook('subscribe', { arch: 'arm' }, contextOf(storage))).toContain('did you mean arm64?')
    expect(await outlook('subscribe', {}, contextOf(storage))).toContain('say what to take')
  })

  test('says what the command says of a list that is misspelt, or that nothing came by', async () => {
    const context = contextOf(storage)
    const words = await outlook('subscribe', { filter: 'list:kmv' }, context)
    expect(words).toContain('there is no list kmv, did you mean kvm?')
    expect((await ask('subscribe list:kmv', context)).text.toLowerCase()).toContain(words.toLowerCase())
    const unheard = 'No series of the list qemu-devel.nongnu.org came in the last 7 days.'
    expect(await outlook('subscribe', { filter: 'list:qemu-devel.nongnu.org' }, context)).toBe(unheard)
    expect((await ask('subscribe list:qemu-devel.nongnu.org', context)).text).toContain(unheard)
  })

  test('never fails', async () => {
    const broken: Storage = {
      ...storage,
      seriesSince() {
        throw new Error('disk full')
      },
    }
    expect(await outlook('subscribe', { arch: 'arm64' }, contextOf(broken))).toBe('it cannot be told at the moment')
    expect(await outlook('status', {}, contextOf(storage))).toBe('')
  })
})

describe('changing a subscription', () => {
  test('is a button away from where they are listed, but for those of the config file', async () => {
    const context = contextOf(storage)
    await storage.syncConfigured([{ platform: 'terminal', channel: 'x86', list: 'kvm', filter: '' }], 0)
    await ask('subscribe arch:arm64', context)
    expect((await ask('subscriptions', context)).notice.buttons).toEqual([
      { label: 'Change 1', command: 'subscribe id:1' },
    ])
  })

  test('tells the channel both filters, and how to change it back', async () => {
    const context = contextOf(storage)
    await ask('subscribe arch:arm64', context)
    const answer = await ask('subscribe id:1 arch:arm64,x86 -tag:rfc', context)
    expect(answer).toMatchObject({ ok: true, to: 'channel' })
    expect(answer.text).toBe(
      'Alex changed subscription 1 of this channel from arch:arm64 to arch:arm64,x86 -tag:RFC. ' +
        'It would have posted 3 series in the last 7 days.\nUndo: /kvm subscribe id:1 arch:arm64',
    )
    await ask('subscribe id:1 arch:arm64', context)
    expect(await storage.subscriptions()).toMatchObject([{ id: '1', filter: 'arch:arm64' }])
  })

  test('to what another one says already, or to nothing, is refused', async () => {
    const context = contextOf(storage)
    await ask('subscribe arch:arm64', context)
    await ask('subscribe arch:x86', context)
    expect((await ask('subscribe id:2 arch:arm64', context)).text).toContain('has that already, as subscription 1')
    expect(await ask('subscribe id:2', context)).toMatchObject({ ok: false })
    expect((await ask('subscribe id:2', context)).text).toContain('As it is now: /kvm subscribe id:2 arch:x86')
    expect(await ask('subscribe id:7 arch:arm64', context)).toMatchObject({ ok: false })
    expect(await storage.subscriptions()).toMatchObject([{ filter: 'arch:arm64' }, { filter: 'arch:x86' }])
  })
})
