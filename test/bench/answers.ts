import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '#src/cli/io.ts'
import { readOptions, takesNothingElse } from '#src/cli/options.ts'
import { openArchive } from '#src/archive-source.ts'
import { readConfig } from '#src/config.ts'
import { loadTables } from '#src/config/load-tables.ts'
import { openHost } from '#src/host.ts'
import { runPipeline } from '#src/pipeline/run-pipeline.ts'
import { usualSettings } from '#src/pipeline/settings.ts'
import type { Host } from '#src/ports.ts'
import { wallClock } from '#src/runtime/clock.ts'
import { createLog } from '#src/runtime/log.ts'
import { openStorage } from '#src/storage/open-storage.ts'
import type { Storage } from '#src/storage/storage.ts'
import { grownDatabase } from './answers-database.ts'

/*
 * How fast a slash command is answered on a grown database: first while nothing else goes on (the baseline), then in
 * the same process while mails come in as fast as they can be saved, once as an old archive (large batches), once as
 * news that are announced step by step. Questions arrive at fixed times whether or not the one before is answered, and
 * an answer is as late as it is after its question's time: a blocked process does not stop the watch.
 */

const floorMs = 300
const everyMs = 100
/** Of fewer answers the worst one would be the 99th percentile: they count among all only. */
const fewest = 50

