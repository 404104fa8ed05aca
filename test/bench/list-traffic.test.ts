import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openArchive } from '#src/archive-source.ts'
import { readMessage } from '#src/mail/read-message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { listTraffic } from './list-traffic.ts'
import { writeEpoch, writeMbox } from './traffic-archive.ts'

const traffic = [...listTraffic({ seed: 7, mails: 1200 })]
const messages = await Promise.all(traffic.map(({ bytes }) => readMessage(bytes)))
const mails: readonly ListMail[] = messages.map((message, place) =>
  readListMail(message, traffic[place]?.receivedAt ?? 0),
)

describe('made-up list traffic', () => {
  it('is the same for the same seed, and fewer mails are the beginning of more', () => {
    const fewer = [...listTraffic({ seed: 7, mails: 300 })]
    expect(hashes(fewer)).toEqual(hashes(traffic.slice(0, 300)))
    expect(hashes([...listTraffic({ seed: 8, mails: 300 })])).not.toEqual(hashes(fewer))
  })

  it('comes in order, each mail once, and is read without a problem', () => {
    const times = traffic.map((mail) => mail.receivedAt)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(new Set(mails.map((mail) => mail.messageId)).size).toBe(traffic.length)
    expect(mails.flatMap((mail) => mail.problem ?? [])).toEqual([])
  })

  it('is half answers, and holds covers, long series, later versions, robots and a thread of hundreds', () => {
    const replies = mails.filter((mail) => mail.kind === 'reply').length / mails.length
    expect(replies).toBeGreaterThan(0.35)
    expect(replies).toBeLessThan(0.65)
    const kinds = new Set(mails.map((mail) => mail.kind))
    expect([...kinds].sort()).toEqual(['cover', 'other', 'patch', 'reply', 'report'])
    expect(Math.max(...mails.map((mail) => mail.subject.total ?? 0))).toBeGreaterThan(15)
    const more = [...listTraffic({ seed: 7, mails: 6000 })].map(({ bytes }) => Buffer.from(bytes).toString('latin1'))
    expect(more.filter((text) => /^Subject: \[PATCH v4/m.test(text)).length).toBeGreaterThan(5)
    const roots = Map.groupBy(more, (text) => /^References: <([^>]+)>/m.exec(text)?.[1])
    roots.delete(undefined)
    expect(Math.max(...[...roots.values()].map((thread) => thread.length))).toBeGreaterThan(150)
  })

  it('has the sizes of a real list: some 8 KB in the median, five times that for one in a hundred', () => {
    const sizes = traffic.map(({ bytes }) => bytes.length).sort((a, b) => a - b)
    expect(sizes[Math.floor(sizes.length * 0.5)]).toBeGreaterThan(6800)
    expect(sizes[Math.floor(sizes.length * 0.5)]).toBeLessThan(9500)
    expect(sizes[Math.floor(sizes.length * 0.99)]).toBeGreaterThan(20_000)
    expect(sizes[Math.floor(sizes.length * 0.99)]).toBeLessThan(50_000)
  })

  it('carries diffs that git can count, with the numbers that we read', () => {
    const patches = messages.filter((_, place) => mails[place]?.kind === 'patch').slice(0, 40)
    for (const message of patches) {
      const git = spawnSync('git', ['apply', '--numstat', '-'], { input: message.text })
      const counted = git.stdout
        .toString()
        .trim()
        .split('\n')
        .map((line) => line.split('\t'))
      const read = mails.find((mail) => mail.messageId === message.messageId)
      expect(read?.files.map((file) => [String(file.added), String(file.removed)])).toEqual(
        counted.map(([added, removed]) => [added, removed]),
      )
    }
  })
})

describe('an archive of it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'list-traffic-'))
  afterAll(() => rmSync(dir, { recursive: true }))

  it('reads back as the same mails, from an mbox as from public-inbox', async () => {
    const some = traffic.slice(0, 200)
    await writeMbox(join(dir, 'some.mbox'), some)
    await writeEpoch(join(dir, 'some.git'), some)
    for (const name of ['some.mbox', 'some.git']) {
      const source = openArchive(join(dir, name))
      const back = []
      for await (const arrival of source.poll(undefined, new AbortController().signal)) {
        if ('bytes' in arrival) back.push({ bytes: arrival.bytes, receivedAt: arrival.receivedAt })
      }
      await source.close?.()
      expect(hashes(back)).toEqual(hashes(some))
      expect(back.map((mail) => mail.receivedAt)).toEqual(some.map((mail) => Math.floor(mail.receivedAt / 1000) * 1000))
    }
  })
})

function hashes(all: readonly { readonly bytes: Uint8Array }[]): readonly string[] {
  return all.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'))
}
