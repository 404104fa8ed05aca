import { array, assert, integer, property, shuffledSubarray } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { clusterKeys } from '#src/series/cluster-keys.ts'
import { oneOfEach } from '#src/series/one-of-each.ts'
import type { Revision } from '#src/series/revision.ts'
import { jane, mailWith, max, olga, patchWith, seriesOf } from './mails.ts'

function only(revisions: readonly Revision[]): Revision {
  expect(revisions).toHaveLength(1)
  const [revision] = revisions
  if (revision === undefined) throw new Error('no revision')
  return revision
}

/** Three patches that only their answers tie to anything. */
function unthreaded(version: number, answers: (at: number) => { readonly answers?: string }): ListMail[] {
  return [1, 2, 3].map((at) =>
    patchWith(`v${version}-${at}@x`, `[PATCH v${version} ${at}/3] KVM: Step ${at}`, {
      after: version * 9000 + at,
      ...answers(at),
    }),
  )
}

function secondPatch(version: number, answers: string): ListMail {
  return patchWith(`v${version}@x`, `[PATCH v${version} 2/3] KVM: Step 2`, { answers, after: 9000 * version })
}

describe('a series', () => {
  it('is one revision with its parts in their places', () => {
    const mails = seriesOf({ patches: 3, version: 2 })
    const revision = only(assemble(mails))
    expect(revision).toMatchObject({ version: '2', total: 3, received: [0, 1, 2, 3], cover: mails[0]?.messageId })
    expect(revision.patches).toEqual(mails.slice(1).map((mail) => mail.messageId))
    expect(revision.title).toBe('KVM: x86: Rework the frobnicator')
    expect(revision.problem).toBeUndefined()
  })

  it('shows which parts the list never got', () => {
    const mails = seriesOf({ patches: 9 }).filter((_, at) => at === 2 || at === 7)
    const revision = only(assemble(mails))
    expect(revision.received).toEqual([2, 7])
    expect(revision.patches.filter((patch) => patch === undefined)).toHaveLength(7)
    expect(revision.cover).toBeUndefined()
  })

  it('keeps its id when the cover comes last', () => {
    for (const threading of ['shallow', 'deep'] as const) {
      const mails = seriesOf({ threading })
      expect(only(assemble(mails.slice(1))).id).toBe(only(assemble(mails)).id)
    }
  })

  it('keeps its id when the cover comes last and the message ids tell nothing', () => {
    const cover = mailWith('cover@x', '[PATCH 0/2] KVM: A')
    const patches = [1, 2].map((n) =>
      patchWith(`p${n}@x`, `[PATCH ${n}/2] KVM: A${n}`, { answers: 'cover@x', after: n }),
    )
    expect(only(assemble(patches)).id).toBe(only(assemble([cover, ...patches])).id)
    expect(only(assemble(patches.slice(0, 1))).id).toBe(only(assemble([cover, ...patches])).id)
  })

  it('gets its cover back whose id was changed on its way', () => {
    const cover = mailWith('AB12@PROD.OUTLOOK.EXAMPLE', '[PATCH v2 0/2] KVM: A')
    const patches = [1, 2].map((n) =>
      patchWith(`AB${12 + n}@PROD.OUTLOOK.EXAMPLE`, `[PATCH v2 ${n}/2] KVM: A${n}`, { answers: 'lost@x', after: n }),
    )
    expect(only(assemble([cover, ...patches]))).toMatchObject({ received: [0, 1, 2], cover: cover.messageId })
    // Each comes into the database by itself, and has to be found.
    const keys = new Set(clusterKeys(cover))
    expect(patches.flatMap(clusterKeys).some((key) => keys.has(key))).toBe(true)
    const cases = {
      'another version': mailWith('c@x', '[PATCH v3 0/2] KVM: A'),
      'another total': mailWith('c@x', '[PATCH v2 0/3] KVM: A'),
      'another sender': mailWith('c@x', '[PATCH v2 0/2] KVM: A', { from: max }),
      'an hour later': mailWith('c@x', '[PATCH v2 0/2] KVM: A', { after: 3600 }),
    }
    for (const [what, other] of Object.entries(cases))
      expect([what, assemble([other, ...patches]).length]).toEqual([what, 2])
    const second = mailWith('c@x', '[PATCH v2 0/2] KVM: B', { after: 3 })
    expect(assemble([cover, second, ...patches])).toHaveLength(3)
  })

  it('is found by the run of the mailer where no part refers to another', () => {
    expect(only(assemble(seriesOf({ threading: 'none' }))).received).toEqual([0, 1, 2, 3])
  })

  it('is found by the ids that b4 gives, of which no two end alike', () => {
    const ids = ['1-005883c7b449', '2-b40b73c24288', '3-d6df349eb0ac'].map(
      (end) => `20260304-frob-v2-${end}@example.org`,
    )
    const mails = ids.map((id, at) => patchWith(id, `[PATCH v2 ${at + 1}/3] KVM: Step ${at + 1}`, { after: at * 7200 }))
    expect(only(assemble(mails)).received).toEqual([1, 2, 3])
  })

  it('is found by time where ids and threads tell nothing, as with quilt', () => {
    const ids = ['20260304120000.111111111@q', '20260304120001.222222222@q', '20260304120003.333333333@q']
    const mails = ids.map((id, at) => patchWith(id, `[patch V2 ${at + 1}/3] entry: Step ${at + 1}`, { after: at * 60 }))
    expect(only(assemble(mails)).received).toEqual([1, 2, 3])
  })

  it('is not found by time when hours lie between, or for patches without numbers', () => {
    const far = [1, 2].map((n) => patchWith(`far${n}@x`, `[PATCH ${n}/2] KVM: Far ${n}`, { after: n * 7200 }))
    expect(assemble(far)).toHaveLength(2)
    const lone = [1, 2].map((n) => patchWith(`lone${n}@x`, `[PATCH] KVM: Lone ${n}`, { after: n }))
    expect(assemble(lone)).toHaveLength(2)
  })

  it('inherits the version that only the cover says', () => {
    const [cover, ...patches] = seriesOf()
    const named = mailWith(cover?.messageId ?? '', '[PATCH v3 0/3] KVM: x86: Rework the frobnicator')
    const revision = only(assemble([named, ...patches]))
    expect(revision).toMatchObject({ version: '3', received: [0, 1, 2, 3] })
    expect(revision.problem).toContain('different versions')
  })

  it('inherits the version of the cover that its patches answer, where the ids tell nothing', () => {
    const cover = mailWith('c@x', '[PATCH v3 0/2] KVM: A')
    const patches = [1, 2].map((n) => patchWith(`p${n}@x`, `[PATCH ${n}/2] KVM: A${n}`, { answers: 'c@x', after: n }))
    expect(only(assemble([cover, ...patches]))).toMatchObject({ version: '3', received: [0, 1, 2] })
  })

  it('is one where a person wrote the cover from one address and sent the patches from another', () => {
    const home = { name: 'Jane Roe', email: 'jane.roe@home.example' }
    const work = { name: 'Roe, Jane (EXAMPLE)', email: 'jane@example.org' }
    const cover = mailWith('c@x', '[PATCH v2 0/3] KVM: A', { from: home })
    for (const answered of [() => 'c@x', (n: number) => (n === 1 ? 'c@x' : `p${n - 1}@x`)]) {
      const patches = [1, 2, 3].map((n) =>
        patchWith(`p${n}@x`, `[PATCH v2 ${n}/3] KVM: A${n}`, { from: work, answers: answered(n), after: n }),
      )
      const revision = only(assemble([cover, ...patches]))
      expect(revision).toMatchObject({ cover: 'c@x', received: [0, 1, 2, 3], author: home, problem: undefined })
      expect(only(assemble([patches[1], cover, patches[0]] as ListMail[])).received).toEqual([0, 1, 2])
    }
  })

  it.each(['v3 ', 'RESEND ', 'RESEND v3 '])(
    'has the label %sof its cover, whose patches repeat none of it',
    (label) => {
      const whole = [{ received: [0, 1, 2, 3], version: label.includes('v3') ? '3' : '1' }]
      const cover = mailWith('20260304120000.1-1-x@x', `[PATCH ${label}0/3] KVM: A`, { answers: 'old@x' })
      // A script that mails one by one: each id begins a run of its own.
      const idOf = (n: number): string => (n === 0 ? cover.messageId : `2026030412000${n}.${n}-1-x@x`)
      const patchesOf = (answered: (n: number) => number): ListMail[] =>
        [1, 2, 3].map((n) => patchWith(idOf(n), `[PATCH ${n}/3] KVM: A${n}`, { answers: idOf(answered(n)), after: n }))
      expect(assemble([cover, ...patchesOf(() => 0)])).toMatchObject(whole)
      expect(assemble([cover, ...patchesOf((n) => n - 1)])).toMatchObject(whole)
    },
  )

  it('is found in a deep thread that lost one of its middle, where the ids tell nothing', () => {
    const ids = ['c@x', 'p1@x', 'p2@x', 'p3@x']
    const mails = seriesOf().map((mail, at) => {
      const references = ids.slice(0, at)
      return { ...mail, messageId: ids[at] ?? '', references, inReplyTo: references.slice(-1) }
    })
    expect(only(assemble(mails.filter((mail) => mail.subject.number !== 2))).received).toEqual([0, 1, 3])
  })

  it('takes a patch with the wrong version from the same run', () => {
    const mails = seriesOf({ version: 14, patches: 4 })
    const slip = { ...(mails[4] as ListMail), subject: { ...(mails[4] as ListMail).subject, version: '13' } }
    expect(only(assemble([...mails.slice(0, 4), slip])).received).toEqual([0, 1, 2, 3, 4])
  })

  it('counts a part beyond the total as extra', () => {
    const mails = seriesOf({ patches: 5 })
    const extra = patchWith('20260304120000.10001-7-jane@example.org', '[PATCH 6/5] KVM: One more', {
      answers: mails[0]?.messageId ?? '',
      after: 60,
    })
    const revision = only(assemble([...mails, extra]))
    expect(revision.total).toBe(5)
    expect(revision.extra).toEqual([extra.messageId])
  })

  it('counts a part between two others as extra', () => {
    const mails = seriesOf({ patches: 5 })
    const between = patchWith('20260304120000.10001-7-jane@example.org', '[PATCH 4.5/5] KVM: In between', {
      answers: mails[0]?.messageId ?? '',
      after: 60,
    })
    const revision = only(assemble([...mails, between]))
    expect([revision.total, revision.received, revision.extra]).toEqual([5, [0, 1, 2, 3, 4, 5], [between.messageId]])
    const uncounted = patchWith('a@x', '[PATCH 1.5/n] KVM: In between')
    expect(only(assemble([uncounted]))).toMatchObject({ total: 1, patches: [undefined], extra: ['a@x'] })
  })

  it('puts together a version of which each part answers its own old one', () => {
    const old = seriesOf({ patches: 3, hasCover: false })
    const renewed = old.map((mail, at) =>
      patchWith(`new${at}@x`, `[PATCH v2 ${at + 1}/3] KVM: Step ${at + 1}`, {
        answers: mail.messageId,
        after: 9000 + at,
      }),
    )
    const stranger = patchWith('other@x', '[PATCH v2 2/3] KVM: Step 2', {
      answers: old[1]?.messageId ?? '',
      after: 9500,
      from: max,
    })
    const found = assemble([...old, ...renewed, stranger])
    expect(found.map(({ version, patches }) => [version, patches])).toEqual([
      ['1', old.map(({ messageId }) => messageId)],
      ['2', renewed.map(({ messageId }) => messageId)],
      ['2', [undefined, 'other@x', undefined]],
    ])
  })

  it('puts together versions of which each part answers its old one, also where nothing but time ties the first', () => {
    const first = unthreaded(1, () => ({}))
    const second = unthreaded(2, (at) => ({ answers: `v1-${at}@x` }))
    const third = unthreaded(3, (at) => ({ answers: `v2-${at}@x` }))
    for (const mails of [
      [...first, ...second, ...third],
      [...third, ...second, ...first],
    ]) {
      expect(assemble(mails).map(({ version: is, received, extra }) => [is, received, extra])).toEqual(
        ['1', '2', '3'].map((is) => [is, [1, 2, 3], []]),
      )
    }
    // The list got two of each, or lost one of the new ones.
    expect(assemble([...first.slice(0, 2), ...second.slice(0, 2)]).map(({ received }) => received)).toEqual([
      [1, 2],
      [1, 2],
    ])
    expect(assemble([...first, ...second.slice(0, 2)]).map(({ received }) => received)).toEqual([
      [1, 2, 3],
      [1, 2],
    ])
  })

  it('takes a patch sent a third time as extra of the series, too', () => {
    const old = seriesOf({ patches: 3 })
    const mails = [...old, secondPatch(2, old[2]?.messageId ?? ''), secondPatch(3, 'v2@x')]
    expect(only(assemble(mails)).extra).toEqual(['v2@x', 'v3@x'])
  })

  it('takes one patch again, in answer to its old one, as extra until the others come', () => {
    const old = seriesOf({ patches: 3 })
    const again = (number: number): ListMail =>
      patchWith(`new${number}@x`, `[PATCH v2 ${number}/3] KVM: Step ${number}`, {
        answers: old[number]?.messageId ?? '',
        after: 9000 + number,
      })
    expect(only(assemble([...old, again(2)]))).toMatchObject({ version: '1', extra: ['new2@x'] })
    const all = assemble([...old, again(1), again(2), again(3)])
    expect(all.map(({ version, extra }) => [version, extra])).toEqual([
      ['1', []],
      ['2', []],
    ])
    // In answer to the cover it may be any part of a whole version.
    const answersCover = patchWith('n@x', '[PATCH v2 2/3] KVM: Step 2', {
      answers: old[0]?.messageId ?? '',
      after: 9000,
    })
    expect(assemble([...old, answersCover])).toHaveLength(2)
  })

  it('keeps apart what comes without an address', () => {
    const nameless = [1, 2].map((number) =>
      patchWith(`a${number}@x`, `[PATCH ${number}/2] KVM: Step ${number}`, { from: { name: `P${number}`, email: '' } }),
    )
    expect(assemble(nameless)).toHaveLength(2)
  })

  it('takes a reroll of one patch (v5.1) as extra of v5, and a whole v5.5 as a revision', () => {
    const mails = seriesOf({ version: 5, patches: 4 })
    const reroll = patchWith('reroll@x', '[PATCH v5.1 2/4] KVM: Better', {
      answers: mails[2]?.messageId ?? '',
      after: 99,
    })
    expect(only(assemble([...mails, reroll])).extra).toEqual(['reroll@x'])
    const uncounted = patchWith('lone@x', '[PATCH v5.1] KVM: Better', { answers: mails[2]?.messageId ?? '', after: 99 })
    expect(only(assemble([...mails, uncounted])).extra).toEqual(['lone@x'])
    const whole = [1, 2].map((n) => patchWith(`w${n}@x`, `[PATCH v5.5 ${n}/2] KVM: Whole ${n}`, { after: n }))
    expect(only(assemble(whole)).version).toBe('5.5')
  })

  it('counts a reroll of a reroll as its extra, too, and was last sent to when that came', () => {
    const mails = seriesOf({ version: 5, patches: 4 })
    const first = patchWith('5.1@x', '[PATCH v5.1 2/4] KVM: Better', { answers: mails[2]?.messageId ?? '', after: 99 })
    const second = patchWith('5.2@x', '[PATCH v5.2 2/4] KVM: Better still', { answers: '5.1@x', after: 200 })
    const revision = only(assemble([...mails, first, second]))
    expect(revision.extra).toEqual(['5.1@x', '5.2@x'])
    expect(revision).toMatchObject({ firstAt: mails[0]?.receivedAt, lastAt: second.receivedAt })
  })

  it('counts rerolls in a chain, whatever their order, and loses none that answer each other', () => {
    const mails = seriesOf({ version: 5, patches: 4 })
    const chain = [1, 2, 3].map((n) =>
      patchWith(`5.${n}@x`, `[PATCH v5.${n} 2/4] KVM: Try ${n}`, {
        answers: n === 1 ? (mails[2]?.messageId ?? '') : `5.${n - 1}@x`,
        after: 500 - n,
      }),
    )
    expect(only(assemble([...mails, ...chain])).extra.toSorted()).toEqual(['5.1@x', '5.2@x', '5.3@x'])
    const circle = [1, 2].map((n) =>
      patchWith(`c${n}@x`, `[PATCH v5.${n} 2/4] KVM: Round`, { answers: `c${3 - n}@x`, after: n }),
    )
    const placed = assemble(circle).flatMap(({ patches, extra }) => [...patches, ...extra])
    expect(placed.filter((id) => id !== undefined).toSorted()).toEqual(['c1@x', 'c2@x'])
  })

  it('takes an unnumbered patch that answers a cover of one', () => {
    const cover = mailWith('c@x', '[PATCH v5 0/1] KVM: SEV: Report')
    const patch = patchWith('p@x', '[PATCH v5] KVM: SEV: Report', { answers: 'c@x', after: 1 })
    expect(only(assemble([cover, patch]))).toMatchObject({ total: 1, received: [0, 1] })
  })

  it('is headed by a pull request without a counter', () => {
    const pull = mailWith('pull@x', '[GIT PULL] KVM/arm64 fixes', { kind: 'pull' })
    const patches = [1, 2].map((n) =>
      patchWith(`pp${n}@x`, `[PATCH ${n}/2] KVM: F${n}`, { answers: 'pull@x', after: n }),
    )
    expect(only(assemble([pull, ...patches]))).toMatchObject({ cover: 'pull@x', total: 2, received: [0, 1, 2] })
    expect(only(assemble([pull]))).toMatchObject({ cover: undefined, total: 1, patches: ['pull@x'] })
  })

  it('of one is by who wrote the patch, a longer one without a cover by who sent it', () => {
    const lone = patchWith('lone@x', '[PATCH] KVM: Sent on', { author: max })
    expect(only(assemble([lone])).author).toEqual(max)
    const [first, second] = [1, 2].map((n) => patchWith(`s${n}@x`, `[PATCH ${n}/2] KVM: S${n}`, { answers: 'cover@x' }))
    expect(only(assemble([{ ...(first as ListMail), author: max }, second as ListMail])).author).toEqual(jane)
  })

  it.each([
    ['has no say in the name', { name: 'Max Muster', email: 'devnull+max.example.net@relay.example' }],
    ['says so in the name', { name: 'Max Muster via Some Relay', email: 'relay@relay.example' }],
  ])('that a relay sent is by who wrote it, where the relay %s', (_, from) => {
    const relayed = [1, 2].map((n) =>
      patchWith(`r${n}@x`, `[PATCH ${n}/2] KVM: R${n}`, { from, author: max, answers: 'cover@x' }),
    )
    expect(only(assemble(relayed)).author).toEqual(max)
  })

  it('believes no total that no list has seen', () => {
    const revision = only(assemble([{ ...patchWith('h@x', '[PATCH 1/2] KVM: H'), subject: hugeSubject() }]))
    expect(revision.patches.length).toBeLessThan(10_000)
    expect(revision.problem).toContain('claims')
  })
})

