import { describe, expect, it } from 'vitest'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { findPrevious, lineages } from '#src/series/lineage.ts'
import type { Lineage, Revision } from '#src/series/revision.ts'
import { compareVersions } from '#src/series/version-order.ts'
import { jane, mailsById, mailWith, max, patchWith, seriesOf } from './mails.ts'

const day = 86_400

/** Links of all revisions, checked to be the same through the index and by asking for each. */
function chains(mails: readonly ListMail[]): { revisions: readonly Revision[]; of: (at: number) => Lineage } {
  const revisions = assemble(mails)
  const mailOf = mailsById(mails)
  const all = lineages(revisions, mailOf)
  for (const revision of revisions) expect(findPrevious(revision, revisions, mailOf)).toEqual(all.get(revision.id))
  return {
    revisions,
    of: (at) => all.get(revisions[at]?.id ?? '') ?? { previous: undefined, previousBecause: undefined },
  }
}

function changed(mails: readonly ListMail[], wishes: Partial<ListMail>): ListMail[] {
  return mails.map((mail) => ({ ...mail, ...wishes }))
}

function linkingTo(mails: readonly ListMail[], base: readonly ListMail[]): ListMail[] {
  return mails.map((mail) => ({ ...mail, evidence: { ...mail.evidence, links: [base[0]?.messageId ?? ''] } }))
}

