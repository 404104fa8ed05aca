import { describe, expect, it } from 'vitest'
import type { Address } from '#src/mail/message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { assemble } from '#src/series/assemble.ts'
import { summarise } from '#src/summary/summarise.ts'
import type { SeriesState } from '#src/summary/summary.ts'
import { jane, mailsById, mailWith, olga, seriesOf } from '../series/mails.ts'
import { tables } from './tables.ts'

const series = seriesOf({ patches: 4 })

function says(number: number, text: string, after: number, from: Address = olga): ListMail {
  return mailWith(`says${after}@x`, 'Re: [PATCH] x', {
    from,
    text,
    after: 1000 + after,
    answers: series[number]?.messageId ?? '',
  })
}

function relayed(mail: ListMail): ListMail {
  return { ...mail, from: { name: 'Jane via Relay', email: 'relay@x.org' } }
}

function stateAfter(...replies: readonly ListMail[]): SeriesState {
  const mails = [...series, ...replies]
  const [revision] = assemble(mails)
  if (revision === undefined) throw new Error('one revision')
  return summarise(revision, mailsById(mails), tables).state
}

describe('the state of a series', () => {
  it('is new, then in review', () => {
    expect(stateAfter()).toEqual({ is: 'new' })
    expect(stateAfter(says(1, 'Why?', 1))).toEqual({ is: 'in review' })
    expect(stateAfter(says(1, 'Sorry for the noise.', 1, jane))).toEqual({ is: 'new' })
  })

  it('is applied with sentence, mail and tree as proof', () => {
    expect(stateAfter(says(0, '> quoted words\n\nApplied to kvm/next, thanks!\n', 1))).toMatchObject({
      is: 'applied',
      sentence: 'Applied to kvm/next, thanks!',
      messageId: 'says1@x',
      tree: 'kvm/next',
      by: olga,
    })
  })

  it('is not what is quoted, nor the end of another sentence', () => {
    expect(stateAfter(says(0, '> Applied, thanks.\n\nWhere?\n', 1)).is).toBe('in review')
    expect(stateAfter(says(0, 'I do not think that this should be\napplied. It breaks guests.\n', 1)).is).toBe(
      'in review',
    )
  })

  it('adds up over patches until all are in', () => {
    expect(stateAfter(says(2, 'Applied, thanks.', 1))).toMatchObject({ is: 'applied', patches: [2] })
    expect(stateAfter(says(2, 'Applied, thanks.', 1), says(3, 'Applied, thanks.', 2))).toMatchObject({
      patches: [2, 3],
    })
    const all = [1, 2, 3, 4].map((number) => says(number, 'Applied, thanks.', number))
    expect(stateAfter(...all)).not.toHaveProperty('patches')
    expect(stateAfter(says(0, 'Applied, minus 3.', 1))).toMatchObject({ patches: [1, 2, 4] })
    expect(stateAfter(says(0, 'Queued all but the last patch, thanks.', 1))).toMatchObject({ patches: [1, 2, 3] })
    expect(stateAfter(says(0, 'Applied the first two patches.', 1))).toMatchObject({ patches: [1, 2] })
  })

  it('reads what b4 ty lists', () => {
    const text =
      'On Mon, 2 Mar 2026, Jane Roe wrote:\n> words\n\nApplied to next, thanks!\n\n[1/4] KVM: One\n      commit: 0123456789ab\n[4/4] KVM: Four\n      commit: 0123456789ac\n'
    expect(stateAfter(says(0, text, 1))).toMatchObject({ is: 'applied', tree: 'next', patches: [1, 4] })
  })

  it('reads the robots that report a decision', () => {
    const bot = { name: '', email: 'patchwork-bot+kvm@kernel.example' }
    const text =
      'Hello:\n\nThis series was applied to netdev/net-next.git (main)\nby Olga Maintainer <olga@kernel.example>:\n'
    expect(stateAfter(says(0, text, 1, bot))).toMatchObject({ is: 'applied', tree: 'netdev/net-next.git (main)' })
    expect(stateAfter(says(0, 'pw-bot: cr', 1))).toMatchObject({ is: 'changes requested' })
  })

  it('takes "dropped" for what it says', () => {
    expect(stateAfter(says(0, 'Queued, thanks.', 1), says(0, 'Now dropped from my queue.', 2)).is).toBe('in review')
  })

  it('keeps a plan apart from a fact', () => {
    expect(stateAfter(says(0, "I'll queue this next week.", 1))).toMatchObject({ is: 'queued', maybe: true })
    const done = stateAfter(says(0, 'Applied, thanks.', 1), says(0, "I'll queue the rest.", 2))
    expect(done).toMatchObject({ is: 'applied' })
    expect(done).not.toHaveProperty('maybe')
  })

  it('is refused by a reviewer, not by the author', () => {
    expect(stateAfter(says(3, 'NAK, not like this.', 1))).toMatchObject({ is: 'nak', patches: [3] })
    expect(stateAfter(says(3, 'NAK, not like this.', 1, jane)).is).toBe('new')
  })

  it('does not take an author’s "applied" for a maintainer’s', () => {
    expect(stateAfter(says(3, 'Applied, thanks.', 1, jane)).is).toBe('new')
  })

  it('knows the author whose mails a relay sends, and a maintainer who wrote one patch of many', () => {
    const applied = says(1, 'Applied, thanks.', 1, jane)
    const [revision] = assemble([...series.map(relayed), applied])
    if (revision === undefined) throw new Error('one revision')
    const state = (mails: readonly ListMail[]): SeriesState => summarise(revision, mailsById(mails), tables).state
    expect(state([...series.map(relayed), applied]).is).toBe('new')
    const others = series.map((mail, at) => (at < 2 ? relayed(mail) : { ...relayed(mail), author: olga }))
    expect(state([...others, applied])).toMatchObject({ is: 'applied', by: jane })
  })
})