function hugeSubject(): ListMail['subject'] {
  return { ...patchWith('h@x', '[PATCH 1/2] KVM: H').subject, number: 1, total: 2_000_000_000 }
}

function receivedOf(mails: readonly ListMail[]): readonly (readonly number[])[] {
  return assemble(mails).map((revision) => revision.received)
}

function twoAnswers(name: string, label = 'PATCH', email = 'jane@example.org'): ListMail[] {
  return [1, 2].map((n) =>
    patchWith(`${email}-${n}`, `[${label} ${n}/2] KVM: A${n}`, { from: { name, email }, answers: 'c@x', after: n }),
  )
}

describe('what does not belong together', () => {
  it('stays apart when a series is sent in reply to another', () => {
    const first = seriesOf({ patches: 7 })
    const second = seriesOf({ patches: 25, after: 600, answers: first[0]?.messageId ?? '', hasCover: false })
    const third = seriesOf({ patches: 7, version: 2, after: 900, answers: first[3]?.messageId ?? '' })
    const revisions = assemble([...first, ...second, ...third])
    expect(revisions.map((revision) => [revision.total, revision.version, revision.received.length])).toEqual([
      [7, '1', 8],
      [25, '1', 25],
      [7, '2', 8],
    ])
  })

  it('is a resend: a posting of its own', () => {
    const first = seriesOf()
    const again = seriesOf({ prefix: 'PATCH RESEND', after: 86_400, answers: first[0]?.messageId ?? '' })
    const unlabelled = seriesOf({ after: 90_000 })
    const revisions = assemble([...first, ...again, ...unlabelled])
    expect(revisions.map((revision) => revision.received.length)).toEqual([4, 4, 4])
    expect(revisions[1]?.tags).toContain('RESEND')
    expect(new Set(revisions.map((revision) => revision.id)).size).toBe(3)
    expect(revisions.map((revision) => revision.problem)).toEqual([undefined, undefined, undefined])
  })

  it('is a part that somebody else claims to send', () => {
    const mails = seriesOf().filter((mail) => mail.subject.number !== 2)
    const spoof = patchWith('evil@x', '[PATCH 2/3] KVM: x86: Rework the frobnicator, step 2', {
      from: max,
      answers: mails[0]?.messageId ?? '',
      after: 5,
    })
    const revisions = assemble([...mails, spoof])
    expect(revisions).toHaveLength(2)
    expect(revisions[0]?.patches[1]).toBeUndefined()
    expect(revisions[0]?.problem).toBeUndefined()
    expect(revisions[1]?.problem).toBe('claims 2/3 of a series from another address: kept apart')
  })

  it('is a part that somebody else claims to send, though the list never got the cover', () => {
    const [first, , third] = [1, 2, 3].map((n) => patchWith(`p${n}@x`, `[PATCH ${n}/3] KVM: P${n}`, { answers: 'c@x' }))
    const spoof = patchWith('evil@x', '[PATCH 2/3] KVM: P2', { from: max, answers: 'c@x', after: 5 })
    const revisions = assemble([first as ListMail, third as ListMail, spoof])
    expect(revisions.map((revision) => revision.problem)).toEqual([
      undefined,
      'claims 2/3 of a series from another address: kept apart',
    ])
  })

  it('is a cover and patches of two people, or of one who cannot be told', () => {
    const cover = mailWith('c@x', '[PATCH 0/2] KVM: A', { from: { name: 'Jane Roe', email: 'jane@home.example' } })
    const apart = [[0], [1, 2]]
    expect(receivedOf([cover, ...twoAnswers('Jane Roe')])).toEqual([[0, 1, 2]])
    expect(receivedOf([cover, ...twoAnswers('Jane Poe')])).toEqual(apart)
    expect(receivedOf([cover, ...twoAnswers('Jane Roe', 'PATCH v2')])).toEqual(apart)
    expect(receivedOf([cover, ...twoAnswers('Jane Roe', 'PATCH RESEND')])).toEqual(apart)
    expect(receivedOf([cover, ...twoAnswers('Jane Roe'), ...twoAnswers('Jane Roe', 'PATCH', 'evil@x')])).toEqual([
      [0],
      [1, 2],
      [1, 2],
    ])
    // A new try in answer to a remark is none of the patches that the list never got.
    const remark = mailWith('re@x', 'Re: [PATCH 0/2] KVM: A', { from: max, answers: 'c@x' })
    const again = twoAnswers('Jane Roe').slice(1)
    const later = again.map((mail) => ({ ...mail, inReplyTo: ['re@x'], references: ['c@x', 're@x'] }))
    expect(receivedOf([cover, remark, ...later])).toEqual([[0], [2]])
    for (const name of ['', 'Jane', 'kernel test robot']) {
      const alike = { ...cover, from: { name, email: 'jane@home.example' } }
      expect(receivedOf([alike, ...twoAnswers(name)])).toEqual(apart)
    }
  })

  it('is a part that somebody claims to send under the name of who sent the others', () => {
    const mails = seriesOf().filter((mail) => mail.subject.number !== 2)
    const spoof = patchWith('evil@x', '[PATCH 2/3] KVM: x86: Rework the frobnicator, step 2', {
      from: { name: jane.name, email: max.email },
      answers: mails[0]?.messageId ?? '',
      after: 5,
    })
    expect(assemble([...mails, spoof]).map((revision) => revision.received)).toEqual([[0, 1, 3], [2]])
  })

  it('is a reroll that somebody else claims to send', () => {
    const mails = seriesOf({ version: 5, patches: 4 })
    const wishes = { from: max, answers: mails[2]?.messageId ?? '', after: 99 }
    for (const label of ['PATCH v5.1 2/4', 'PATCH v5.1']) {
      const spoof = patchWith('evil@x', `[${label}] KVM: Worse`, wishes)
      const revisions = assemble([...mails, spoof])
      expect(revisions.map((revision) => [revision.version, revision.extra])).toEqual([
        ['5', []],
        ['5.1', []],
      ])
      expect(revisions[0]?.lastAt).toBe(mails[4]?.receivedAt)
    }
  })

  it('is a reroll of a series of another length, or of a lone patch', () => {
    const mails = seriesOf({ version: 5, patches: 4 })
    const other = patchWith('other@x', '[PATCH v5.1 2/3] KVM: Other', { answers: mails[2]?.messageId ?? '', after: 99 })
    expect(assemble([...mails, other]).map((revision) => revision.extra)).toEqual([[], []])
    const lone = patchWith('lone@x', '[PATCH v5] KVM: Lone')
    const again = patchWith('again@x', '[PATCH v5.1] KVM: Lone', { answers: 'lone@x', after: 99 })
    expect(assemble([lone, again]).map((revision) => revision.version)).toEqual(['5', '5.1'])
  })

  it('is a cover that its sender sent again without a label', () => {
    const mails = seriesOf()
    const again = mailWith('again@x', mails[0]?.subject.raw ?? '', { answers: mails[0]?.messageId ?? '', after: 600 })
    const revisions = assemble([...mails, again])
    expect(revisions.map((revision) => [revision.cover, revision.replies])).toEqual([
      [mails[0]?.messageId, []],
      ['again@x', []],
    ])
  })

  it('is one patch sent again under a label, though the list never got the first', () => {
    const mails = seriesOf().filter((mail) => mail.subject.number !== 2)
    const again = patchWith('again@x', '[PATCH RESEND 2/3] KVM: x86: Rework the frobnicator, step 2', {
      answers: mails[0]?.messageId ?? '',
      after: 600,
    })
    expect(assemble([...mails, again]).map((revision) => revision.received)).toEqual([[0, 1, 3], [2]])
  })

  it('is one patch sent again under a label, of which nobody says that it claims a place', () => {
    const mails = seriesOf()
    const again = patchWith('again@x', '[PATCH RESEND 2/3] KVM: x86: Rework the frobnicator, step 2', {
      answers: mails[0]?.messageId ?? '',
      after: 600,
    })
    const revisions = assemble([...mails, again])
    expect(revisions.map((revision) => revision.received)).toEqual([[0, 1, 2, 3], [2]])
    expect(revisions.map((revision) => revision.problem)).toEqual([undefined, undefined])
  })

  it('is a part that was never sent again, where the rest was under a label on the cover', () => {
    const lost = patchWith('lost@x', '[PATCH 2/3] KVM: P2', { answers: 'first-cover@x' })
    const cover = mailWith('again@x', '[PATCH RESEND 0/3] KVM: P', { answers: 'first-cover@x', after: 600 })
    const rest = [1, 3].map((n) =>
      patchWith(`p${n}@x`, `[PATCH ${n}/3] KVM: P${n}`, { answers: 'again@x', after: 601 }),
    )
    expect(assemble([lost, cover, ...rest]).map((revision) => revision.received)).toEqual([[2], [0, 1, 3]])
  })

  it('is the next series of as many patches, sent in answer to the last part of one that lost its first', () => {
    const last = patchWith('a2@x', '[PATCH 2/2] KVM: A2', { answers: 'a0@x' })
    const threads = [
      ['a0@x', 'a2@x'],
      ['a2@x', 'talk-that-is-not-here@x'],
    ]
    for (const references of threads) {
      const inReplyTo = references.slice(-1)
      const next = patchWith('b1@x', '[PATCH 1/2] KVM: B1', { references, inReplyTo, after: 9 })
      expect(assemble([last, next]).map((revision) => revision.received)).toEqual([[2], [1]])
    }
  })

  it('is a lone patch that answers a pull request', () => {
    const pull = mailWith('pull@x', '[GIT PULL] KVM/arm64 fixes', { kind: 'pull' })
    const lone = patchWith('lone@x', '[PATCH] KVM: arm64: Fix the fixes', { answers: 'pull@x', after: 9 })
    expect(assemble([pull, lone]).map((revision) => revision.received)).toEqual([[1], [1]])
  })

  it('is another version that answers a cover whose patches the list never got', () => {
    const cover = mailWith('c3@x', '[PATCH v3 0/3] KVM: A')
    const fourth = [1, 2, 3].map((n) =>
      patchWith(`p${n}@x`, `[PATCH v4 ${n}/3] KVM: A${n}`, { answers: 'c3@x', after: 60 }),
    )
    expect(assemble([cover, ...fourth]).map((revision) => [revision.version, revision.received])).toEqual([
      ['3', [0]],
      ['4', [1, 2, 3]],
    ])
  })

  it('is a first version and the cover of the third, which answer the same mail', () => {
    const first = [1, 2, 3].map((n) => patchWith(`p${n}@x`, `[PATCH ${n}/3] KVM: A${n}`, { answers: 'c1@x' }))
    const cover = mailWith('c3@x', '[PATCH v3 0/3] KVM: A', { answers: 'c1@x', after: 60 })
    expect(assemble([...first, cover]).map((revision) => [revision.version, revision.received])).toEqual([
      ['1', [1, 2, 3]],
      ['3', [0]],
    ])
  })

  it('is what two runs of the mailer sent within minutes, each but a part', () => {
    const one = seriesOf({ threading: 'none', run: '20260304120000.11' })
    const other = seriesOf({ threading: 'none', run: '20260304120100.12', after: 60 })
    const revisions = assemble([one[2] as ListMail, other[3] as ListMail])
    expect(revisions.map((revision) => revision.received)).toEqual([[2], [3]])
  })

  it('is a second claim on a number that is taken', () => {
    const mails = seriesOf()
    const second = patchWith('second@x', '[PATCH 2/3] KVM: x86: Something else', {
      answers: mails[0]?.messageId ?? '',
      after: 5,
    })
    const revisions = assemble([...mails, second])
    expect(revisions[0]?.patches).toEqual(mails.slice(1).map((mail) => mail.messageId))
    expect(revisions[1]?.patches).toEqual([undefined, 'second@x', undefined])
    expect(revisions.map((revision) => revision.problem)).toEqual([
      undefined,
      'the series in this thread has its 2/3 already: kept apart',
    ])
  })

  it('is a second claim even where the cover is not here', () => {
    const twice = [1, 2].map((n) => patchWith(`twice${n}@x`, '[PATCH 2/3] KVM: Frob', { answers: 'cover@x', after: n }))
    const problems = assemble(twice.toReversed()).map((revision) => revision.problem)
    expect(problems).toEqual([undefined, 'the series in this thread has its 2/3 already: kept apart'])
  })

  it('is a cover-like answer that lacks its Re:', () => {
    const mails = seriesOf()
    const answer = mailWith('answer@x', mails[0]?.subject.raw ?? '', {
      from: max,
      answers: mails[0]?.messageId ?? '',
      after: 9,
    })
    const revision = only(assemble([...mails, answer]))
    expect(revision.replies).toEqual(['answer@x'])
  })

  it('is a diff in a reply', () => {
    const mails = seriesOf().slice(0, 3)
    const fixup = mailWith('fixup@x', 'Re: [PATCH 3/3] KVM: x86', {
      kind: 'reply',
      answers: mails[0]?.messageId ?? '',
      after: 9,
    })
    expect(only(assemble([...mails, fixup])).patches[2]).toBeUndefined()
  })

  it('is work for another tree sent in the same minute', () => {
    const kernel = [1, 2].map((n) => patchWith(`k${n}@x`, `[PATCH ${n}/4] KVM: K${n}`, { after: n }))
    const tests = [3, 4].map((n) => patchWith(`t${n}@x`, `[kvm-unit-tests PATCH ${n}/4] x86: T${n}`, { after: n }))
    expect(assemble([...kernel, ...tests])).toHaveLength(2)
  })
})