describe('the previous revision', () => {
  it('is found by author and title, the newest one before', () => {
    const mails = [1, 2, 3].flatMap((version) => seriesOf({ version, after: version * day }))
    const { revisions, of } = chains(mails)
    expect(of(0).previous).toBeUndefined()
    expect(of(1)).toEqual({ previous: revisions[0]?.id, previousBecause: 'author and title' })
    expect(of(2).previous).toBe(revisions[1]?.id)
  })

  it('is found by change-id before everything else, whatever the title says', () => {
    const evidence = {
      changeId: '20260101-frob-0123456789ab',
      prerequisites: [],
      supersedes: [],
      dependsOn: [],
      links: [],
    }
    const first = changed(seriesOf({ title: 'KVM: Old words' }), { evidence })
    const second = changed(seriesOf({ title: 'KVM: New words', version: 2, after: day }), { evidence })
    expect(chains([...first, ...second]).of(1).previousBecause).toBe('change-id')
  })

  it('is what the change-id names, not later work of the same words', () => {
    const none = { prerequisites: [], supersedes: [], dependsOn: [], links: [] }
    const evidence = { ...none, changeId: '20260101-frob-0123456789ab' }
    const first = changed(seriesOf({ title: 'KVM: Frob' }), { evidence })
    const other = seriesOf({ title: 'KVM: Frob', after: day, patches: 2 })
    const second = changed(seriesOf({ title: 'KVM: Frob', version: 2, after: 2 * day }), { evidence })
    const { revisions, of } = chains([...first, ...other, ...second])
    expect(of(2)).toEqual({ previous: revisions[0]?.id, previousBecause: 'change-id' })
  })

  it('is told by the change-id where a link says the same', () => {
    const none = { prerequisites: [], supersedes: [], dependsOn: [], links: [] }
    const evidence = { ...none, changeId: '20260101-frob-0123456789ab' }
    const first = changed(seriesOf({ title: 'KVM: Old words' }), { evidence })
    const links = [first[0]?.messageId ?? '']
    const second = changed(seriesOf({ title: 'KVM: New words', version: 2, after: day }), {
      evidence: { ...evidence, links },
    })
    expect(chains([...first, ...second]).of(1).previousBecause).toBe('change-id')
  })

  it('is found by a link in the cover, though every title changed', () => {
    const first = seriesOf({ title: 'KVM: Old words' })
    const second = seriesOf({ title: 'KVM: New words', version: 2, after: day })
    const links = [first[0]?.messageId ?? '']
    const [cover, ...patches] = second
    const linking = { ...(cover as ListMail), evidence: { ...(cover as ListMail).evidence, links } }
    expect(chains([...first, linking, ...patches]).of(1).previousBecause).toBe('link')
  })

  it('is what the cover says to replace, whoever sent that under whatever title', () => {
    const first = seriesOf({ title: 'KVM: Old words', from: max })
    const [cover, ...patches] = seriesOf({ title: 'KVM: New words', after: day })
    const supersedes = [first[0]?.messageId ?? '']
    const replacing = { ...(cover as ListMail), evidence: { ...(cover as ListMail).evidence, supersedes } }
    const { revisions, of } = chains([...first, replacing, ...patches])
    expect(of(1)).toEqual({ previous: revisions[0]?.id, previousBecause: 'link' })
  })

  it('is not what a cover links to as a dependency', () => {
    const base = seriesOf({ title: 'KVM: Base work', from: max })
    const work = seriesOf({ title: 'KVM: Work on top', after: day })
    const [cover, ...patches] = work
    const links = [base[0]?.messageId ?? '']
    const linking = { ...(cover as ListMail), evidence: { ...(cover as ListMail).evidence, links } }
    expect(chains([...base, linking, ...patches]).of(1).previous).toBeUndefined()
  })

  it('is found in the thread where the title changed', () => {
    const first = seriesOf({ title: 'KVM: Old words' })
    const second = seriesOf({ title: 'KVM: New words', version: 2, after: day, answers: first[0]?.messageId ?? '' })
    expect(chains([...first, ...second]).of(1).previousBecause).toBe('in-reply-to')
  })

  it('is not other work of the same person in the same thread', () => {
    const first = seriesOf({ title: 'KVM: Old words' })
    const other = seriesOf({ title: 'KVM: Some fix', after: day, answers: first[0]?.messageId ?? '' })
    expect(chains([...first, ...other]).of(1).previous).toBeUndefined()
  })

  it('is found when one patch became a series with another title', () => {
    const single = patchWith('single@x', '[PATCH] KVM: x86: Rework the frobnicator, step 2')
    const { of, revisions } = chains([
      single,
      ...seriesOf({ version: 2, after: day, title: 'KVM: x86: Rework the frobnicator' }),
    ])
    expect(of(1)).toEqual({ previous: revisions[0]?.id, previousBecause: 'shared patches' })
  })

  it('is the RFC of a first version', () => {
    const rfc = seriesOf({ prefix: 'RFC PATCH', version: 3 })
    expect(chains([...rfc, ...seriesOf({ after: day })]).of(1).previousBecause).toBe('author and title')
  })

  it('is never sent later, and never has a higher number', () => {
    const late = seriesOf({ version: 2, after: 0 })
    const v3 = seriesOf({ version: 3, after: day })
    const { of } = chains([...v3, ...late])
    expect(of(0).previous).toBeUndefined()
    const backwards = chains([...seriesOf({ version: 5 }), ...seriesOf({ version: 4, after: day })])
    expect(backwards.of(1).previous).toBeUndefined()
  })

  it('is not the same words for another tree, by another person, or of years ago', () => {
    const first = seriesOf()
    expect(
      chains([...first, ...seriesOf({ prefix: 'PATCH 6.12', version: 2, after: day })]).of(1).previous,
    ).toBeUndefined()
    expect(chains([...first, ...seriesOf({ from: max, version: 2, after: day })]).of(1).previous).toBeUndefined()
    expect(chains([...first, ...seriesOf({ version: 2, after: 400 * day })]).of(1).previous).toBeUndefined()
  })

  it('is not last month’s pull request with the same title', () => {
    const pulls = [0, 30].map((at) =>
      mailWith(`pull${at}@x`, '[GIT PULL] KVM fixes', { kind: 'pull', after: at * day }),
    )
    expect(chains(pulls).of(1).previous).toBeUndefined()
  })

  it('is not this morning’s pull request with the same title, and no pull request where patches follow', () => {
    const [pull, second] = [0, 3600].map((after) =>
      mailWith(`pull${after}@x`, '[GIT PULL] KVM: Frob', { kind: 'pull', after }),
    )
    expect(chains([pull, second] as ListMail[]).of(1).previous).toBeUndefined()
    const patches = seriesOf({ title: 'KVM: Frob', version: 2, after: day })
    expect(chains([pull as ListMail, ...patches]).of(1).previous).toBeUndefined()
  })

  it('is the version between under another title, where most of the patches are its own', () => {
    const first = seriesOf({ title: 'KVM: Frob' })
    const [cover, ...patches] = seriesOf({ title: 'KVM: Frob', version: 2, after: day })
    const renamed = mailWith(cover?.messageId ?? '', '[PATCH v2 0/3] KVM: Nicer words', { after: day })
    const third = seriesOf({ title: 'KVM: Frob', version: 3, after: 2 * day })
    const { revisions, of } = chains([...first, renamed, ...patches, ...third])
    expect(of(2)).toEqual({ previous: revisions[1]?.id, previousBecause: 'shared patches' })
  })

  it('is not a later series that only borrows one of the patches', () => {
    const first = seriesOf({ title: 'KVM: Frob' })
    const other = seriesOf({ title: 'KVM: Gather', patches: 5, after: day })
    const title = first[2]?.subject.title ?? ''
    const gathered = other.map((mail, at) => (at === 2 ? { ...mail, subject: { ...mail.subject, title } } : mail))
    const second = seriesOf({ title: 'KVM: Frob', version: 2, after: 2 * day })
    const { revisions, of } = chains([...first, ...gathered, ...second])
    expect(of(2)).toEqual({ previous: revisions[0]?.id, previousBecause: 'author and title' })
  })

  it('is of two sent at once the one that the change-id names', () => {
    const evidence = {
      changeId: '20260101-frob-0123456789ab',
      prerequisites: [],
      supersedes: [],
      dependsOn: [],
      links: [],
    }
    const alike = seriesOf({ title: 'KVM: New words', run: '20260304120000.11' })
    const named = changed(seriesOf({ title: 'KVM: Old words', run: '20260304120000.12' }), { evidence })
    const second = changed(seriesOf({ title: 'KVM: New words', version: 2, after: day }), { evidence })
    const { revisions, of } = chains([...alike, ...named, ...second])
    const older = revisions.find((revision) => revision.title === 'KVM: Old words')
    expect(of(2)).toEqual({ previous: older?.id, previousBecause: 'change-id' })
  })

  it('is handed over to a maintainer who sends most of its patches on, even after many versions', () => {
    const first = seriesOf({ version: 6, patches: 3 })
    const other = seriesOf({ version: 17, patches: 4, after: 450 * day, from: max }).map((mail, at) => ({
      ...mail,
      author: at === 2 || at === 3 ? jane : max,
      fingerprint: at === 0 ? undefined : `diff ${at}`,
      subject: { ...mail.subject, title: `KVM: New ${at}` },
    }))
    const title = first[2]?.subject.title ?? ''
    const sentOn = other.map((mail, at) => (at === 3 ? { ...mail, subject: { ...mail.subject, title } } : mail))
    const named = sentOn.map((mail, at) => (at === 4 ? { ...mail, author: jane } : mail))
    expect(chains([...first, ...named]).of(1).previousBecause).toBe('shared patches')
    expect(chains([...first, ...other]).of(1).previous).toBeUndefined()
    // The same version again, by somebody else, is no next one.
    const sameVersion = named.map((mail) => ({
      ...mail,
      sentAt: mail.receivedAt - 400 * day * 1000,
      subject: { ...mail.subject, version: '6' },
    }))
    expect(chains([...first, ...sameVersion]).of(1).previous).toBeUndefined()
    // One borrowed patch is no hand-over.
    const borrowed = named.map((mail, at) => (at === 3 ? mail : { ...mail, author: max }))
    expect(chains([...first, ...borrowed]).of(1).previous).toBeUndefined()
  })

  it('is the same person’s under another address', () => {
    const home = { name: jane.name, email: 'jane.roe@home.example' }
    expect(chains([...seriesOf(), ...seriesOf({ version: 2, after: day, from: home })]).of(1).previous).toBeDefined()
  })
})

