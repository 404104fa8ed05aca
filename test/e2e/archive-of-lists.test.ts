import { expect, test } from 'vitest'
import { readConfig } from '#src/config.ts'
import { openHost } from '#src/host.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { lockless, smallList } from '#test/commands/small-list.ts'

function listWith(name: string): string {
  const source = '{ mbox: { file: nowhere.mbox } }'
  return `  - { name: ${name}, address: ${name}@lists.example, archive: 'https://lore.kernel.org/${name}/', source: ${source} }\n`
}

/** Where the card of a series links to. */
async function linkWith(lists: readonly string[]): Promise<string | undefined> {
  const config = readConfig(`lists:\n${lists.map(listWith).join('')}platforms: { terminal: {} }\n`, 'test', {})
  const storage = await smallList()
  const host = openHost({ ...config, file: undefined }, { storage, sources: [], clock: wallClock })
  const user = { id: 'U1', name: 'Alex' }
  const input = { text: `series ${lockless.head}` }
  const answer = await host.answer({ platform: 'terminal', channel: 'x86', user, input })
  await storage.close()
  return /https:\S+/.exec(plainText(answer.notice))?.[0]
}

test('a card links to the archive of the only list', async () => {
  expect(await linkWith(['kvmarm'])).toBe(`https://lore.kernel.org/kvmarm/${lockless.head}/`)
})

test('with several lists it links to where the mails of all are, since a series may be of any', async () => {
  expect(await linkWith(['kvmarm', 'kvm'])).toBe(`https://lore.kernel.org/all/${lockless.head}/`)
})
