import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SavedSeries, Storage } from '#src/storage/storage.ts'
import { addRows, announcement, notice, row, theCluster } from '../storage/outbox-rows.ts'
import { rawOf } from '../storage/raw-of.ts'
import { listMail, maya, newMail, summaryOf } from '../storage/shapes.ts'
import { digestsContract } from './digests.contract.ts'
import { personalContract } from './personal.contract.ts'
import { rulesContract } from './rules.contract.ts'

/**
 * What every database must do, in words of `Storage`. `fresh` gives an empty one; `reopen` gives the same one again
 * after it was closed, undefined where that makes no sense.
 */
export function storageContract(
  name: string,
  fresh: () => Promise<Storage>,
  reopen?: (closed: Storage) => Promise<Storage>,
): void {
  describe(`storage on ${name}`, () => {
    let storage: Storage
    beforeEach(async () => {
      storage = await fresh()
    })
    afterEach(async () => {
      await storage.close()
    })

    digestsContract(() => storage)
    personalContract(() => storage)
    rulesContract(() => storage)

    describe('mails in', () => {
      test('saves mails and cursor together, and gives back both, with the raw bytes', async () => {
        const mail = newMail(
          { messageId: 'one@example.org' },
          { raw: 'From: x\n\nhello\n', archs: ['x86'], subsystems: ['KVM X86 (KVM/x86)'] },
        )
        expect(await storage.saveMails('imap:kvm', 'kvm', [mail], 'cursor 1')).toBe(1)
        expect(await storage.cursorOf('imap:kvm')).toBe('cursor 1')
        expect(await storage.cursorOf('imap:other')).toBeUndefined()
        const found = await storage.mailById('one@example.org')
        expect(found?.mail).toEqual(mail.mail)
        expect(found).toMatchObject({
          list: 'kvm',
          source: 'imap:kvm',
          archs: ['x86'],
          subsystems: ['KVM X86 (KVM/x86)'],
        })
        expect(await rawOf(storage, 'one@example.org')).toBe('From: x\n\nhello\n')
        expect(await rawOf(storage, 'two@example.org')).toBeUndefined()
      })

      test('tells which mails a list brought as they came in', async () => {
        const here = newMail({ messageId: 'here' }, { raw: 'here' })
        const lost = newMail({ messageId: 'lost', problem: 'not fetched: gone' })
        await storage.saveMails('s', 'kvm', [here, lost], '1')
        await storage.saveMails('t', 'kvm x', [newMail({ messageId: 'there' }, { raw: 'there' })], '1')
        const asked = ['here', 'lost', 'there', 'nowhere', ...Array.from({ length: 120 }, (_, at) => `more ${at}`)]
        expect([...(await storage.mailsInList('kvm', asked))]).toEqual(['here'])
        expect([...(await storage.mailsInList('kvm x', asked))]).toEqual(['there'])
        expect([...(await storage.mailsInList('kvm', []))]).toEqual([])
      })

      test('gives back each of the mails that came together, the large beside the small', async () => {
        const raws = Array.from({ length: 40 }, (_, at) => `From: x\n\n${'a line of it\n'.repeat(at * 50)}${at}\n`)
        const mails = raws.map((raw, at) => newMail({ messageId: `m${at}` }, { raw }))
        await storage.saveMails('s', 'kvm', mails, '1')
        for (const [at, raw] of raws.entries()) {
          expect(await rawOf(storage, `m${at}`)).toBe(raw)
        }
      })

      test('a mail whose text comes late leaves those beside it as they are', async () => {
        const cut = newMail({ messageId: 'm0', problem: 'too large' }, { raw: 'From: x\n\n' })
        await storage.saveMails('s', 'kvm', [cut, newMail({ messageId: 'm1' }, { raw: 'beside it' })], '1')
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'm0' }, { raw: 'all of it' })], '2')
        expect(await rawOf(storage, 'm0')).toBe('all of it')
        expect(await rawOf(storage, 'm1')).toBe('beside it')
      })

      test('keeps the clock of the last save', async () => {
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a', receivedAt: 500 })], '1')
        expect(await storage.clockOf('s')).toBe(500)
        await storage.saveMails('s', 'kvm', [], '2', 900)
        expect(await storage.clockOf('s')).toBe(900)
        expect(await storage.cursorOf('s')).toBe('2')
      })

      test('moves the cursor without mail, and counts only mails that are new', async () => {
        expect(
          await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a' }), newMail({ messageId: 'a' })], '1'),
        ).toBe(1)
        expect(await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a' })], '2')).toBe(0)
        expect((await storage.counts()).mails).toBe(1)
      })

      test('a mail that comes by another list too is one mail with both lists', async () => {
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a', lists: ['kvm.vger.kernel.org'] })], '1')
        await settleAll(storage)
        await storage.saveMails('t', 'kvmarm', [newMail({ messageId: 'a', lists: ['kvmarm.lists.linux.dev'] })], '1')
        const [cluster] = await storage.clustersToLookAt(1e15, 10)
        expect(cluster?.mails).toHaveLength(1)
        expect(cluster?.mails[0]?.lists).toEqual(['kvm.vger.kernel.org', 'kvmarm.lists.linux.dev'])
        expect(cluster?.listsOf.get('a')).toEqual(['kvm', 'kvmarm'])
      })

      test('the text of a mail that could not be fetched at first takes its place', async () => {
        const problem = 'not fetched: the server gave no text'
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a', problem }, { raw: undefined })], '1')
        expect((await storage.counts()).problems).toBe(1)
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a', text: 'here' }, { raw: 'here' })], '2')
        expect((await storage.counts()).problems).toBe(0)
        expect((await storage.mailById('a'))?.mail.text).toBe('here')
        expect(await rawOf(storage, 'a')).toBe('here')
      })

      test('copies that come together are one mail with all their lists, whole where one of them is', async () => {
        const lost = newMail(
          { messageId: 'a', problem: 'not fetched', lists: ['kvm.vger.kernel.org'] },
          { raw: undefined },
        )
        const whole = newMail({ messageId: 'a', text: 'here', lists: ['kvmarm.lists.linux.dev'] }, { raw: 'here' })
        const other = newMail({ messageId: 'a', text: 'other', lists: ['lkml.example.org'] }, { raw: 'other' })
        expect(await storage.saveMails('s', 'kvm', [lost, whole, other], '1')).toBe(1)
        expect((await storage.mailById('a'))?.mail).toMatchObject({
          text: 'here',
          lists: ['kvm.vger.kernel.org', 'kvmarm.lists.linux.dev', 'lkml.example.org'],
        })
        expect(await rawOf(storage, 'a')).toBe('here')
      })

      test('text that comes late may come twice at once', async () => {
        const problem = 'not fetched: the server gave no text'
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a', problem }, { raw: undefined })], '1')
        const copies = ['kvm.vger.kernel.org', 'kvmarm.lists.linux.dev'].map((list) =>
          newMail({ messageId: 'a', text: 'here', lists: [list] }, { raw: 'here' }),
        )
        expect(await storage.saveMails('s', 'kvm', copies, '2')).toBe(0)
        expect((await storage.mailById('a'))?.mail.text).toBe('here')
        expect((await storage.mailById('a'))?.mail.lists).toEqual(
          expect.arrayContaining(['kvm.vger.kernel.org', 'kvmarm.lists.linux.dev']),
        )
      })

      test('a mail of which only the headers were kept is replaced by the whole one, not the other way round', async () => {
        const part = newMail({ messageId: 'a', text: '', problem: 'too large' }, { raw: 'Subject: x\n', keys: ['1'] })
        const whole = newMail({ messageId: 'a', text: 'here' }, { raw: 'Subject: x\n\nhere\n', keys: ['1', '2'] })
        await storage.saveMails('s', 'kvm', [part, newMail({ messageId: 'b' }, { keys: ['2'] })], '1')
        await settleAll(storage)
        await storage.saveMails('s', 'kvm', [whole], '2')
        const [cluster] = await storage.clustersToLookAt(1e15, 10)
        expect(cluster?.mails.map(({ messageId, text }) => [messageId, text])).toContainEqual(['a', 'here'])
        expect(cluster?.mails).toHaveLength(2)
        await storage.saveMails('s', 'kvm', [part], '3')
        expect((await storage.mailById('a'))?.mail.problem).toBeUndefined()
        expect(await rawOf(storage, 'a')).toContain('here')
        expect((await storage.counts()).problems).toBe(0)
      })

      test('takes hostile ids and texts: NUL, lone surrogates, ids of 100 kB, words of SQL', async () => {
        const long = `${'x'.repeat(100_000)}@example.org`
        const hostile = newMail(
          {
            messageId: long,
            text: 'a\0b \uD800 c',
            author: { name: "Robert'); drop table mails;--\0", email: '%_\\@example.org' },
          },
          { keys: [`id:${long}`, 'nul\0key'] },
        )
        expect(await storage.saveMails('s', 'kvm', [hostile], '1')).toBe(1)
        expect((await storage.mailById(long))?.mail.text).toBe('a\0b \uD800 c')
        expect(await storage.saveMails('s', 'kvm', [hostile], '2')).toBe(0)
      })

      test('fixes the first start of a list', async () => {
        const first = { startedAt: 5, announceFrom: 4, backfillFrom: 3 }
        expect(await storage.startList('kvm', first)).toEqual(first)
        expect(await storage.startList('kvm', { startedAt: 50, announceFrom: 40, backfillFrom: 30 })).toEqual(first)
      })
    })

    describe('clusters', () => {
      test('mails that share a key are one cluster, transitively, whatever the order', async () => {
        await storage.saveMails(
          's',
          'kvm',
          [newMail({ messageId: 'a' }, { keys: ['1'] }), newMail({ messageId: 'b' }, { keys: ['2'] })],
          '1',
        )
        expect(await idsOfClusters(storage)).toEqual([['a'], ['b']])
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'c' }, { keys: ['1', '2'] })], '2')
        expect(await idsOfClusters(storage)).toEqual([['a', 'b', 'c']])
        await storage.saveMails(
          's',
          'kvm',
          [newMail({ messageId: 'd' }, { keys: ['3'] }), newMail({ messageId: 'e' }, { keys: ['2', '3'] })],
          '3',
        )
        expect(await idsOfClusters(storage)).toEqual([['a', 'b', 'c', 'd', 'e']])
      })

      test('is looked at when it gets mail, and again when its time has come', async () => {
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a', receivedAt: 100 })], '1')
        expect(await storage.clustersToLookAt(99, 10)).toHaveLength(0)
        expect(await storage.nextLookAt('kvm')).toBe(100)
        const cluster = await theCluster(storage)
        expect(await storage.announce(announcement(cluster, { lookAgainAt: 190 }))).toBe(true)
        expect(await storage.clustersToLookAt(189, 10)).toHaveLength(0)
        expect(await storage.clustersToLookAt(190, 10, 'kvm')).toHaveLength(1)
        expect(await storage.clustersToLookAt(190, 10, 'other')).toHaveLength(0)
        expect(await storage.announce(announcement(await theCluster(storage)))).toBe(true)
        expect(await storage.nextLookAt('kvm')).toBeUndefined()
      })

      test('waits no longer than the list allows, and no shorter where it waits for less', async () => {
        for (const [at, list] of [
          [100, 'kvm'],
          [900, 'kvm'],
          [800, 'other'],
        ] as const)
          await storage.saveMails('s', list, [newMail({ messageId: `at ${at}`, receivedAt: at })], String(at))
        await storage.boundLooks('kvm', 500)
        expect(await storage.nextLookAt('kvm')).toBe(100)
        expect(await storage.clustersToLookAt(499, 10, 'kvm')).toHaveLength(1)
        expect(await storage.clustersToLookAt(500, 10, 'kvm')).toHaveLength(2)
        expect(await storage.nextLookAt('other')).toBe(800)
      })

      test('knows when its newest part came: patch, cover letter or pull request, no answer', async () => {
        const kinds = ['patch', 'cover', 'pull', 'reply', 'report'] as const
        const seen: number[] = []
        for (const [index, kind] of kinds.entries()) {
          const mail = newMail({ messageId: kind, kind }, { keys: ['1'] })
          await storage.saveMails('s', 'kvm', [mail], String(index), 1000 + index)
          seen.push((await theCluster(storage)).partSeenAt)
        }
        expect(seen).toEqual([1000, 1001, 1002, 1002, 1002])
      })

      test('refuses an announcement that does not know of mail that came in between', async () => {
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'a' }, { keys: ['1'] })], '1')
        const cluster = await theCluster(storage)
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'b' }, { keys: ['1'] })], '2')
        expect(await storage.announce(announcement(cluster, { rows: [row('r1')] }))).toBe(false)
        expect(await storage.row('r1')).toBeUndefined()
        expect(await storage.clustersToLookAt(1e15, 10)).toHaveLength(1)
      })
    })

    test('what is done together stands or falls together', async () => {
      const both = storage.together(async (together) => {
        await together.saveMails('s', 'kvm', [newMail({ messageId: 'a' })], '1')
        await together.announce(announcement(await theCluster(together), { rows: [row('r1')] }))
        expect((await together.counts()).mails).toBe(1)
        throw new Error('the third thing failed')
      })
      await expect(both).rejects.toThrow('the third thing failed')
      expect((await storage.counts()).mails).toBe(0)
      expect(await storage.row('r1')).toBeUndefined()
      expect(await storage.cursorOf('s')).toBeUndefined()
    })

    describe('series', () => {
      test('are saved with their cluster and come back as they were, missing parts included', async () => {
        const saved = await saveOneSeries(storage, { patches: ['p1', undefined], replies: ['r1'] })
        const found = await storage.seriesByKey('key')
        expect(found).toEqual(saved)
        expect(found?.summary.revision.patches.every((patch) => patch !== undefined)).toBe(false)
        expect((await storage.seriesOfMail('p1'))?.key).toBe('key')
        expect((await storage.seriesOfMail('r1'))?.key).toBe('key')
        expect(await storage.seriesOfMail('other')).toBeUndefined()
      })

      test('that are announced again are found by what they are now, not by what they were', async () => {
        const before = await saveOneSeries(storage, { title: 'KVM: Walk faster', firstAt: 100 })
        const { revision } = before.summary
        const olu = { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example' }
        const summary = {
          ...before.summary,
          archs: ['arm64'],
          revision: { ...revision, title: 'KVM: Run', author: olu, firstAt: 60 },
        }
        const now = { ...before, summary, touchedAt: 900 }
        await storage.saveMails('s', 'kvm', [newMail({ messageId: 'more' }, { keys: [revision.id] })], 'more')
        expect(await storage.announce(announcement(await theCluster(storage), { series: [now] }))).toBe(true)
        expect(await storage.seriesByKey('key')).toEqual(now)
        expect(await storage.searchSeries('walk faster', 5)).toEqual([])
        expect(await storage.searchSeries('run', 5)).toEqual([now])
        expect(await storage.seriesBegun('kvm', 100, 101)).toEqual([])
        expect(await storage.seriesBegun('kvm', 60, 61)).toEqual([now])
        const count = { list: 'kvm', since: 0, until: 1000, by: 'series', limit: 5 } as const
        expect(await storage.topContributors({ ...count, arch: 'x86' })).toEqual([])
        expect(await storage.topContributors({ ...count, arch: 'arm64' })).toEqual([{ ...olu, count: 1 }])
      })

      test('that are gone leave nothing behind that would find them when they are back', async () => {
        const first = await saveOneSeries(storage, { title: 'KVM: Walk faster', patches: ['p1'], firstAt: 100 })
        async function becomes(mailId: string, ...series: SavedSeries[]): Promise<void> {
          await storage.saveMails('s', 'kvm', [newMail({ messageId: mailId }, { keys: ['key'] })], mailId)
          expect(await storage.announce(announcement(await theCluster(storage), { series }))).toBe(true)
        }
        function called(key: string, patch: string, title: string, firstAt: number): SavedSeries {
          return { ...first, key, summary: summaryOf({ id: key, title, patches: [patch], firstAt }) }
        }
        await becomes('p2', called('other', 'p1', 'KVM: Walk faster', 100))
        expect(await storage.seriesByKey('key')).toBeUndefined()
        await becomes('p3', called('other', 'p1', 'KVM: Walk faster', 100), called('key', 'p2', 'Run', 200))
        expect((await storage.seriesOfMail('p1'))?.key).toBe('other')
        const next = summaryOf({ id: 'v2', title: 'KVM: Walk faster', patches: ['q1'], version: '2' })
        const found = await storage.relatives(next, [listMail({ messageId: 'q1', title: 'else' })])
        expect(found.map(({ key }) => key)).toEqual(['other'])
      })

      test('are found by words of the title, taken literally', async () => {
        await saveOneSeries(storage, { title: 'KVM: x86/mmu: 100% lockless TDP walker' })
        expect(await storage.searchSeries('LOCKLESS kvm', 5)).toHaveLength(1)
        expect(await storage.searchSeries('100%', 5)).toHaveLength(1)
        expect(await storage.searchSeries('1_0', 5)).toHaveLength(0)
        expect(await storage.searchSeries('kvm '.repeat(400), 5)).toHaveLength(1)
        for (const page of ['kvm '.repeat(2000), 'a%'.repeat(30_000), [...Array(150).keys()].join(' ')])
          expect(await storage.searchSeries(page, 5)).toEqual([])
        expect(await storage.searchSeries('lockless arm64', 5)).toHaveLength(0)
      })

      test('find relatives of other clusters by author and title, also over a changed part', async () => {
        await saveOneSeries(storage, { title: 'KVM: Fix things', patches: ['p1'] })
        const next = summaryOf({ id: 'v2', title: 'kvm: fix  things', patches: ['q1'], version: '2' })
        const found = await storage.relatives(next, [listMail({ messageId: 'q1' })])
        expect(found.map(({ key }) => key)).toEqual(['key'])
        const other = summaryOf({ id: 'x', title: 'Something else', patches: ['x1'] })
        expect(await storage.relatives(other, [listMail({ messageId: 'x1', title: 'else' })])).toEqual([])
        const linked = listMail({ messageId: 'x1', title: 'else', links: ['p1'] })
        expect(await storage.relatives(other, [linked])).toHaveLength(1)
      })

      test('can be walked while other questions are asked', async () => {
        for (let index = 0; index < 230; index += 1) {
          await saveOneSeries(storage, {
            id: `s${index}`,
            patches: [`p${index}`],
            firstAt: 1000 + Math.floor(index / 3),
          })
        }
        const seen: string[] = []
        for await (const { key } of storage.seriesSince('kvm', 1000)) {
          if (seen.length % 100 === 0) await storage.counts()
          seen.push(key)
        }
        expect(new Set(seen).size).toBe(230)
      })

      test('tell what completion should offer', async () => {
        await saveOneSeries(storage, { subsystems: ['KVM X86 (KVM/x86)', 'THE REST'] })
        expect(await storage.known('subsystem', 'kvm', 5)).toEqual(['KVM X86 (KVM/x86)'])
        expect(await storage.known('author', 'maya', 5)).toEqual(['Maya Thornquist'])
        expect(await storage.known('author', '%', 5)).toEqual([])
        expect(await storage.known('author', 'a%'.repeat(30_000), 5)).toEqual([])
        expect(await storage.authorsLike(['a%'.repeat(30_000)], 5)).toEqual([])
      })

      test('tell which authors may go by some words: those that have them, then those with other letters', async () => {
        const names = ['Asa Berg', 'Jonas Berglund', 'Åsa Lindqvist', 'Maya Thornquist', 'Kim Park']
        for (const [at, one] of names.entries()) {
          const author = { name: one, email: `a${at}@tidewater.example` }
          await saveOneSeries(storage, { id: `s${at}`, patches: [`p${at}`], author })
        }
        expect(await storage.authorsLike(['berg'], 9)).toEqual(['Asa Berg', 'Jonas Berglund', 'Åsa Lindqvist'])
        expect(await storage.authorsLike(['asa', 'berg'], 9)).toEqual(['Asa Berg', 'Åsa Lindqvist'])
        expect(await storage.authorsLike(['berg'], 2)).toEqual(['Asa Berg', 'Jonas Berglund'])
        expect(await storage.authorsLike(['%'], 9)).toEqual(['Åsa Lindqvist'])
      })

      test('count once for what completion offers first, however often they are announced', async () => {
        for (const round of [1, 2, 3])
          await saveOneSeries(storage, { id: 'a', patches: [`a${round}`], subsystems: ['KVM A'] })
        for (const id of ['b', 'c']) await saveOneSeries(storage, { id, patches: [id], subsystems: ['KVM B'] })
        expect(await storage.known('subsystem', 'kvm', 5)).toEqual(['KVM B', 'KVM A'])
      })
    })

    describe('the outbox', () => {
      test('takes each row once, whoever announces it again', async () => {
        await addRows(storage, [row('r1', { text: 'first' })])
        await addRows(storage, [row('r1', { text: 'second' })])
        expect((await storage.row('r1'))?.notice.fallback).toBe('first')
        expect(await storage.rowsOfSeries('key')).toHaveLength(1)
      })

      test('gives the first row of each channel, roots before replies, one at a time', async () => {
        await addRows(storage, [row('reply', { rootId: 'root' }), row('root'), row('b', { channel: 'two' })])
        const first = await storage.claimDue('p', 10)
        expect(ids(first)).toEqual(['root', 'b'])
        expect((await storage.row('root'))?.state).toBe('sending')
        expect(await storage.claimDue('p', 10)).toEqual([])
        await storage.markSent('root', { channel: 'one', id: '1' }, 'hash of root')
        expect(ids(await storage.claimDue('p', 10, new Set(['one'])))).toEqual([])
        expect(ids(await storage.claimDue('p', 10))).toEqual(['reply'])
        expect(ids(await storage.claimDue('q', 10))).toEqual([])
      })

      test('a retry waits for its time and lets others of the channel pass', async () => {
        await addRows(storage, [row('a'), row('b')])
        await storage.claimDue('p', 10)
        await storage.retryAt('a', 50, 'busy')
        expect(ids(await storage.claimDue('p', 20))).toEqual(['b'])
        await storage.markSent('b', { channel: 'one', id: '2' }, 'hash of b')
        expect(await storage.nextDueAt('p')).toBe(50)
        const [again] = await storage.claimDue('p', 50)
        expect(again).toMatchObject({ deliveryId: 'a', state: 'retry', tries: 1, attemptAt: 10, reason: 'busy' })
      })

      test('a parked channel holds its rows, a parked platform all of them', async () => {
        await addRows(storage, [row('a'), row('b', { channel: 'two' })])
        await storage.parkLane('p', 'one', 100, 'slow down')
        expect(ids(await storage.claimDue('p', 50))).toEqual(['b'])
        expect(await storage.nextDueAt('p')).toBe(100)
        await storage.parkLane('p', undefined, 200, 'token revoked')
        expect(await storage.claimDue('p', 150)).toEqual([])
        expect(await storage.nextDueAt('p')).toBe(200)
        // Known to one that was in flight when it was parked.
        await storage.parkLane('p', undefined, 120, 'slow down')
        expect(await storage.claimDue('p', 150)).toEqual([])
        expect(ids(await storage.claimDue('p', 200))).toEqual(['a'])
      })

      test('no wait ends later than the longest from now, and shorter ones stay', async () => {
        await addRows(storage, [row('a'), row('b', { channel: 'two' }), row('c', { channel: 'three' })])
        await storage.claimDue('p', 10)
        await storage.retryAt('a', 9000, 'busy')
        await storage.markUncertain('b', 8000, 'lost', 0)
        await storage.retryAt('c', 15, 'busy')
        await storage.parkLane('p', 'three', 7000, 'slow down')
        await storage.parkLane('q', 'three', 7000, 'slow down')
        await storage.boundWaits('p', 20, 100)
        expect((await storage.row('a'))?.nextTryAt).toBe(120)
        expect((await storage.row('b'))?.nextTryAt).toBe(120)
        expect((await storage.row('c'))?.nextTryAt).toBe(15)
        expect(ids(await storage.claimDue('p', 119))).toEqual([])
        expect(ids(await storage.claimDue('p', 120)).toSorted()).toEqual(['a', 'b', 'c'])
      })

      test('rows that were being sent at a crash are uncertain afterwards', async () => {
        await addRows(storage, [row('a')])
        await storage.claimDue('p', 10)
        expect(await storage.markInterruptedUncertain()).toBe(1)
        const [uncertain] = await storage.claimDue('p', 20)
        expect(uncertain).toMatchObject({ state: 'uncertain', attemptAt: 10, sentHash: 'hash of a' })
        expect((await storage.row('a'))?.state).toBe('uncertain')
        await storage.markSending('a', 30)
        expect(await storage.row('a')).toMatchObject({ state: 'sending', tries: 2, attemptAt: 10 })
        await storage.markUncertain('a', 70, 'no answer', 0)
        expect(await storage.claimDue('p', 69)).toEqual([])
        expect(await storage.claimDue('p', 70)).toHaveLength(1)
      })

      test('an uncertain row knows how often it was asked for in vain, until it is sent again', async () => {
        await addRows(storage, [row('a')])
        await storage.claimDue('p', 10)
        await storage.markUncertain('a', 20, 'no answer', 0)
        for (const asked of [1, 2]) await storage.markUncertain('a', 20, 'no answer', asked)
        // A crash while it is asked for is no failure.
        expect(await storage.claimDue('p', 20)).toMatchObject([{ state: 'uncertain', tries: 1, asked: 2 }])
        expect(await storage.markInterruptedUncertain()).toBe(0)
        expect(await storage.claimDue('p', 20)).toMatchObject([{ state: 'uncertain', tries: 1, asked: 2 }])
        await storage.markSending('a', 30)
        expect(await storage.row('a')).toMatchObject({ state: 'sending', tries: 2, asked: 0 })
      })

      test('a root that is given up takes its replies along, and is shown with its reason', async () => {
        await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
        await storage.claimDue('p', 10)
        await storage.giveUp('root', 'message_too_long')
        expect((await storage.row('reply'))?.state).toBe('dead')
        expect((await storage.counts()).outbox.dead).toBe(2)
        expect(await storage.deadPosts({ platform: 'p', channel: 'one' }, 5)).toEqual([
          { deliveryId: 'reply', reason: 'its root: message_too_long' },
          { deliveryId: 'root', reason: 'message_too_long' },
        ])
        expect(await storage.nextDueAt('p')).toBeUndefined()
      })

      test('a root that is given up takes along a reply that was tried before', async () => {
        await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
        await storage.claimDue('p', 10)
        await storage.markSent('root', { channel: 'one', id: '1' }, 'hash of root')
        await storage.claimDue('p', 20)
        await storage.retryAt('reply', 50, 'busy')
        await storage.postAgain('root', 'deleted', 30)
        await storage.giveUp('root', 'deleted')
        expect(await storage.row('reply')).toMatchObject({ state: 'dead', reason: 'its root: deleted' })
      })

      test('a root that is given up takes along a reply that may be in its old thread', async () => {
        await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
        await storage.claimDue('p', 10)
        await storage.markSent('root', { channel: 'one', id: '1' }, 'hash of root')
        await storage.claimDue('p', 20)
        await storage.markUncertain('reply', 50, 'no answer', 0)
        await storage.postAgain('root', 'deleted', 30)
        await storage.giveUp('root', 'deleted')
        expect(await storage.row('reply')).toMatchObject({ state: 'dead', reason: 'its root: deleted' })
      })

      test('a root is posted again once, and its replies wait for it', async () => {
        await addRows(storage, [row('root'), row('reply', { rootId: 'root' })])
        expect(await storage.postAgain('root', 'deleted', 15)).toBe(false)
        await storage.claimDue('p', 10)
        await storage.markSent('root', { channel: 'one', id: '1' }, 'hash of root')
        expect(await storage.postAgain('reply', 'deleted', 15)).toBe(false)
        expect(await storage.postAgain('root', 'deleted', 15, row('pointer', { rootId: 'root' }))).toBe(true)
        expect(await storage.row('root')).toMatchObject({ state: 'retry', sent: undefined, tries: 0, isAgain: true })
        expect((await storage.claimDue('p', 20)).map(({ deliveryId }) => deliveryId)).toEqual(['root'])
        // What may be lost from now on is the second post.
        expect(await storage.row('root')).toMatchObject({ tries: 1, attemptAt: 20 })
        await storage.markSent('root', { channel: 'one', id: '2' }, 'hash of root')
        expect((await storage.claimDue('p', 20)).map(({ deliveryId }) => deliveryId)).toEqual(['reply'])
        await storage.markSent('reply', { channel: 'one', id: '3' }, 'hash of reply')
        expect((await storage.claimDue('p', 20)).map(({ deliveryId }) => deliveryId)).toEqual(['pointer'])
        expect(await storage.postAgain('root', 'deleted', 15, row('second', { rootId: 'root' }))).toBe(false)
        expect(await storage.row('second')).toBeUndefined()
      })

      test('an edit is due when a sent post should say something else and has settled', async () => {
        await addRows(storage, [row('a')])
        await storage.claimDue('p', 10)
        await storage.markSent('a', { channel: 'one', id: '1', url: 'https://chat.example/1' }, 'hash of a')
        expect(await storage.editsDue('p', 1e15, 0)).toEqual([])
        await addRows(storage, [], {
          edits: [{ deliveryId: 'a', notice: notice('new'), noticeHash: 'other' }],
          at: 1000,
        })
        expect(await storage.editsDue('p', 1003, 4)).toEqual([])
        // Saying the same again does not begin its quiet time anew.
        await addRows(storage, [], {
          edits: [{ deliveryId: 'a', notice: notice('new'), noticeHash: 'other' }],
          at: 1002,
        })
        expect(await storage.editsDue('p', 1004, 4, new Set(['one']))).toEqual([])
        const [due] = await storage.editsDue('p', 1004, 4)
        expect(due).toMatchObject({ deliveryId: 'a', noticeHash: 'other', sent: { id: '1' } })
        await storage.retryEditAt('a', 2000, 'too many edits', 2)
        expect((await storage.row('a'))?.tries).toBe(2)
        expect(await storage.editsDue('p', 1999, 4)).toEqual([])
        expect(await storage.nextDueAt('p')).toBe(2000)
        expect(await storage.nextDueAt('p', false)).toBeUndefined()
        // Something new to say asks the platform anew whether it can wait.
        await addRows(storage, [], {
          edits: [{ deliveryId: 'a', notice: notice('newest'), noticeHash: 'newest' }],
          at: 1100,
        })
        expect(await storage.editsDue('p', 1104, 4)).toHaveLength(1)
        await storage.retryEditAt('a', 3000, 'too many edits', 3)
        await storage.markEdited('a', 'newest')
        expect(await storage.editsDue('p', 1e15, 0)).toEqual([])
        expect(await storage.row('a')).toMatchObject({ state: 'sent', reason: undefined, nextTryAt: 0, tries: 1 })
      })

      test('edits are due one at a time in each channel, what changed first before', async () => {
        await addRows(storage, [row('a'), row('b'), row('c', { channel: 'two' })])
        for (const id of ['a', 'b', 'c']) {
          await storage.claimDue('p', 10)
          await storage.markSent(id, { channel: id === 'c' ? 'two' : 'one', id }, `hash of ${id}`)
        }
        for (const [at, id] of ['b', 'a', 'c'].entries()) {
          await addRows(storage, [], { edits: [{ deliveryId: id, notice: notice('new'), noticeHash: 'other' }], at })
        }
        expect(ids(await storage.editsDue('p', 1000, 0))).toEqual(['b', 'c'])
      })

      test('edits that wait in a parked or busy channel hide none of the others, however many there are', async () => {
        const many = Array.from({ length: 250 }, (_, at) => row(`old ${at}`))
        await addRows(storage, [...many, row('young', { channel: 'two' })])
        for (const { deliveryId, channel } of [...many, row('young', { channel: 'two' })]) {
          await storage.markSent(deliveryId, { channel, id: deliveryId }, 'hash')
          const at = channel === 'two' ? 500 : 100
          await addRows(storage, [], { edits: [{ deliveryId, notice: notice('new'), noticeHash: 'other' }], at })
        }
        expect(ids(await storage.editsDue('p', 1000, 0, new Set(['one'])))).toEqual(['young'])
        await storage.parkLane('p', 'one', 5000, 'not_in_channel')
        expect(ids(await storage.editsDue('p', 1000, 0))).toEqual(['young'])
      })

      test('new content for a post that is still waiting replaces the old', async () => {
        await addRows(storage, [row('a')])
        await addRows(storage, [], { edits: [{ deliveryId: 'a', notice: notice('new'), noticeHash: 'other' }], at: 5 })
        const [claimed] = await storage.claimDue('p', 10)
        expect(claimed).toMatchObject({ noticeHash: 'other', notice: { fallback: 'new' } })
      })
    })

    describe('subscriptions', () => {
      const wanted = { platform: 'p', channel: 'one', list: 'kvm', filter: 'arch:arm64', createdBy: 'u', createdAt: 5 }

      test('get short ids, and the same one twice is one', async () => {
        const first = await storage.addSubscription(wanted)
        expect(first).toEqual({ ...wanted, id: '1', pausedBecause: undefined })
        expect((await storage.addSubscription(wanted)).id).toBe('1')
        expect((await storage.addSubscription({ ...wanted, filter: '' })).id).toBe('2')
        expect(await storage.removeSubscription('p', 'two', '1')).toBe(false)
        expect(await storage.removeSubscription('p', 'one', '1')).toBe(true)
        expect(await storage.subscriptions({ platform: 'p', channel: 'one' })).toHaveLength(1)
        expect(await storage.subscriptions({ platform: 'q' })).toEqual([])
      })

      test('of the config follow the config, and keep their age over restarts', async () => {
        const configured = { platform: 'p', channel: 'one', list: 'kvm', filter: '' }
        await storage.addSubscription(wanted)
        await storage.syncConfigured([configured], 100)
        await storage.syncConfigured([configured, { ...configured, channel: 'two' }], 200)
        const all = await storage.subscriptions()
        expect(all.map(({ channel, createdAt }) => [channel, createdAt])).toEqual([
          ['one', 5],
          ['one', 100],
          ['two', 200],
        ])
        await storage.syncConfigured([], 300)
        expect(await storage.subscriptions()).toHaveLength(1)
      })

      test('are paused by channel, with the reason', async () => {
        await storage.addSubscription(wanted)
        await storage.pauseChannel('p', 'one', 'not_in_channel')
        expect((await storage.subscriptions())[0]?.pausedBecause).toBe('not_in_channel')
        await storage.pauseChannel('p', 'one', undefined)
        expect((await storage.subscriptions())[0]?.pausedBecause).toBeUndefined()
      })
    })

    describe('numbers', () => {
      test('count patches, series and reviews by person, in a window, by arch and list', async () => {
        const query = { list: undefined, since: 0, until: 1000, arch: undefined, limit: 5 } as const
        const mayaLoud = { name: 'Maya Thornquist', email: 'Maya@quarrychip.example' }
        const olu = { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example' }
        await storage.saveMails(
          's',
          'kvm',
          [
            newMail({ messageId: 'a', author: mayaLoud, receivedAt: 10 }, { archs: ['x86'] }),
            newMail(
              { messageId: 'b', author: { ...mayaLoud, email: 'maya@quarrychip.example' }, receivedAt: 20 },
              { archs: ['arm64'] },
            ),
            newMail({ messageId: 'c', author: olu, receivedAt: 30 }, { archs: ['arm64', 'x86'] }),
            newMail({ messageId: 'late', author: olu, receivedAt: 1000 }),
            newMail({
              messageId: 'r',
              kind: 'reply',
              from: olu,
              receivedAt: 40,
              trailers: [
                { name: 'Reviewed-by', value: 'Olu Adeyemi <olu@cloudmoor.example>' },
                { name: 'Acked-and-tested-by', value: 'Olu Adeyemi <olu@cloudmoor.example>' },
                { name: 'Reported-by', value: 'Olu Adeyemi <olu@cloudmoor.example>' },
                { name: 'Acked-by', value: 'Someone Else <else@x.example>' },
                { name: 'Acked-by', value: 'An address that ends alike <zolu@cloudmoor.example>' },
              ],
            }),
          ],
          '1',
        )
        expect(await storage.topContributors({ ...query, by: 'patches' })).toEqual([
          { name: 'Maya Thornquist', email: 'maya@quarrychip.example', count: 2 },
          { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example', count: 1 },
        ])
        expect(await storage.topContributors({ ...query, by: 'patches', arch: 'x86' })).toHaveLength(2)
        expect(await storage.topContributors({ ...query, by: 'patches', arch: 'riscv' })).toEqual([])
        expect(await storage.topContributors({ ...query, by: 'patches', list: 'other' })).toEqual([])
        expect(await storage.topContributors({ ...query, by: 'reviews' })).toEqual([
          { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example', count: 2 },
        ])
        expect(await storage.topContributors({ ...query, by: 'reviews', list: 'kvm' })).toHaveLength(1)
        expect(await storage.topContributors({ ...query, by: 'reviews', list: 'other' })).toEqual([])
        await saveOneSeries(storage, { firstAt: 50 })
        expect(await storage.topContributors({ ...query, by: 'series' })).toMatchObject([{ count: 1 }])
      })

      test('count the patches that somebody said were applied, when that was said', async () => {
        const state = { is: 'queued', by: maya, sentence: 'Queued, thanks.', messageId: 'q', at: 500 } as const
        await saveOneSeries(storage, { id: 'a', patches: ['a1', 'a2', 'a3'], firstAt: 50, state })
        await saveOneSeries(storage, { id: 'b', patches: ['b1', 'b2'], firstAt: 60, state: { ...state, patches: [2] } })
        await saveOneSeries(storage, { id: 'c', patches: ['c1'], firstAt: 70, state: { ...state, maybe: true } })
        const query = { list: undefined, since: 400, until: 600, arch: undefined, limit: 5, by: 'applied' } as const
        expect(await storage.topContributors(query)).toMatchObject([{ count: 4 }])
        expect(await storage.topContributors({ ...query, until: 500 })).toEqual([])
      })

      test('are told week by week, also of weeks in which nothing came', async () => {
        const week = 7 * 86_400_000
        const trailers = [{ name: 'Acked-by', value: 'Maya Thornquist <maya@quarrychip.example>' }]
        await storage.saveMails(
          's',
          'kvm',
          [
            newMail({ messageId: 'before', receivedAt: 999 }),
            newMail({ messageId: 'a', receivedAt: 1000 }, { archs: ['x86'] }),
            newMail({ messageId: 'b', receivedAt: 999 + week, kind: 'reply', trailers }, { archs: ['arm64'] }),
            newMail({ messageId: 'c', receivedAt: 1000 + 2 * week }, { archs: ['x86'] }),
          ],
          '1',
        )
        await saveOneSeries(storage, { firstAt: 1000 + 2 * week })
        const query = { list: 'kvm', since: 1000, until: 1000 + 3 * week, arch: undefined }
        expect(await storage.activity(query)).toEqual([
          { at: 1000, mails: 2, series: 0, reviews: 1 },
          { at: 1000 + week, mails: 0, series: 0, reviews: 0 },
          { at: 1000 + 2 * week, mails: 1, series: 1, reviews: 0 },
        ])
        // Of a period that is no whole weeks, the first week is the short one.
        expect(await storage.activity({ ...query, since: 999 + week })).toEqual([
          { at: 999 + week, mails: 1, series: 0, reviews: 1 },
          { at: 1000 + week, mails: 0, series: 0, reviews: 0 },
          { at: 1000 + 2 * week, mails: 1, series: 1, reviews: 0 },
        ])
        expect(await storage.activity({ ...query, since: 1001 + 2 * week })).toEqual([
          { at: 1001 + 2 * week, mails: 0, series: 0, reviews: 0 },
        ])
        const ofArm = await storage.activity({ ...query, arch: 'arm64' })
        expect(ofArm.map(({ mails }) => mails)).toEqual([1, 0, 0])
        expect((await storage.activity({ ...query, list: 'other' }))[0]?.mails).toBe(0)
        const byArch = await storage.activityByArch(query)
        expect(byArch.find(({ archs }) => archs.includes('x86'))).toMatchObject({ mails: 2, reviews: 0 })
        expect(byArch.find(({ archs }) => archs.includes('arm64'))).toMatchObject({ mails: 1 })
        expect(byArch.reduce((all, { mails }) => all + mails, 0)).toBe(3)
        expect(byArch.reduce((all, { series }) => all + series, 0)).toBe(1)
        expect(await storage.activityByArch({ ...query, list: 'other' })).toEqual([])
      })

      test('count a review for the archs of the series that it answers, as the ranking does', async () => {
        const trailers = [{ name: 'Acked-by', value: 'Maya Thornquist <maya@quarrychip.example>' }]
        const inArch = { archs: ['arm64'] }
        const reply = newMail({ messageId: 'r', receivedAt: 1100, kind: 'reply', trailers }, inArch)
        const other = newMail({ messageId: 'alone', receivedAt: 1200, kind: 'reply', trailers }, inArch)
        await storage.saveMails('s', 'kvm', [reply, other], '1')
        // Of x86, whatever the subject of the answer says.
        await saveOneSeries(storage, { firstAt: 1000, replies: ['r'] })
        const query = { list: 'kvm', since: 1000, until: 2000, arch: undefined }
        const byArch = await storage.activityByArch(query)
        const reviewsOf = (arch: string): number =>
          byArch.filter(({ archs }) => archs.includes(arch)).reduce((all, { reviews }) => all + reviews, 0)
        expect([reviewsOf('x86'), reviewsOf('arm64')]).toEqual([1, 0])
        expect(byArch.reduce((all, { reviews }) => all + reviews, 0)).toBe(2)
        for (const arch of ['x86', 'arm64']) {
          const ranked = await storage.topContributors({ ...query, arch, by: 'reviews', limit: 5 })
          const [week] = await storage.activity({ ...query, arch })
          expect(week?.reviews).toBe(ranked.reduce((all, { count }) => all + count, 0))
        }
      })

      test('tell how long a series waited for somebody else', async () => {
        const olu = { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example' }
        // Of one cluster with the series, as threads are.
        const keys = ['a']
        await storage.saveMails(
          's',
          'kvm',
          [
            newMail({ messageId: 'own', kind: 'reply', from: maya, receivedAt: 110 }, { keys }),
            newMail({ messageId: 'robot', kind: 'report', from: olu, receivedAt: 120 }, { keys }),
            newMail({ messageId: 'r2', kind: 'reply', from: olu, receivedAt: 400 }, { keys }),
            newMail({ messageId: 'r1', kind: 'reply', from: olu, receivedAt: 350 }, { keys }),
          ],
          '1',
        )
        await saveOneSeries(storage, {
          id: 'a',
          patches: ['a1'],
          replies: ['own', 'robot', 'r1', 'r2'],
          firstAt: 100,
        })
        await saveOneSeries(storage, { id: 'b', patches: ['b1'], firstAt: 200 })
        const query = { list: 'kvm', since: 0, until: 1000, arch: undefined }
        const waits = await storage.responseTimes(query)
        expect(new Set(waits.map(({ afterMs }) => afterMs))).toEqual(new Set([250, undefined]))
        expect(await storage.responseTimes({ ...query, until: 200 })).toHaveLength(1)
        expect(await storage.responseTimes({ ...query, list: 'other' })).toEqual([])
      })

      test('know when somebody came for the first time', async () => {
        const olu = { name: 'Olu Adeyemi', email: 'olu@cloudmoor.example' }
        const trailers = [{ name: 'Reviewed-by', value: 'Olu Adeyemi <olu@cloudmoor.example>' }]
        await storage.saveMails(
          's',
          'kvm',
          [
            newMail({ messageId: 'b', author: olu, receivedAt: 20 }),
            newMail({ messageId: 'a', author: olu, receivedAt: 10 }),
            newMail({ messageId: 'r', kind: 'reply', from: olu, receivedAt: 5, trailers }),
          ],
          '1',
        )
        const asked = [olu.email, 'nobody@x.example']
        expect(await storage.firstContributions(asked, 'patches')).toEqual(new Map([[olu.email, 10]]))
        expect(await storage.firstContributions(asked, 'reviews')).toEqual(new Map([[olu.email, 5]]))
        expect(await storage.firstContributions(asked, 'applied')).toEqual(new Map())
        expect(await storage.firstContributions([], 'series')).toEqual(new Map())
        await saveOneSeries(storage, { firstAt: 50 })
        expect((await storage.firstContributions([maya.email], 'series')).get(maya.email)).toBe(50)
        for (const [id, at] of Object.entries({ later: 300, earlier: 200, last: 400 })) {
          const state = {
            is: 'applied',
            by: olu,
            sentence: 'Applied, thanks.',
            messageId: `${id} applied`,
            at,
          } as const
          await saveOneSeries(storage, { id, patches: [id], firstAt: 60, state })
        }
        expect((await storage.firstContributions([maya.email], 'applied')).get(maya.email)).toBe(200)
      })
    })

    test.runIf(reopen !== undefined)('is all there after closing and opening again', async () => {
      await addRows(storage, [row('a')])
      await storage.close()
      storage = (await reopen?.(storage)) ?? storage
      expect((await storage.counts()).mails).toBe(1)
      expect((await storage.row('a'))?.state).toBe('pending')
    })
  })
}

function ids(rows: readonly { readonly deliveryId: string }[]): readonly string[] {
  return rows.map(({ deliveryId }) => deliveryId)
}

async function settleAll(storage: Storage): Promise<void> {
  for (const cluster of await storage.clustersToLookAt(1e15, 1000)) await storage.announce(announcement(cluster))
}

async function idsOfClusters(storage: Storage): Promise<readonly (readonly string[])[]> {
  const clusters = await storage.clustersToLookAt(1e15, 100)
  return clusters.map(({ mails }) => mails.map(({ messageId }) => messageId))
}

async function saveOneSeries(storage: Storage, shape: Parameters<typeof summaryOf>[0]): Promise<SavedSeries> {
  const summary = summaryOf(shape)
  const { revision } = summary
  const parts = revision.patches.filter((patch) => patch !== undefined)
  const mails = parts.map((messageId) => newMail({ messageId }, { keys: [revision.id] }))
  await storage.saveMails('series', 'kvm', mails, revision.id)
  const saved = { key: shape.id ?? 'key', summary, announcedAt: 7, touchedAt: revision.lastAt, supersededBy: undefined }
  const cluster = await theCluster(storage)
  expect(await storage.announce(announcement(cluster, { series: [saved] }))).toBe(true)
  return saved
}
