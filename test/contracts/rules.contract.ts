import { describe, expect, test } from 'vitest'
import { openInstallations } from '#src/storage/installations.ts'
import type { Change } from '#src/storage/rules.ts'
import type { Storage } from '#src/storage/storage.ts'
import { addRows, row } from '../storage/outbox-rows.ts'

const here = { platform: 'p', channel: 'one' }
const there = { platform: 'p', channel: 'two' }

/** Settings, history, dead letters and sealed secrets: called by the contract of every database. */
export function rulesContract(the: () => Storage): void {
  describe('settings of a channel', () => {
    test('are set, changed and taken back, in that channel alone', async () => {
      const storage = the()
      await storage.setSetting(here, 'who-may', 'admins')
      await storage.setSetting(here, 'b', 'ä "quoted"')
      await storage.setSetting(there, 'who-may', 'creator')
      await storage.setSetting(here, 'who-may', 'anyone')
      expect(await storage.channelSettings(here)).toEqual([
        { ...here, name: 'b', value: 'ä "quoted"' },
        { ...here, name: 'who-may', value: 'anyone' },
      ])
      await storage.setSetting(here, 'b', undefined)
      await storage.setSetting(here, 'never', undefined)
      expect((await storage.channelSettings()).map(({ channel, value }) => [channel, value])).toEqual([
        ['one', 'anyone'],
        ['two', 'creator'],
      ])
    })
  })

  describe('changes', () => {
    const change: Change = {
      ...here,
      at: 1_795_000_000_000,
      userId: 'U1',
      userName: 'Åsa',
      command: 'subscribe',
      before: undefined,
      after: 'arch:arm64',
    }

    test('are told newest first, as they were', async () => {
      const storage = the()
      await storage.addChange(change)
      await storage.addChange({ ...change, ...there })
      await storage.addChange({ ...change, at: 5, command: 'unsubscribe', before: 'arch:arm64', after: undefined })
      expect(await storage.changesOf(here, 20)).toEqual([
        { ...change, at: 5, command: 'unsubscribe', before: 'arch:arm64', after: undefined },
        change,
      ])
      expect(await storage.changesOf(here, 1)).toHaveLength(1)
      expect(await storage.changesOf({ ...here, platform: 'q' }, 20)).toEqual([])
    })

    test('stand or fall with what they tell of', async () => {
      const storage = the()
      const failing = storage.together(async (within) => {
        await within.addSubscription({ ...here, list: 'kvm', filter: '', createdBy: 'u', createdAt: 5 })
        await within.addChange(change)
        throw new Error('the disk is full')
      })
      await expect(failing).rejects.toThrow('the disk is full')
      expect(await storage.subscriptions()).toEqual([])
      expect(await storage.changesOf(here, 20)).toEqual([])
    })
  })

  describe('a subscription', () => {
    const wanted = { ...here, list: 'kvm', filter: 'arch:arm64', createdBy: 'u', createdAt: 5 }

    test('is changed in its own channel, and stays what it was otherwise', async () => {
      const storage = the()
      const made = await storage.addSubscription(wanted)
      const to = { list: 'qemu', filter: 'size:>3', createdAt: 9 }
      expect(await storage.changeSubscription({ ...made, ...there }, to)).toBe(false)
      expect(await storage.changeSubscription({ ...made, id: '9' }, to)).toBe(false)
      expect(await storage.changeSubscription(made, to)).toBe(true)
      expect(await storage.subscriptions()).toEqual([{ ...made, ...to }])
    })

    test('gets a number that none had before, also when that one is gone', async () => {
      const storage = the()
      await storage.addSubscription(wanted)
      const second = await storage.addSubscription({ ...wanted, filter: 'size:1' })
      expect(await storage.removeSubscription('p', 'one', second.id)).toBe(true)
      expect((await storage.addSubscription({ ...wanted, filter: 'size:2' })).id).toBe('3')
    })

    test('of the config file is not changed', async () => {
      const storage = the()
      await storage.syncConfigured([{ ...here, list: 'kvm', filter: '' }], 0)
      const [one] = await storage.subscriptions()
      expect(
        await storage.changeSubscription(
          { ...here, id: one?.id ?? '' },
          { list: 'kvm', filter: 'size:1', createdAt: 9 },
        ),
      ).toBe(false)
      expect(await storage.subscriptions()).toEqual([one])
    })
  })

  describe('dead letters', () => {
    test('go out again when they are revived, a root with its replies', async () => {
      const storage = the()
      await deadThread(storage)
      expect(await storage.claimDue('p', 100)).toEqual([])
      expect(await storage.reviveDead(here, 'reply', 200)).toBe(2)
      const [claimed] = await storage.claimDue('p', 200)
      expect(claimed).toMatchObject({ deliveryId: 'root', state: 'retry', tries: 0, reason: undefined })
      expect((await storage.deadPosts(here, 9)).map(({ deliveryId }) => deliveryId)).toEqual(['single'])
      expect(await storage.deadPosts({ ...here, channel: 'two' }, 9)).toHaveLength(1)
      expect(await storage.deadPosts({ platform: 'other', channel: 'one' }, 9)).toEqual([])
    })

    test('of a thread whose root is there go alone', async () => {
      const storage = the()
      await addRows(storage, [
        row('root', { channel: 'one' }),
        row('a', { channel: 'one', rootId: 'root' }),
        row('b', { channel: 'one', rootId: 'root' }),
      ])
      await storage.claimDue('p', 1)
      await storage.markSent('root', { channel: 'one', id: '1' }, 'hash')
      for (const id of ['a', 'b']) await storage.giveUp(id, 'thread_locked')
      expect(await storage.reviveDead(here, 'b', 200)).toBe(1)
      expect((await storage.row('a'))?.state).toBe('dead')
      expect((await storage.claimDue('p', 200)).map(({ deliveryId }) => deliveryId)).toEqual(['b'])
    })

    test('are revived in the channel asked for alone, and only what is dead', async () => {
      const storage = the()
      await deadThread(storage)
      expect(await storage.reviveDead(here, 'far', 200)).toBe(0)
      expect(await storage.reviveDead(here, 'unknown', 200)).toBe(0)
      expect(await storage.reviveDead(here, undefined, 200)).toBe(3)
      expect(await storage.reviveDead(here, undefined, 200)).toBe(0)
      expect((await storage.row('far'))?.state).toBe('dead')
    })
  })

  describe('installations', () => {
    const key = new Uint8Array(32).fill(7)
    const other = new Uint8Array(32).fill(8)
    const token = 'xoxb-1234567890-abcdefghijkl'

    test('are kept, replaced and removed, by platform and id', async () => {
      const store = openInstallations(the(), { current: key, old: [] })
      expect(await store.get('p', 'T1')).toBeUndefined()
      await store.put('p', 'T1', token)
      await store.put('p', 'T2', 'second')
      expect(await store.get('p', 'T1')).toBe(token)
      await store.put('p', 'T1', 'new ✓')
      expect(await store.get('p', 'T1')).toBe('new ✓')
      await store.remove('p', 'T1')
      expect(await store.get('p', 'T1')).toBeUndefined()
      expect(await store.get('p', 'T2')).toBe('second')
      expect(await store.get('q', 'T2')).toBeUndefined()
    })

    test('do not stand in the database as they are, and never twice the same', async () => {
      const storage = the()
      const store = openInstallations(storage, { current: key, old: [] })
      await store.put('p', 'T1', token)
      const first = await storage.sealedOf('p', 'T1')
      expect(first).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/)
      expect(first).not.toContain('xoxb')
      expect(Buffer.from(first?.split('.')[3] ?? '', 'base64url').toString('latin1')).not.toContain('xoxb')
      await store.put('p', 'T1', token)
      expect(await storage.sealedOf('p', 'T1')).not.toBe(first)
    })

    test('open with a key of before, and are then sealed with the present one', async () => {
      const storage = the()
      await openInstallations(storage, { current: key, old: [] }).put('p', 'T1', token)
      expect(await openInstallations(storage, { current: other, old: [key] }).get('p', 'T1')).toBe(token)
      expect(await openInstallations(storage, { current: other, old: [] }).get('p', 'T1')).toBe(token)
      await expect(openInstallations(storage, { current: key, old: [] }).get('p', 'T1')).rejects.toThrow(
        /sealed with another key .*oldSecretKeys/,
      )
    })

    test('that were changed or moved to another place do not open', async () => {
      const storage = the()
      const store = openInstallations(storage, { current: key, old: [] })
      await store.put('p', 'T1', token)
      const sealed = (await storage.sealedOf('p', 'T1')) ?? ''
      await storage.saveSealed('p', 'T2', sealed)
      await expect(store.get('p', 'T2')).rejects.toThrow('not as it was sealed')
      await storage.saveSealed('p', 'T1', sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA'))
      await expect(store.get('p', 'T1')).rejects.toThrow('not as it was sealed')
      await storage.saveSealed('p', 'T1', 'v1.short')
      await expect(store.get('p', 'T1')).rejects.toThrow('does not know')
      await storage.saveSealed('p', 'T1', `${sealed.split('.').slice(0, 3).join('.')}.AA`)
      await expect(store.get('p', 'T1')).rejects.toThrow('not as it was sealed')
    })
  })
}

async function deadThread(storage: Storage): Promise<void> {
  await addRows(storage, [
    row('root', { channel: 'one' }),
    row('reply', { channel: 'one', rootId: 'root' }),
    row('single', { channel: 'one' }),
    row('far', { channel: 'two' }),
  ])
  await storage.claimDue('p', 1)
  for (const id of ['root', 'single', 'far']) await storage.giveUp(id, 'invalid_blocks')
}