describe('copies', () => {
  it('of a mail from several lists are one mail', () => {
    const mails = seriesOf()
    const copies = mails.map((mail) => ({
      ...mail,
      lists: ['kvmarm.lists.linux.dev'],
      receivedAt: mail.receivedAt + 5000,
    }))
    const revision = only(assemble([...copies, ...mails]))
    expect(revision.firstAt).toBe(mails[0]?.receivedAt)
    expect(revision).toEqual(only(assemble(mails)))
  })

  it('of a mail are on all the lists that they came by, each named once', () => {
    const mail = patchWith('a@x', '[PATCH] KVM: A')
    const lists = ['kvm.vger.kernel.org', 'kvmarm.lists.linux.dev']
    const copy = { ...mail, lists, receivedAt: mail.receivedAt + 5000 }
    expect([...oneOfEach([copy, mail]).values()]).toEqual([{ ...mail, lists }])
    expect([...oneOfEach([mail, copy]).values()]).toEqual([{ ...mail, lists }])
  })

  it('with other content under the same id do not replace the first', () => {
    const mail = patchWith('a@x', '[PATCH] KVM: The real one')
    const fake = { ...patchWith('a@x', '[PATCH] KVM: A fake one'), receivedAt: mail.receivedAt + 1 }
    expect(only(assemble([fake, mail])).title).toBe('KVM: The real one')
  })
})