describe('versions', () => {
  it('are ordered by their numbers', () => {
    expect(['10', '5.5', '2', '6', '5'].sort(compareVersions)).toEqual(['2', '5', '5.5', '6', '10'])
  })
})

describe('dates', () => {
  it('from the future are not believed', () => {
    const [first, second, third] = [1, 2, 3].map((version) => seriesOf({ version, after: version * day }))
    const future = changed(second ?? [], { sentAt: Date.UTC(2077, 0) })
    const { revisions, of } = chains([...(first ?? []), ...future, ...(third ?? [])])
    expect(revisions.map((revision) => revision.version)).toEqual(['1', '2', '3'])
    expect(of(1).previous).toBe(revisions[0]?.id)
    expect(of(2).previous).toBe(revisions[1]?.id)
  })
})

describe('titles that come again', () => {
  it('for other patches are other work', () => {
    const first = seriesOf({ title: 'KVM: fixes' })
    const again = changed(seriesOf({ title: 'KVM: fixes', after: day, run: '20260305120000.9' }), {}).map((mail, at) =>
      at === 0
        ? mail
        : { ...mail, fingerprint: `other ${at}`, subject: { ...mail.subject, title: `KVM: Other ${at}` } },
    )
    expect(chains([...first, ...again]).of(1).previous).toBeUndefined()
  })

  it('for the same patches within a month are the version sent again, label or not', () => {
    const first = seriesOf({ title: 'KVM: fixes' })
    const again = seriesOf({ title: 'KVM: fixes', after: day, run: '20260305120000.9' })
    const late = seriesOf({ title: 'KVM: fixes', after: 40 * day, run: '20260305120000.9' })
    expect(chains([...first, ...again]).of(1).previousBecause).toBe('author and title')
    expect(chains([...first, ...late]).of(1).previous).toBeUndefined()
  })

  it('for one patch within a week are that patch mended', () => {
    const [first, soon, later] = [0, 2, 20].map((days) =>
      patchWith(`lone${days}@x`, '[PATCH net] KVM: Fix', { after: days * day, fingerprint: `diff ${days}` }),
    )
    expect(chains([first, soon] as ListMail[]).of(1).previousBecause).toBe('author and title')
    expect(chains([first, later] as ListMail[]).of(1).previous).toBeUndefined()
  })

  it('are sent again where only the cover went out before', () => {
    const [cover] = seriesOf({ title: 'KVM: Frob', run: '20260304110000.1', after: -60 })
    const { revisions, of } = chains([cover as ListMail, ...seriesOf({ title: 'KVM: Frob' })])
    expect(of(1).previous).toBe(revisions[0]?.id)
  })

  it('for stable trees are rounds, no versions', () => {
    const rounds = [0, 3].map((days) =>
      patchWith(`round${days}@x`, `[PATCH AUTOSEL 5.5 4${days}/75] KVM: Fix`, { after: days * day }),
    )
    expect(chains(rounds).of(1).previous).toBeUndefined()
  })
})

describe('a link to work under another title', () => {
  it('does not hide the version before', () => {
    const base = seriesOf({ title: 'KVM: Base work', version: 3 })
    const third = linkingTo(seriesOf({ title: 'KVM: On top', version: 3, after: 5 * day }), base)
    const fourth = linkingTo(seriesOf({ title: 'KVM: On top', version: 4, after: 9 * day }), base)
    const { revisions, of } = chains([...base, ...third, ...fourth])
    expect(of(2).previous).toBe(revisions[1]?.id)
  })

  it('is none from a first version to an RFC without a word in common', () => {
    const rfc = seriesOf({ title: 'virtio-iommu: Topology by devicetree', prefix: 'RFC PATCH' })
    const table = seriesOf({ title: 'ACPI: Read the new table', after: day })
    const words = seriesOf({ title: 'virtio-iommu: Topology by ACPI', after: day })
    expect(chains([...rfc, ...linkingTo(table, rfc)]).of(1).previous).toBeUndefined()
    expect(chains([...rfc, ...linkingTo(words, rfc)]).of(1).previousBecause).toBe('link')
  })
})
