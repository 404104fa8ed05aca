import { expect, test } from 'vitest'
import { traceMail } from '#src/commands/trace-mail.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import { addRows } from '../storage/outbox-rows.ts'
import { newMail, summaryOf } from '../storage/shapes.ts'

test('a mail that came by two lists is let in by subscriptions to either', async () => {
  const storage = await openStorage('sqlite::memory:')
  await storage.saveMails('s', 'kvmarm', [newMail({ messageId: 'p1' }, { keys: ['outbox'] })], '1')
  await storage.saveMails('t', 'kvm', [newMail({ messageId: 'p1' }, { keys: ['outbox'] })], '1')
  await addRows(storage, [], {
    series: [{ key: 'key', summary: summaryOf({ patches: ['p1'] }), announcedAt: 5, touchedAt: 5 }],
  })
  for (const list of ['kvm', 'kvmarm', 'linux-mm']) {
    await storage.addSubscription({ platform: 'p', channel: list, list, filter: '', createdBy: 'u', createdAt: 0 })
  }
  const { channels } = await traceMail('p1', storage)
  const told = channels.flatMap(({ verdicts }) => verdicts.map(({ takes, because }) => [takes, because]))
  await storage.close()
  expect(told).toEqual([
    [true, 'it takes everything'],
    [true, 'it takes everything'],
    [false, 'it is for the list linux-mm, the mail came by kvmarm, kvm'],
  ])
})
