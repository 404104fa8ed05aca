import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noMailmap, readMailmap } from '#src/mail/mailmap.ts'
import { employerChanges, employerOf, readEmployers } from '#src/stats/employers.ts'
import { rankContributors } from '#src/stats/rank-contributors.ts'

const newYear = Date.UTC(2025, 0, 1)
const ada = { name: 'Ada Fold', email: 'ada@cpu.riverbed.example', count: 3, at: newYear }
const adaAtHome = { name: 'Ada', email: 'ada@home.example', count: 2, at: newYear }
const mei = { name: 'Mei Tanaka', email: 'mei@zframe.example', count: 4, at: newYear }
const robot = { name: 'kernel test robot', email: 'lkp@intel.com', count: 99, at: newYear }
const employers = readEmployers(`
  # made up
  riverbed.example = Riverbed Systems
  zframe.example = Zframe < 2024-03-01
  zframe.example = Riverbed Systems
  mei@zframe.example = (community) < 2020-01-01
`)

describe('contributors', () => {
  test('are one person under all addresses of the mailmap, and no robots', () => {
    const mailmap = readMailmap('Ada Fold <ada@cpu.riverbed.example> <ada@home.example>')
    const ranked = rankContributors([mei, robot, ada, adaAtHome], [adaAtHome], 'author', { mailmap, employers })
    expect(ranked).toEqual([
      {
        name: 'Ada Fold',
        count: 5,
        before: 2,
        rank: 1,
        emails: ['ada@cpu.riverbed.example', 'ada@home.example'],
      },
      { name: 'Mei Tanaka', count: 4, before: 0, rank: 2, emails: ['mei@zframe.example'] },
    ])
  })

  test('share a rank with those who did as much', () => {
    const shares = [ada, mei, { ...adaAtHome, count: 4 }]
    const ranked = rankContributors(shares, [], 'author', { mailmap: noMailmap, employers })
    expect(ranked.map(({ name, rank }) => [name, rank])).toEqual([
      ['Ada', 1],
      ['Mei Tanaka', 1],
      ['Ada Fold', 3],
    ])
  })

  test('are put together by employer of the time, and by domain', () => {
    const tables = { mailmap: noMailmap, employers }
    const byEmployer = rankContributors([ada, adaAtHome, mei], [], 'employer', tables)
    expect(byEmployer.map(({ name, count }) => [name, count])).toEqual([
      ['Riverbed Systems', 7],
      ['home.example', 2],
    ])
    const meiThen = { ...mei, at: Date.UTC(2024, 1, 1) }
    expect(rankContributors([mei, meiThen], [], 'employer', tables).map(({ name }) => name)).toEqual([
      'Riverbed Systems',
      'Zframe',
    ])
    const byDomain = rankContributors([ada, mei], [], 'domain', tables)
    expect(byDomain.map(({ name }) => name)).toEqual(['zframe.example', 'cpu.riverbed.example'])
  })
})

describe('an employer', () => {
  test('changes on the days of the table, of which those within a period matter', () => {
    const [early, late] = [Date.UTC(2020, 0, 1), Date.UTC(2024, 2, 1)]
    expect(employerChanges(0, newYear, employers)).toEqual([early, late])
    expect(employerChanges(early, late, employers)).toEqual([])
    expect(employerChanges(early, late + 1, employers)).toEqual([late])
  })

  test.each([
    ['ada@cpu.riverbed.example', '2019-01-01', 'Riverbed Systems'],
    ['mei@zframe.example', '2019-01-01', '(community)'],
    ['mei@zframe.example', '2024-02-29', 'Zframe'],
    ['mei@zframe.example', '2024-03-01', 'Riverbed Systems'],
    ['x@elsewhere.example', '2024-03-01', 'elsewhere.example'],
    ['x@notriverbed.example', '2024-03-01', 'notriverbed.example'],
  ])('of %s on %s is %s', (email, day, name) => {
    expect(employerOf(email, Date.parse(day), employers)).toBe(name)
  })

  test('of the table that is shipped is read from every line', () => {
    const text = readFileSync(new URL('../../config/employers.txt', import.meta.url), 'utf8')
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    const shipped = readEmployers(text)
    expect([...shipped.byAddress.values()].flat()).toHaveLength(lines.length)
    expect(employerOf('a@linux.ibm.com', newYear, shipped)).toBe('IBM')
    expect(employerOf('a@mellanox.com', Date.parse('2019-01-01'), shipped)).toBe('Mellanox')
  })
})
