import { expect, test } from 'vitest'
import { headCount } from '#src/stats/head-count.ts'
import { printTables } from '#src/stats/print-digest.ts'

function counted(...people: readonly (readonly [name: string, email: string, mails: number])[]) {
  const count = headCount()
  for (const [name, email, mails] of people) for (let mail = 0; mail < mails; mail++) count.add({ name, email })
  return count
}

test('one address is one person, however it is written; the newest name counts', () => {
  const count = counted(['M. Tanaka', 'Mei@Riverbed.example', 1], ['Mei Tanaka', 'mei@riverbed.example', 2])
  expect(count.people(15)).toEqual([{ name: 'Mei Tanaka <mei@riverbed.example>', count: 3 }])
  expect(count.domains(15)).toEqual([{ name: 'riverbed.example', count: 3 }])
})

test('ties stand in reverse alphabetical order, numbers to the right', () => {
  const count = counted(['Ada', 'ada@b.example', 4], ['Zoe', 'zoe@a.example', 4], ['Mei', 'mei@c.example', 21])
  expect(printTables(count.domains(2), count.people(15), 15).split('\n').slice(0, 9)).toEqual([
    'Top 15 contributor Email domains (Based on Email Body)',
    '',
    '     21 c.example',
    '      4 b.example',
    '',
    'Top 15 contributors (Based on Email Body)',
    '',
    '     21  Mei <mei@c.example>',
    '      4  Zoe <zoe@a.example>',
  ])
})
