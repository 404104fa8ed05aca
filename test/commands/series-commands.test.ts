import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hour, monday, openTown } from '#test/people/small-town.ts'
import type { Town } from '#test/people/small-town.ts'
import { series } from '../pipeline/letters.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
  await town.read(
    ...series('a', 'KVM: Walk faster', 3, monday),
    {
      id: 'r@x',
      at: monday + hour,
      subject: 'Re: [PATCH 2/3] KVM: Walk faster, step 2',
      from: 'Olu Adeyemi <olu@cloudmoor.example>',
      inReplyTo: 'a-2@quarrychip.example',
      body: 'Reviewed-by: Olu Adeyemi <olu@cloudmoor.example>',
    },
    // The second patch touches another file than before, the third is gone.
    ...series('b', 'KVM: Walk faster', 2, monday + 24 * hour, { version: '2' }).map((part, index) =>
      index === 2 ? { ...part, path: 'arch/x86/kvm/mmu/tdp_mmu.c' } : part,
    ),
  )
})
afterEach(() => town.close())

function rootOf(version: string): string {
  return town.chat.posts.find(({ text }) => text.startsWith(version))?.deliveryId ?? ''
}

describe('changes', () => {
  test('tells patch by patch what became of the version before, and of the tags it had earned', async () => {
    const { text, ok } = await town.ask('changes b-0@quarrychip.example')
    expect(ok).toBe(true)
    expect(text).toMatchInlineSnapshot(`
      "v1 → v2 KVM: Walk faster
      https://lore.kernel.org/kvm/b-0@quarrychip.example/
      1 unchanged · 1 changed · 1 dropped · 0 of 1 review tag carried
      - 01 KVM: Walk faster, step 1 <https://lore.kernel.org/kvm/b-1@quarrychip.example/> · unchanged
      - 02 KVM: Walk faster, step 2 <https://lore.kernel.org/kvm/b-2@quarrychip.example/> · changed · lost Reviewed-by Olu Adeyemi
      - (03) KVM: Walk faster, step 3 <https://lore.kernel.org/kvm/a-3@quarrychip.example/> · dropped"
    `)
  })

  test('finds the version before also where a cover that came late gave it another id', async () => {
    const [cover, ...patches] = series('c', 'KVM: arm64: Stand up', 2, monday + 30 * hour).map((part, at) => {
      const id = ['zulu@x.example', 'kilo@y.example', 'mike@w.example'][at] ?? ''
      // Each part answers the one before, as some send them.
      return { ...part, id, ...(at > 0 && { inReplyTo: at === 1 ? 'zulu@x.example' : 'kilo@y.example' }) }
    })
    await town.read(...patches)
    await town.read(...(cover === undefined ? [] : [{ ...cover, at: monday + 31 * hour }]))
    await town.read(...series('d', 'KVM: arm64: Stand up', 2, monday + 40 * hour, { version: '2' }))
    const found = await town.storage.seriesOfMail('d-1@quarrychip.example')
    expect(found?.summary.previous?.id).not.toBe(found?.summary.previous?.key)
    expect((await town.ask('changes d-0@quarrychip.example')).text).toContain('v1 → v2 KVM: arm64: Stand up')
    expect((await town.ask('series d-0@quarrychip.example')).text).toContain('v2 of v1')
  })

  test('of a first version says that there is nothing before it', async () => {
    const answer = await town.ask('changes a-0@quarrychip.example')
    expect(answer).toMatchObject({ ok: false })
    expect(answer.text).toContain('v1 of KVM: Walk faster follows no version that the bot knows')
  })
})

describe('b4', () => {
  test('gives lines to paste, and the mbox of the thread', async () => {
    const { text } = await town.ask('b4 a-1@quarrychip.example')
    expect(text).toContain('b4 am a-0@quarrychip.example')
    expect(text).toContain('https://lore.kernel.org/kvm/a-0@quarrychip.example/t.mbox.gz')
    expect(text).not.toContain('b4 diff')
    expect((await town.ask('b4 b-0@quarrychip.example')).text).toContain('b4 diff b-0@quarrychip.example')
  })

  test('quotes an id that a shell would run', async () => {
    await town.read({
      id: "$(reboot)'x`y`@z.example",
      subject: '[PATCH] KVM: Be nice',
      at: monday + 30 * hour,
      path: 'virt/kvm/kvm_main.c',
    })
    expect((await town.ask('b4 Be nice')).text).toContain(String.raw`b4 am '$(reboot)'\''x`)
  })
})

describe('in a thread', () => {
  test.each(['changes', 'b4', 'series', 'why'])('%s without words means its series', async (command) => {
    const answer = await town.ask(command, { about: rootOf('v2') })
    expect(answer.ok).toBe(true)
    expect(answer.text).toContain('KVM: Walk faster')
    expect(answer.text).toContain('v2')
  })

  test('a reply stands for its series as the root does', async () => {
    const reply = town.chat.posts.find(({ thread }) => thread === rootOf('v2'))
    expect(reply).toBeDefined()
    expect((await town.ask('changes', { about: reply?.deliveryId ?? '' })).ok).toBe(true)
  })

  test.each(['changes', 'b4', 'series', 'why'])('%s elsewhere asks which series', async (command) => {
    expect((await town.ask(command)).text).toContain('Say which series')
    expect((await town.ask(command, { about: 'unknown' })).text).toContain('This thread belongs to no series')
  })
})

test('every command of a button is understood, and fits what platforms can carry', async () => {
  const root = await town.storage.row(rootOf('v2'))
  const buttons = (root?.notice.buttons ?? []).flatMap((button) => ('more' in button ? button.more : [button]))
  const commands = buttons.flatMap((button) => ('command' in button ? [button.command] : []))
  expect(commands.map((command) => command.split(' ')[0])).toEqual(['changes', 'follow', 'mute', 'b4', 'why'])
  for (const command of commands) {
    expect(command.length).toBeLessThanOrEqual(90)
    expect(await town.ask(command)).toMatchObject({ ok: true })
  }
})
