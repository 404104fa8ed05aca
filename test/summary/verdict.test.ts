import { describe, expect, it } from 'vitest'
import { numbersIn, readVerdict } from '#src/summary/verdict.ts'

describe('a sentence', () => {
  it.each([
    ['Applied, thanks!', 'applied', undefined],
    ['Series applied, thanks.', 'applied', undefined],
    ['Applied to kvm-x86 selftests, thanks!', 'applied', 'kvm-x86 selftests'],
    ['Applied to vfio next branch for v6.20/7.0.', 'applied', 'vfio next'],
    ['Both patches applied to next.', 'applied', 'next'],
    ["I've applied this to my tree.", 'applied', undefined],
    ['Thanks for the fix, applied to kvm/next.', 'applied', 'kvm/next'],
    ['Looks good, applied.', 'applied', undefined],
    ['Thanks Jane, applied.', 'applied', undefined],
    ['Merged.', 'applied', undefined],
    ['Pushed, thanks!', 'applied', undefined],
    ['This is now in kvm/queue.', 'applied', 'kvm/queue'],
    ['Queued, thanks.', 'queued', undefined],
    ['Queued for 7.1, thanks.', 'queued', '7.1'],
    ['thanks, queued', 'queued', undefined],
    ['Thanks this is queued for next.', 'queued', 'next'],
    ['Thanks, picked', 'applied', undefined],
    ['Thanks, taken for 6.10.', 'applied', '6.10'],
    ['Took patches 1 through 4.', 'applied', undefined],
    ['Thanks, committed as 0123abcd1234.', 'applied', undefined],
    ['Added to kvm/queue.', 'applied', 'kvm/queue'],
    ['Applied 1-9 to kvm-x86 misc, thanks!', 'applied', 'kvm-x86 misc'],
    ['Thank you, applied to the staging branch.', 'applied', 'staging'],
    ['Fixed the typo and queued, thanks.', 'queued', undefined],
    ['I went ahead and applied this.', 'applied', undefined],
    ['Queuing this one, thanks.', 'queued', undefined],
    ['Applying to next, thanks.', 'applied', 'next'],
    ['v3 applied, thanks.', 'applied', undefined],
    ['Queued (with a slight tweak to the changelog), thanks.', 'queued', undefined],
    ["I've merged the lot in two steps.", 'applied', undefined],
    ['Queued this series for Linux-6.5.', 'queued', 'Linux-6.5'],
  ])('"%s" is %s', (sentence, is, tree) => {
    const verdict = readVerdict(sentence, false)
    expect(verdict?.is).toBe(is)
    expect(verdict?.maybe).toBeUndefined()
    expect(verdict?.tree).toBe(tree)
  })

  it.each([
    'If your patch is applied to the wrong git tree, drop us a note.',
    'I tested with these patches applied and everything works.',
    'Applied your suggestion, thanks.',
    'Applied cleanly on top of next.',
    'I applied this series and tested it on my machine.',
    'It fails for me even without this series applied.',
    'Has this been applied?',
    'Once this is applied we can drop the workaround.',
    'This has not been applied yet.',
    'Not applied, see above.',
    'The packets are queued in the ring.',
    'Pages that were merged stay merged.',
    'The lock is taken in front of the call.',
    'We have introduced a parameter and applied it to the tests.',
    'Oh you applied it, then I need no new version.',
    'This should be dropped.',
    'The guest is pulled out of the loop.',
    "It wasn't merged.",
    'This was merged in 5.4, so what?',
    'It was applied upstream in commit 0123abcd1234.',
    'Queued work is flushed on exit.',
    'Pulled in by the header.',
    'Merged the two functions.',
    'Merged in the next version.',
    'Pushed down into the callee.',
    'Applied in v2.',
    'Applied to all patches.',
    'Applied to both functions.',
    'Queued interrupts are lost.',
    'Done, applied in v4.',
    'Applied against kvm/next, builds fine.',
    'Applied this on top of v6.7-rc1 and the guest booted.',
    'Thanks, applied in my next version.',
    'Thanks, I applied these changes.',
    'Ok, merged into patch 3.',
    'Merged with patch 2.',
    'Picked up R-b tags.',
    'Picked up by the compiler.',
    'Picked a random value.',
    'Pushed to a branch here.',
    'Taken together, these changes are fine.',
    'Took me a while to see.',
    'Committed memory is not freed.',
    'Added to the list of vCPUs.',
    'Thanks, added to v2.',
    'Taken care of.',
    'Applying this to 6.3 gives a conflict.',
    "I'll queue this unless somebody objects.",
  ])('"%s" decides nothing', (sentence) => {
    expect(readVerdict(sentence, false)).toBeUndefined()
  })

  it.each([
    "I'll queue it for my next PR.",
    'Let me queue this up and see.',
    'I will apply this tomorrow.',
    'It should be applied now.',
    'Already merged.',
    'This patch has been applied to 5.10-stable.',
    'Applied locally.',
  ])('"%s" may be so', (sentence) => {
    expect(readVerdict(sentence, false)?.maybe).toBe(true)
  })

  it('names patches, and those that were left out', () => {
    expect(readVerdict('Applied patches 1-3 and 5 to next.', false)?.patches).toEqual([1, 2, 3, 5])
    expect(readVerdict('Applied to kvm-x86 xen, minus 18 and 19.', false)).toMatchObject({
      tree: 'kvm-x86 xen',
      except: [18, 19],
    })
    expect(readVerdict('Queued all but patch 4, thanks.', false)?.except).toEqual([4])
    expect(readVerdict('Patches 2 and 3 applied.', false)?.patches).toEqual([2, 3])
    expect(readVerdict("I've queued 1-3.", false)?.patches).toEqual([1, 2, 3])
    expect(readVerdict('Applied the first two patches, thanks.', false)?.patches).toEqual([1, 2])
    expect(readVerdict('Queued all but the last patch.', false)?.except).toEqual([-1])
    expect(readVerdict('Queued for 6.8, thanks.', false)?.patches).toBeUndefined()
    // A number that something else is said of.
    expect(readVerdict('Applied 1-3, 4 needs a respin.', false)?.patches).toEqual([1, 2, 3])
    expect(readVerdict('Applied patches 1-3, 4 needs more work.', false)?.patches).toEqual([1, 2, 3])
    expect(readVerdict('Patches 1,2 & 5 applied, 3 needs more work.', false)?.patches).toEqual([1, 2, 5])
    expect(numbersIn('1-3, 7 and 9..10')).toEqual([1, 2, 3, 7, 9, 10])
    expect(numbersIn('1-9999')).toHaveLength(1000)
  })

  it.each<
    [string, tree: string | undefined, patches: readonly number[] | undefined, except: readonly number[] | undefined]
  >([
    ['Applied all but 3/5 to kvm-x86 misc, thanks.', 'kvm-x86 misc', undefined, [3]],
    ['Queued, minus 3/5, thanks.', undefined, undefined, [3]],
    ['Applied to kvm/next, except 2/5.', 'kvm/next', undefined, [2]],
    ['Applied minus patch 2 to kvm/next.', 'kvm/next', undefined, [2]],
    ['Applied all but 3 and 4 for 6.10, thanks.', '6.10', undefined, [3, 4]],
    ['Applied 1/5 and 2/5 to kvm/next, thanks.', 'kvm/next', [1, 2], undefined],
    ['Applied patches 1/5 and 2/5, thanks.', undefined, [1, 2], undefined],
    ['Queued patches 1/5 through 3/5.', undefined, [1, 2, 3], undefined],
    ['Applied 1, 2 and 4 to kvm/next, thanks.', 'kvm/next', [1, 2, 4], undefined],
    ['Applied patch 1 to 6.10, thanks.', '6.10', [1], undefined],
    ['Applied to fixes/6.1, thanks.', 'fixes/6.1', undefined, undefined],
    ['Applied 3/4.', undefined, [3], undefined],
    ['Queued 2/4.', undefined, [2], undefined],
    ['Applied 1 and 2, 3 needs more work.', undefined, [1, 2], undefined],
    ['Applied 1, 3, and 5 to next.', 'next', [1, 3, 5], undefined],
  ])('takes no total, tree or release for a patch: "%s"', (sentence, tree, patches, except) => {
    const verdict = readVerdict(sentence, false)
    expect([verdict?.is, verdict?.maybe]).toEqual([/^queued/i.test(sentence) ? 'queued' : 'applied', undefined])
    expect([verdict?.tree, verdict?.patches, verdict?.except]).toEqual([tree, patches, except])
  })

  it('about a pull request says pulled', () => {
    expect(readVerdict('Pulled, thanks.', true)?.is).toBe('pulled')
    expect(readVerdict('Busy week, but I have already pulled it locally.', true)?.is).toBe('pulled')
  })

  it('refuses in capitals', () => {
    expect(readVerdict('NAK, this must never be exported.', false)?.is).toBe('nak')
    expect(readVerdict('So NACK.', false)?.is).toBe('nak')
    expect(readVerdict('The device sends a NAK on overflow.', false)).toBeUndefined()
  })

  it('asks for a new version', () => {
    expect(readVerdict('Please respin on top of next.', false)?.is).toBe('changes requested')
    expect(readVerdict('Could you send a v3 with that fixed.', false)?.is).toBe('changes requested')
  })

  it('takes back', () => {
    expect(readVerdict('Now dropped from my testing branch.', false)?.is).toBe('dropped')
    expect(readVerdict('The patch has been reverted from devel.', false)?.is).toBe('dropped')
  })
})
