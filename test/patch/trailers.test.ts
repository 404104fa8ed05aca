import { describe, expect, it } from 'vitest'
import { commitTrailers, replyTrailers } from '#src/patch/trailers.ts'

describe('the trailers of a commit message', () => {
  it.each<[string, string, readonly string[]]>([
    ['one', 'Text.\n\nSigned-off-by: J <j@x.org>', ['Signed-off-by: J <j@x.org>']],
    [
      'the last paragraph only',
      'Text.\n\nCc: A <a@x.org>\n\nSigned-off-by: J <j@x.org>',
      ['Signed-off-by: J <j@x.org>'],
    ],
    [
      'a list of conflicts and a comment below',
      'T.\n\nSigned-off-by: J <j@x.org>\n\nConflicts:\n\tx86/vmx_tests.c\n# a comment\n',
      ['Signed-off-by: J <j@x.org>'],
    ],
    [
      'a body of trailers alone',
      'Cc: A <a@x.org>\nSigned-off-by: J <j@x.org>',
      ['Cc: A <a@x.org>', 'Signed-off-by: J <j@x.org>'],
    ],
    [
      'a qualifier',
      'T.\n\nTested-by: F <f@x.org> # arm64\nCc: <stable@x.org> # v6.1+',
      ['Tested-by: F <f@x.org> (# arm64)', 'Cc: stable@x.org (# v6.1+)'],
    ],
    [
      'a maintainer’s note',
      'T.\n\nSigned-off-by: J <j@x.org>\n[sean: reword]\nSigned-off-by: S <s@x.org>',
      ['Signed-off-by: J <j@x.org> ([sean: reword])', 'Signed-off-by: S <s@x.org>'],
    ],
    [
      'a maintainer’s note of several lines',
      'T.\n\nSuggested-by: B <b@x.org>\n[ann: dropped the second argument, which\n nobody used]\nSigned-off-by: A <a@x.org>',
      [
        'Suggested-by: B <b@x.org> ([ann: dropped the second argument, which nobody used])',
        'Signed-off-by: A <a@x.org>',
      ],
    ],
    [
      'a wrapped Fixes',
      'T.\n\nFixes: 0123456789ab ("KVM: a title that\nwas wrapped")\nSigned-off-by: J <j@x.org>',
      ['Fixes: 0123456789ab ("KVM: a title that was wrapped")', 'Signed-off-by: J <j@x.org>'],
    ],
    [
      'a wrapped person',
      'T.\n\nReviewed-by: A Name Of Great Length\n<long@x.org>\nSigned-off-by: J <j@x.org>',
      ['Reviewed-by: A Name Of Great Length <long@x.org>', 'Signed-off-by: J <j@x.org>'],
    ],
    [
      'a folded value',
      'T.\n\nLink: https://x.org/1\n  and more\nSigned-off-by: J <j@x.org>',
      ['Link: https://x.org/1 and more', 'Signed-off-by: J <j@x.org>'],
    ],
    ['a quoted name', 'T.\n\nSigned-off-by: "Doe, Jane" <j@x.org>', ['Signed-off-by: Doe, Jane <j@x.org>']],
    ['prose with a colon', 'T.\n\nNote: this is prose\nand goes on.', []],
    [
      'prose among signed lines',
      'T.\n\nthis line is prose\nSigned-off-by: J <j@x.org>',
      ['Signed-off-by: J <j@x.org>'],
    ],
    ['Fixes without a commit', 'T.\n\nFixes: the lamp', []],
    [
      'a cherry-pick',
      'T.\n\nSigned-off-by: J <j@x.org>\n(cherry picked from commit 0123456789ab)',
      ['Signed-off-by: J <j@x.org>'],
    ],
    ['none', '', []],
  ])('%s', (_, message, expected) => {
    expect(commitTrailers(message).map(written)).toEqual(expected)
  })
})

describe('the trailers of a reply', () => {
  it.each<[string, string, readonly string[]]>([
    ['a review', 'Looks good.\n\nReviewed-by: A <a@x.org>\n', ['Reviewed-by: A <a@x.org>']],
    [
      'with a qualifier',
      'Tested-by: F <f@x.org> #arm64\n[the first half]\n',
      ['Tested-by: F <f@x.org> (#arm64 [the first half])'],
    ],
    ['an address that became a link', 'Acked-by: A <a@x.org<mailto:a@x.org>>\n', ['Acked-by: A <a@x.org>']],
    ['indented', '  Acked-by: A <a@x.org>\n', ['Acked-by: A <a@x.org>']],
    ['quoted', '> Reviewed-by: A <a@x.org>\n>> Acked-by: B <b@x.org>\n', []],
    ['wrapped', 'Reviewed-by: A\n<a@x.org>\n', ['Reviewed-by: A <a@x.org>']],
    ['without an address', 'Reviewed-by: me\n', []],
    ['headers of a quoted mail', 'From: A <a@x.org>\nTo: B <b@x.org>\nCc: C <c@x.org>\n', []],
    [
      'a robot that asks, which the series knows for one',
      'If you fix this, kindly add following tag as appropriate\nReported-by: kernel test robot <lkp@intel.com>\n',
      ['Reported-by: kernel test robot <lkp@intel.com>'],
    ],
    ['prose', 'Suggestion: add a lamp\nI was told by: nobody\n', []],
  ])('%s', (_, text, expected) => {
    expect(replyTrailers(text).map(written)).toEqual(expected)
  })
})

function written(trailer: { readonly name: string; readonly value: string; readonly note?: string }): string {
  return `${trailer.name}: ${trailer.value}${trailer.note === undefined ? '' : ` (${trailer.note})`}`
}
