import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Joining } from '#src/storage/join-clusters.ts'
import { joinClusters } from '#src/storage/join-clusters.ts'

/** Joins batch by batch as the database does, and gives back which mails ended up together. */
function partition(batches: readonly (readonly Joining[])[]): readonly string[] {
  const clusterOfKey = new Map<string, number>()
  const mailsOf = new Map<number, number[]>()
  for (const batch of batches) {
    const sizes = new Map([...mailsOf].map(([id, mails]) => [id, mails.length]))
    for (const { id, mails, absorbed, newKeys } of joinClusters(batch, clusterOfKey, sizes)) {
      const all = [id, ...absorbed].flatMap((old) => mailsOf.get(old) ?? [])
      for (const old of absorbed) mailsOf.delete(old)
      mailsOf.set(id, [...all, ...mails])
      for (const [key, cluster] of clusterOfKey) if (absorbed.includes(cluster)) clusterOfKey.set(key, id)
      for (const key of newKeys) clusterOfKey.set(key, id)
    }
  }
  return [...mailsOf.values()].map((mails) => mails.sort((a, b) => a - b).join(' ')).sort()
}

const someMails = fc
  .array(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }), { minLength: 1, maxLength: 25 })
  .map((all) => all.map((keys, index): Joining => ({ id: index + 1, keys: keys.map(String) })))

describe('clusters', () => {
  test('are the same for any order of arrival and any batches', () => {
    fc.assert(
      fc.property(someMails, fc.infiniteStream(fc.nat()), (mails, chance) => {
        const shuffled = mails
          .map((mail) => ({ mail, place: chance.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ mail }) => mail)
        const cut = Math.floor(mails.length / 2)
        expect(partition([shuffled.slice(0, cut), shuffled.slice(cut)])).toEqual(partition([mails]))
        expect(partition(shuffled.map((mail) => [mail]))).toEqual(partition([mails]))
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  test('the smaller goes into the larger', () => {
    const known = new Map([
      ['a', 10],
      ['b', 20],
    ])
    const sizes = new Map([
      [10, 2],
      [20, 900],
    ])
    const [joined] = joinClusters([{ id: 1000, keys: ['a', 'b', 'c'] }], known, sizes)
    expect(joined).toEqual({ id: 20, isNew: false, mails: [1000], absorbed: [10], newKeys: ['c'] })
  })

  test('a chain of ten thousand mails in one batch is one cluster, quickly', () => {
    const chain = Array.from({ length: 10_000 }, (_, id): Joining => ({ id, keys: [String(id), String(id + 1)] }))
    expect(joinClusters(chain, new Map(), new Map())).toHaveLength(1)
  })
})
