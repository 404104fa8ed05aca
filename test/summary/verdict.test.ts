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
  ])('"%s" decides nothing', (sentence) => {
    expect(readVerdict(sentence, false)).toBeUndefined()
  })

  it.each([
    "I'll queue it for my next PR.",
    'Let me queue this up and see.',
    'I will apply this tomorrow.',
    'It should be applied now.',
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
    expect(numbersIn('1-3, 7 and 9..10')).toEqual([1, 2, 3, 7, 9, 10])
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
