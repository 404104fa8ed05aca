import { describe, expect, it } from 'vitest'
import { readDate } from '#src/mail/date.ts'

describe('a Date header', () => {
  it.each([
    ['Mon, 5 Jan 2026 11:00:00 +0100', '2026-01-05T10:00:00.000Z'],
    ['5 Jan 2026 11:00 +0100', '2026-01-05T10:00:00.000Z'],
    ['Mon,  5 Jan 2026 11:00:00 GMT (London)', '2026-01-05T11:00:00.000Z'],
    ['Fri, 3 May 2019 13:16:30 -0700 (PDT)', '2019-05-03T20:16:30.000Z'],
    ['Fri, 3 May 2019 13:16:30 PDT', '2019-05-03T20:16:30.000Z'],
    ['Fri, 3 May 19 13:16:30 +0000', '2019-05-03T13:16:30.000Z'],
    ['Fri, 3 May 99 13:16:30 +0000', '1999-05-03T13:16:30.000Z'],
    ['Fri May  3 13:16:30 2019 -0700', '2019-05-03T20:16:30.000Z'],
    ['Mon, 5 Jan 2026 11:00:00', '2026-01-05T11:00:00.000Z'],
    ['Mon, 5 January 2026 11:00:00 -0000', '2026-01-05T11:00:00.000Z'],
    ['Fri, 1 Jan 2077 00:00:00 +0000', '2077-01-01T00:00:00.000Z'],
  ])('%s is %s', (header, iso) => {
    expect(new Date(readDate(header) ?? Number.NaN).toISOString()).toBe(iso)
  })

  it.each([
    '',
    'yesterday',
    'Mon, 31 Feb 2026 11:00:00 +0000',
    'Mon, 5 Foo 2026 11:00:00 +0000',
    'Mon, 5 Jan 2026 11:00:00 +9900',
    'Mon, 5 Jan 2026 25:00:00 +0000',
    '1 Jan 1900 00:00:00 +0000',
  ])('"%s" is no date, and never today', (header) => {
    expect(readDate(header)).toBeUndefined()
  })
})