/** Prints p50, p99 and the worst time of every command; sets exit code 1 where a p99 is over the floor. */
export async function benchAnswers(args: readonly string[]): Promise<void> {
  const { values, positionals } = readOptions('answers', args, {
    mails: { type: 'string', default: '500000' },
    dir: { type: 'string', default: join(tmpdir(), 'kvm-bot-bench-answers') },
    questions: { type: 'string', default: '600' },
  })
  takesNothingElse('answers', positionals)
  const [mails, questions] = [Number(values.mails), Number(values.questions)]
  if (!(mails > 0) || !(questions > 0)) throw new UsageError('answers: --mails and --questions are numbers over 0')
  const { file, news } = await grownDatabase(values.dir, mails)
  const dir = mkdtempSync(join(values.dir, 'run-'))
  try {
    const runs: Run[] = []
    copySettled(file, join(dir, 'bench.db'))
    for (const { name, announceSince, from } of traffics)
      runs.push({ name, ...(await measured(join(dir, 'bench.db'), announceSince, news[from] ?? '', questions)) })
    print(runs, mails)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** On the disk before anything is measured: two gigabytes on their way there would keep every commit waiting. */
function copySettled(from: string, to: string): void {
  copyFileSync(from, to)
  const file = openSync(to, 'r+')
  fsyncSync(file)
  closeSync(file)
}

const traffics = [
  { name: 'idle', announceSince: undefined, from: 0 },
  { name: 'backfill', announceSince: 0, from: 0 },
  { name: 'news', announceSince: 'all', from: 1 },
] as const

interface Run {
  readonly name: string
  /** Milliseconds, by command line. */
  readonly times: ReadonlyMap<string, readonly number[]>
  readonly mailsMeanwhile: number
  readonly seconds: number
}

async function measured(
  file: string,
  announceSince: 0 | 'all' | undefined,
  news: string,
  questions: number,
): Promise<Omit<Run, 'name'>> {
  const storage = await openStorage(`sqlite:${file}`)
  const config = { ...readConfig(configText(file), 'bench', {}), file: undefined }
  const host = openHost(config, { storage, sources: [], clock: wallClock })
  const lines = await commandLines(host, storage)
  for (const line of lines) await ask(host, line)
  const before = (await storage.counts()).mails
  const stop = new AbortController()
  const bringingIn =
    announceSince === undefined ? Promise.resolve() : bringIn(storage, announceSince, news, stop.signal)
  const begun = performance.now()
  const times = await askAll(host, lines, questions)
  const seconds = (performance.now() - begun) / 1000
  const mailsMeanwhile = (await storage.counts()).mails - before
  stop.abort()
  await bringingIn
  await storage.close()
  return { times, mailsMeanwhile, seconds }
}

function configText(file: string): string {
  return [
    'lists: [{ name: kvm, address: kvm@vger.kernel.org, archive: "https://lore.kernel.org/kvm/", source: { mbox: { file: none } } }]',
    'platforms: {}',
    `storage: { url: ${JSON.stringify(`sqlite:${file}`)} }`,
  ].join('\n')
}

/** The real pipeline, without platforms: posts are written for the channel of the subscription and wait. */
async function bringIn(storage: Storage, announceSince: 0 | 'all', news: string, signal: AbortSignal): Promise<void> {
  const list = { name: announceSince === 'all' ? 'kvm-news' : 'kvm-archive', announceSince, backfill: 'all' } as const
  const parts = { storage, tables: loadTables({}), clock: wallClock, settings: usualSettings }
  const others = { platforms: [], channels: [], log: createLog('error'), random: () => 0.5 }
  await runPipeline({ ...parts, ...others, sources: [{ list, source: openArchive(news) }] }, signal)
}

/** What every command offers as examples, and the questions that look at most. */
async function commandLines(host: Host, storage: Storage): Promise<readonly string[]> {
  const [series] = await storage.searchSeries('', 1)
  const messageId = series?.summary.head ?? ''
  const examples = host.commands.flatMap((command) => (command.changes ? [] : command.examples))
  const wide = [
    ...['patches', 'series', 'reviews', 'applied'].flatMap((by) => [
      `top-contributors by:${by}`,
      `top-contributors by:${by} since:9y group:employer`,
      `top-contributors by:${by} since:1y arch:arm64`,
    ]),
    'activity since:26w',
    'activity since:26w by:arch',
    'response-time since:1y',
    'response-time since:9y',
    'search nested',
    'search zzz nothing has these words',
    'series nested',
    'preview all',
    `series ${messageId}`,
    `why ${messageId}`,
  ]
  return [...new Set([...examples, ...wide].map((line) => line.replace('MESSAGE-ID', messageId)))]
}

async function ask(host: Host, text: string): Promise<void> {
  const user = { id: 'U1', name: 'Maya' }
  await host.answer({ platform: 'terminal', channel: 'terminal', user, input: { text } })
}

async function askAll(host: Host, lines: readonly string[], questions: number): Promise<ReadonlyMap<string, number[]>> {
  const times = new Map<string, number[]>(lines.map((line) => [line, []]))
  const begun = performance.now()
  const asked = Array.from({ length: questions }, async (_, index) => {
    // A step that shares no factor with most counts, so that neighbours differ from round to round.
    const line = lines[(index * 7 + Math.floor(index / lines.length)) % lines.length] ?? 'help'
    const due = begun + index * everyMs
    await wallClock.sleep(Math.max(0, due - performance.now()))
    await ask(host, line)
    times.get(line)?.push(performance.now() - due)
  })
  await Promise.all(asked)
  return times
}

function print(runs: readonly Run[], mails: number): void {
  console.log(
    `\n${mails.toLocaleString('en-US')} mails, a question every ${everyMs} ms; milliseconds p50 / p99 / worst`,
  )
  for (const { name, mailsMeanwhile, seconds } of runs)
    console.log(
      `  ${name.padEnd(9)} ${Math.round(mailsMeanwhile / seconds)} mails/s came in for ${Math.round(seconds)} s`,
    )
  const lines = [...(runs[0]?.times.keys() ?? [])]
  const cells = (line: string): string => runs.map(({ times }) => summary(times.get(line) ?? []).padStart(24)).join('')
  console.log(`  ${''.padEnd(52)}${runs.map(({ name }) => name.padStart(24)).join('')}`)
  for (const line of lines.toSorted()) console.log(`  ${line.slice(0, 50).padEnd(52)}${cells(line)}`)
  const all = runs.map(({ times }) => [...times.values()].flat())
  console.log(`  ${'all'.padEnd(52)}${all.map((one) => summary(one).padStart(24)).join('')}`)
  const slow = runs.flatMap(({ name, times }, index) => [
    ...(at99(all[index] ?? []) > floorMs ? [`all answers under ${name}`] : []),
    ...[...times].flatMap(([line, one]) =>
      one.length >= fewest && at99(one) > floorMs ? [`${line} under ${name}`] : [],
    ),
  ])
  console.log(slow.length === 0 ? `the floor of ${floorMs} ms holds` : `over ${floorMs} ms:\n  ${slow.join('\n  ')}`)
  if (slow.length > 0) process.exitCode = 1
}

function summary(times: readonly number[]): string {
  return `${quantile(times, 0.5)} / ${quantile(times, 0.99)} / ${quantile(times, 1)}`
}

function at99(times: readonly number[]): number {
  return quantile(times, 0.99)
}

/** Rounded up to whole milliseconds. */
function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Math.ceil(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0)
}