function reply(id: string, answers: string, trailer: string, wishes: object = {}): ListMail {
  const [name = '', value = ''] = trailer.split(': ')
  const trailers = trailer === '' ? [] : [{ name, value }]
  return mailWith(id, 'Re: [PATCH] x', {
    kind: 'reply',
    from: olga,
    answers,
    after: 100,
    trailers,
    text: trailer,
    ...wishes,
  })
}

describe('replies', () => {
  const mails = seriesOf()
  const [cover, first, second] = mails.map((mail) => mail.messageId)

  it('credit their trailers to the patch answered, through other replies', () => {
    const chain = [
      reply('r1', second ?? '', ''),
      reply('r2', 'r1', 'Reviewed-by: Olga Maintainer <olga@kernel.example>'),
    ]
    const revision = only(assemble([...chain, ...mails]))
    expect(revision.reviews).toMatchObject([{ patch: 2, messageId: 'r2', name: 'Reviewed-by' }])
    expect(revision.replies).toEqual(['r1', 'r2'])
  })

  it('to the cover speak for every patch', () => {
    const revision = only(
      assemble([...mails, reply('r', cover ?? '', 'Acked-by: Olga Maintainer <olga@kernel.example>')]),
    )
    expect(revision.reviews[0]?.patch).toBe(0)
  })

  it('to a cover that is not here belong to the patches that answer it, too', () => {
    const revision = only(
      assemble([...mails.slice(1), reply('r', cover ?? '', 'Acked-by: Olga Maintainer <olga@kernel.example>')]),
    )
    expect(revision.reviews[0]?.patch).toBe(0)
  })

  it('to a mail that is no part are no replies to what answers it as well', () => {
    const talk = mailWith('talk@x', 'The frobnicator is slow', { from: olga })
    const fix = patchWith('fix@x', '[PATCH] KVM: Speed up', { answers: 'talk@x', after: 1 })
    const pair = [1, 2].map((n) => patchWith(`f${n}@x`, `[PATCH ${n}/2] KVM: F${n}`, { answers: 'talk@x', after: n }))
    const answer = reply('r', 'talk@x', '')
    expect(only(assemble([fix, answer])).replies).toEqual([])
    expect(only(assemble([talk, ...pair, answer])).replies).toEqual([])
  })

  it('are in the order of their arrival, however they were read', () => {
    const talk = [3, 1, 2].map((n) => reply(`r${n}`, first ?? '', '', { after: 100 * n }))
    expect(only(assemble([...talk, ...mails])).replies).toEqual(['r1', 'r2', 'r3'])
  })

  it('say when a trailer is another person’s, conditional, or the author’s own', () => {
    const replies = [
      reply('mismatch', first ?? '', 'Reviewed-by: Somebody Else <else@example.com>'),
      reply('sub-domain', first ?? '', 'Reviewed-by: O. Maintainer <olga@mail.kernel.example>'),
      reply('same name', first ?? '', 'Reviewed-by: Maintainer, Olga <olga@home.example>'),
      reply('conditional', first ?? '', 'Reviewed-by: Olga Maintainer <olga@kernel.example>', {
        text: '> quoted\n\nWith that typo fixed:\n\nReviewed-by: Olga Maintainer <olga@kernel.example>',
      }),
      reply('own', first ?? '', 'Reviewed-by: Jane Roe <jane@example.org>', { from: jane }),
      reply('robot', first ?? '', 'Reported-by: kernel test robot <lkp@intel.com>'),
    ]
    const { reviews } = only(assemble([...mails, ...replies]))
    const flags = new Map(reviews.map((review) => [review.messageId, review]))
    expect(flags.get('mismatch')?.mismatch).toBe(true)
    expect(flags.get('sub-domain')?.mismatch).toBeUndefined()
    expect(flags.get('same name')?.mismatch).toBeUndefined()
    expect(flags.get('conditional')?.conditional).toBe(true)
    expect(flags.get('own')?.own).toBe(true)
    expect(flags.get('robot')?.robot).toBe(true)
  })

  it('depend on what stands before them, not before those of an address that ends alike', () => {
    const tag = 'Reviewed-by: olga@kernel.example'
    const text = `With that fixed:\n\nReviewed-by: rolga@kernel.example\n\nFine as it is.\n\n${tag}`
    const { reviews } = only(assemble([...mails, reply('r', first ?? '', tag, { text })]))
    expect(reviews.map((review) => review.conditional)).toEqual([undefined])
  })

  it('count with or without suggestions, and despite other remarks', () => {
    const tag = 'Reviewed-by: Olga Maintainer <olga@kernel.example>'
    const texts = [
      'With or without the suggestions above:',
      'Only nits. Otherwise, LGTM.',
      'I tested it when it was new.',
    ]
    const firm = texts.map((text, at) => reply(`firm${at}`, first ?? '', tag, { text: `${text}\n\n${tag}` }))
    const { reviews } = only(assemble([...mails, ...firm]))
    expect(reviews.map((review) => review.conditional)).toEqual([undefined, undefined, undefined])
    const shaky = ['With those changes:', 'If you fix the typo, feel free to add', 'With that,', 'w/ the nits fixed']
    const conditions = shaky.map((text, at) => reply(`if${at}`, first ?? '', tag, { text: `${text}\n${tag}` }))
    expect(only(assemble([...mails, ...conditions])).reviews.map((review) => review.conditional)).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it('to a part that the list never got belong to that part, as their subject says', () => {
    const tag = 'Reviewed-by: Olga Maintainer <olga@kernel.example>'
    const missing = mails[2]?.messageId ?? ''
    const answer = reply('r', missing, tag, { references: [cover, missing] })
    const named = { ...answer, subject: { ...answer.subject, number: 2, total: 3 } }
    const revision = only(assemble([...mails.filter((mail) => mail.messageId !== missing), named]))
    expect(revision.reviews).toMatchObject([{ patch: 2 }])
  })

  it.each([
    ['of another version', '2', 3],
    ['of a series of another length', '1', 5],
  ])('belong where their thread puts them, where their subject is that %s', (_, version, total) => {
    const tag = 'Reviewed-by: Olga Maintainer <olga@kernel.example>'
    const answer = reply('r', 'elsewhere@x', tag, { references: [cover, 'elsewhere@x'] })
    const named = { ...answer, subject: { ...answer.subject, number: 2, version, total } }
    const revision = only(assemble([...mails.filter((mail) => mail.messageId !== second), named]))
    expect(revision.reviews.map((review) => review.patch)).toEqual([0])
  })

  it('belong to the mail that they answer, where that is here, whatever their subject says', () => {
    const answer = reply('r', cover ?? '', 'Reviewed-by: Olga Maintainer <olga@kernel.example>')
    const named = { ...answer, subject: { ...answer.subject, number: 2, total: 3 } }
    const revision = only(assemble([...mails.filter((mail) => mail.messageId !== second), named]))
    expect(revision.reviews.map((review) => review.patch)).toEqual([0])
  })

  it('belong to the patch that their subject names, where the mail between is not here', () => {
    const answer = reply('r', 'elsewhere@x', 'Reviewed-by: Olga Maintainer <olga@kernel.example>', {
      references: [cover ?? '', 'elsewhere@x'],
    })
    const named = { ...answer, subject: { ...answer.subject, number: 2, version: '1', total: 3 } }
    expect(only(assemble([...mails, named])).reviews.map((review) => review.patch)).toEqual([2])
  })

  it('to a cover that is not here belong to it, also where each patch answers the one before', () => {
    const deep = [1, 2, 3].map((n) =>
      patchWith(`d${n}@x`, `[PATCH ${n}/3] KVM: Deep ${n}`, {
        references: ['gone@x', ...Array.from({ length: n - 1 }, (_, at) => `d${at + 1}@x`)],
        inReplyTo: [n === 1 ? 'gone@x' : `d${n - 1}@x`],
        after: n,
      }),
    )
    const acked = reply('a', 'gone@x', 'Acked-by: Olga Maintainer <olga@kernel.example>')
    expect(only(assemble([...deep, acked])).reviews.map((review) => review.patch)).toEqual([0])
  })

  it('keep the note of a trailer', () => {
    const tested = { name: 'Tested-by', value: 'Olga Maintainer <olga@kernel.example>', note: '# arm64' }
    const revision = only(assemble([...mails, reply('t', cover ?? '', '', { trailers: [tested] })]))
    expect(revision.reviews[0]?.note).toBe('# arm64')
  })
})

describe('any order', () => {
  const first = seriesOf({ patches: 4 })
  const second = seriesOf({ patches: 4, version: 2, after: 4000, answers: first[0]?.messageId ?? '' })
  const other = seriesOf({ patches: 2, hasCover: false, from: max, title: 'KVM: arm64: Fix it', threading: 'deep' })
  const talk = [first[1], second[2], other[0]].map((mail, at) =>
    mailWith(`talk${at}`, `Re: ${mail?.subject.raw ?? ''}`, {
      from: olga,
      answers: mail?.messageId ?? '',
      after: 5000 + at,
    }),
  )
  const traffic = [...first, ...second, ...other, ...talk]
  const expected = assemble(traffic)

  it('of arrival, with copies, makes the same revisions', () => {
    const arrivals = shuffledSubarray([...traffic, ...traffic], { minLength: 2 * traffic.length })
    assert(
      property(arrivals, (mails) => {
        expect(assemble(mails)).toEqual(expected)
      }),
      { numRuns: 200, seed: 20260304 },
    )
  })

  it('and any delay ends in the same parts', () => {
    const delays = array(integer({ min: 0, max: 30 * 86_400_000 }), {
      minLength: traffic.length,
      maxLength: traffic.length,
    })
    assert(
      property(delays, (late) => {
        const mails = traffic.map((mail, at) => ({ ...mail, receivedAt: mail.receivedAt + (late[at] ?? 0) }))
        expect(shapes(assemble(mails))).toEqual(shapes(expected))
      }),
      { numRuns: 200, seed: 20260304 },
    )
  })

  it('taken one by one keeps a series’ id from its first mail on', () => {
    assert(
      property(shuffledSubarray([...first], { minLength: first.length }), (mails) => {
        const ids = mails.map((_, at) => assemble(mails.slice(0, at + 1)).map((revision) => revision.id))
        expect(new Set(ids.flat()).size).toBe(1)
      }),
      { numRuns: 50, seed: 20260304 },
    )
  })

  it('gives mails of one series a key in common, directly or through others', () => {
    assert(
      property(shuffledSubarray([...first], { minLength: 2 }), (mails) => {
        expect(components(mails)).toBe(1)
      }),
      { numRuns: 100, seed: 20260304 },
    )
    expect(components(other.concat(first))).toBe(2)
  })
})

function shapes(revisions: readonly Revision[]): unknown {
  return revisions
    .map(({ id, cover, patches, extra, version, replies }) => ({
      id,
      cover,
      patches,
      extra,
      version,
      replies: [...replies].sort(),
    }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** How many clusters the storage would make of these mails. */
function components(mails: readonly ListMail[]): number {
  const clusters: Set<string>[] = []
  for (const mail of mails) {
    const joined = new Set(clusterKeys(mail))
    for (const cluster of clusters.filter((each) => [...each].some((key) => joined.has(key)))) {
      for (const key of cluster) joined.add(key)
      clusters.splice(clusters.indexOf(cluster), 1)
    }
    clusters.push(joined)
  }
  return clusters.length
}
