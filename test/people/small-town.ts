import { answerRequest } from '#src/commands/answer.ts'
import { noMailmap } from '#src/mail/mailmap.ts'
import { drainPipeline, runPipeline } from '#src/pipeline/run-pipeline.ts'
import type { PipelineParts } from '#src/pipeline/run-pipeline.ts'
import { replaySettings } from '#src/pipeline/settings.ts'
import type { WhoMay } from '#src/people/who-may.ts'
import type { Answer, CommandRequest } from '#src/ports.ts'
import { createLog } from '#src/runtime/log.ts'
import { readEmployers } from '#src/stats/employers.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import { plainText } from '#test/notice/plain-text.ts'
import { view } from '#test/notice/summaries.ts'
import type { LetterShape } from '../pipeline/letters.ts'
import { scriptedPlatform } from '../pipeline/scripted-platform.ts'
import type { ScriptedPlatform } from '../pipeline/scripted-platform.ts'
import { scriptedSource } from '../pipeline/scripted-source.ts'

export const minute = 60_000
export const hour = 60 * minute
export const monday = Date.UTC(2026, 10, 2, 8)

export interface Town {
  readonly storage: Storage
  readonly chat: ScriptedPlatform
  /** Mails come in, are announced and delivered. */
  read(...letters: readonly LetterShape[]): Promise<void>
  /** Lets the loops run on without mail. */
  run(more?: Partial<PipelineParts>): Promise<void>
  /** A bot that runs, second by second, until then. */
  live(isDone: () => boolean): Promise<void>
  ask(
    text: string,
    who?: Partial<Pick<CommandRequest, 'channel' | 'about' | 'rights' | 'isHere' | 'platform'>> & { user?: string },
    more?: { confirm?: 'admin' | 'nobody'; access?: WhoMay },
  ): Promise<Answer & { readonly text: string }>
  /** The direct messages of a person as they read now, oldest first. */
  told(user: string): Promise<readonly string[]>
  time(): number
  setTime(at: number): void
  close(): Promise<void>
}

/** A bot with one list and one channel, people who talk to it, and a clock of its own. */
export async function openTown(options: { readonly time?: 'wall' | 'mail' } = {}): Promise<Town> {
  const storage = await openStorage('sqlite::memory:')
  const chat = scriptedPlatform()
  const arrivals: LetterShape[] = []
  let now = monday

  async function nap(ms: number): Promise<void> {
    now += ms
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }

  function partsOf(): PipelineParts {
    return {
      sources: [
        {
          list: { name: 'kvm', announceSince: 'all', backfill: 'all', archive: 'https://lore.kernel.org/kvm/' },
          source: scriptedSource(options.time ?? 'mail', arrivals),
        },
      ],
      platforms: [chat.platform],
      channels: [{ platform: 'p', channel: 'all', list: 'kvm', filter: '' }],
      storage,
      tables: { maintainers: readMaintainers(''), mailmap: noMailmap },
      clock: { now: () => now, sleep: (ms) => nap(ms) },
      log: createLog('silent'),
      random: () => 0,
      settings: replaySettings,
    }
  }

  async function run(more: Partial<PipelineParts> = {}): Promise<void> {
    await drainPipeline({ ...partsOf(), ...more }, new AbortController().signal)
  }

  async function live(isDone: () => boolean): Promise<void> {
    const stop = new AbortController()
    const running = runPipeline(partsOf(), stop.signal)
    while (!isDone()) await nap(1000)
    stop.abort()
    await running
  }

  return {
    storage,
    chat,
    run,
    live,
    async read(...letters) {
      arrivals.push(...letters)
      now = Math.max(now, ...letters.map(({ at }) => at))
      await run()
    },
    async ask(text, { user = 'U1', ...who } = {}, more = {}) {
      const request = { platform: 'p', channel: 'all', user: { id: user, name: user }, input: { text }, ...who }
      const answer = await answerRequest(request, {
        storage,
        lists: [{ name: 'kvm' }],
        commandName: 'kvm',
        view,
        people: { mailmap: noMailmap, employers: readEmployers('') },
        confirm: more.confirm ?? 'nobody',
        access: more.access ?? 'anyone',
        onChange: () => {},
        now: () => now,
        health: () => [],
      })
      return { ...answer, text: plainText(answer.notice) }
    },
    async told(user) {
      const mine = chat.posts.filter(({ channel }) => channel === `@${user}`)
      const rows = await Promise.all(mine.map(({ deliveryId }) => storage.row(deliveryId)))
      return rows.flatMap((row) => (row === undefined ? [] : [plainText(row.notice)]))
    },
    time: () => now,
    setTime(at) {
      now = at
    },
    close: () => storage.close(),
  }
}
