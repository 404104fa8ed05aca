import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Operation } from '#src/cli/recording-platform.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { lastText, replay, sample, threadsOf, type Thread } from './replay.ts'

let storage: Storage
let operations: readonly Operation[]
let threads: readonly Thread[]

beforeAll(async () => {
  storage = await openStorage('sqlite::memory:')
  operations = await replay(sample, storage, [{ platform: 'terminal', channel: 'everything', list: 'kvm', filter: '' }])
  threads = threadsOf(operations)
}, 60_000)

afterAll(() => storage.close())

function threadsTitled(words: string): readonly Thread[] {
  const found = threads.filter(({ title }) => title.includes(words))
  if (found.length === 0) throw new Error(`no thread is called ${words}`)
  return found
}

function replyThat(thread: Thread | undefined, pattern: RegExp): readonly unknown[] {
  return (thread?.replies ?? []).filter((notices) => pattern.test(lastText(notices)))
}

describe('the sample week, from the mbox to the channel', () => {
  test('is ingested whole, each mail once, and nothing is left to send', async () => {
    const counts = await storage.counts()
    expect(counts.mails).toBe(187)
    expect(counts.problems).toBe(0)
    expect(counts.outbox).toMatchObject({ pending: 0, sending: 0, retry: 0, uncertain: 0, dead: 0 })
    expect(counts.outbox.sent).toBe(operations.filter(({ op }) => op === 'post').length)
  })

  test('gives every series a root of its own, and no mail that is no series', () => {
    expect(threads.length).toBeGreaterThanOrEqual(40)
    expect(threads.some(({ title }) => /upstream call|clock runs backwards|warning: variable/.test(title))).toBe(false)
  })

  test('lists the patches of a series as the first reply of its root', () => {
    const [v1] = threadsTitled('Recover huge pages lazily')
    expect(lastText(v1?.replies[0] ?? [])).toMatch(
      /Count zapped leaf SPTEs.*\n.*Recover huge pages from a worker.*\n.*Stop recovery.*\n.*Measure the pause/,
    )
  })

  test('puts a review into the thread of the version that it reviews', () => {
    const [v1, v2] = threadsTitled('Recover huge pages lazily')
    expect(replyThat(v1, /Oluwaseun Adeyemi.*02\/04[^]*worker may run after the memslot/)).toHaveLength(1)
    expect(replyThat(v2, /Oluwaseun Adeyemi[^]*That closes the race/)).toHaveLength(1)
    expect(replyThat(v1, /That closes the race/)).toHaveLength(0)
  })

  test('lets a mail of nothing but trailers move the counters of the root, without a post', () => {
    const [fix] = threadsTitled('Flush the ASID when a nested VMRUN')
    expect(replyThat(fix, /Maya Thornquist/)).toHaveLength(0)
    expect(lastText(fix?.root ?? [])).toContain('R-b 1')
  })

  test('opens a new root for v2, and says in the thread of v1 that it is superseded', () => {
    const [v1, v2, v3] = threadsTitled('Recover huge pages lazily')
    expect(replyThat(v1, /Superseded by v2/)).toHaveLength(1)
    expect(v1?.root.at(-1)?.tone).toBe('muted')
    expect(JSON.stringify(v1?.root.at(-1))).toContain(v2?.id)
    expect(JSON.stringify(v2?.root.at(0))).toContain(v1?.id)
    expect(replyThat(v2, /Superseded by v3/)).toHaveLength(1)
    expect(v3?.root.at(-1)?.tone).not.toBe('muted')
  })

  test('edits root and patch list when a part comes two hours late', () => {
    const [series] = threadsTitled('Doorbells for vCPUs')
    const [list] = series?.replies ?? []
    expect(lastText(list?.slice(0, 1) ?? [])).not.toContain('Ring for sleeping vCPUs')
    expect(lastText(list ?? [])).toContain('Ring for sleeping vCPUs')
    expect(lastText(series?.root.slice(0, 1) ?? [])).toContain('2/3')
    expect(lastText(series?.root ?? [])).not.toContain('2/3 received')
  })

  test('shows a series of which only a part was sent to this list as that', () => {
    const [treewide] = threadsTitled('treewide: Read yes and no')
    expect(lastText(treewide?.root ?? [])).toContain('2 of 9')
  })

  test('puts parts that came in the wrong order into one series, in the right order', () => {
    const series = threadsTitled('storage keys without the guest page table lock')
    expect(series).toHaveLength(1)
    expect(lastText(series[0]?.replies[0] ?? [])).toMatch(
      /Move key handling[^]*Export the walker[^]*Set keys[^]*Remove the lock/,
    )
  })

  test('marks what was applied on the root', () => {
    const [, , v3] = threadsTitled('Recover huge pages lazily')
    expect(v3?.root.at(-1)?.tone).toBe('good')
    expect(lastText(v3?.root ?? [])).toMatch(/Applied/)
  })

  test('names the author that the mail names, whoever sent it', () => {
    expect(lastText(threadsTitled('Drop the LPI reference')[0]?.root ?? [])).toContain('José Ibáñez')
    expect(lastText(threadsTitled('Restore hstateen on every load')[0]?.root ?? [])).toContain('Priya Raman')
    expect(lastText(threadsTitled('Sort the list of extensions')[0]?.root ?? [])).toContain('Pete Garrick')
  })

  test('read a second time changes nothing and posts nothing', async () => {
    const before = await storage.counts()
    expect(
      await replay(sample, storage, [{ platform: 'terminal', channel: 'everything', list: 'kvm', filter: '' }]),
    ).toEqual([])
    expect(await storage.counts()).toEqual(before)
  })
})
