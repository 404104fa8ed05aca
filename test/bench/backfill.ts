import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UsageError } from '#src/cli/io.ts'
import { readOptions, takesNothingElse } from '#src/cli/options.ts'
import about from '../../package.json' with { type: 'json' }
import type { RunResult, Stage } from './backfill-run.ts'
import { listTraffic } from './list-traffic.ts'
import { writeEpoch, writeMbox } from './traffic-archive.ts'

/*
 * How fast an archive becomes an assembled database. Each run is a process of its own: source, then the real pipeline
 * (`announceSince` a day, so that old mail is kept and known but not posted), then a new SQLite file. Python's email
 * parser reads the same archive in between, on one core, so that both meet the same machine.
 */

type SourceKind = 'mbox' | 'public-inbox'

interface Archive {
  readonly label: string
  readonly mbox: string
  /** Undefined for a file that was given: only the mbox is measured. */
  readonly epoch: string | undefined
}

/** The best of the rounds: the one that was disturbed least. */
interface Measured extends Pick<RunResult, 'mails' | 'ms' | 'cpuMs'> {
  readonly peakRssBytes?: number
}

const run = promisify(execFile)
const stages: readonly Stage[] = ['read', 'parse', 'facts', 'database', 'assemble']
const stageWords: Readonly<Record<Stage, string>> = {
  read: 'bytes from the source',
  parse: 'MIME and headers (readMessage)',
  facts: 'subject, diff, trailers, tags, keys (readListMail …)',
  database: 'saved with raw mail and cursor (saveMails)',
  assemble: 'clusters to series, lineage, summaries (announce)',
}
/**
 * As `npm run kvm-bot` does: what comes in is soon passed on, the space for new objects has its full size at once (what is
 * read in the beginning is copied less: 2 to 3 % at 5,000 mails), fresh memory comes in large pages and is kept when freed
 * (touching a new one takes longer than to fill it: a twelfth of the time at 5,000 mails), V8 has no more helpers than
 * there are cores, and does not compile a third time what soon has done its work (a twentieth, and no slower at 50,000).
 * Compiled code is kept from start to start; the first of the rounds finds none.
 */
const started = about.scripts['kvm-bot'].split(' ')
const flags = started.filter((word) => word.startsWith('--'))
const environment = Object.fromEntries(
  started.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split(/=(.*)/s)),
)
const floor = 2
const target = 5
const fewestRounds = 3
const mostRounds = 8
/** A rate that falls by more than this from the smallest to the largest size is not flat. */
const flatness = 0.8

/**
 * Prints mails a second, processor time, peak memory and the ratio to Python for each size and source, and whether the
 * floor and the flat rate hold. With `--split`, where the time goes, by runs that each do one step more.
 */
export async function benchBackfill(args: readonly string[]): Promise<void> {
  const { values, positionals } = readOptions('backfill', args, {
    mails: { type: 'string', default: '5000,50000' },
    source: { type: 'string', default: 'both' },
    file: { type: 'string' },
    rounds: { type: 'string' },
    split: { type: 'boolean', default: false },
  })
  takesNothingElse('backfill', positionals)
  const sizes = values.mails.split(',').map(Number)
  const kinds = kindsOf(values.source)
  if (kinds === undefined) throw new UsageError(`backfill: there is no source ${values.source}`)
  if (!sizes.every((size) => size > 0) || !(Number(values.rounds ?? 1) > 0))
    throw new UsageError('backfill: --mails and --rounds are numbers over 0')
  const dir = mkdtempSync(join(tmpdir(), 'bench-backfill-'))
  try {
    const rates = new Map<SourceKind, number[]>()
    for (const size of values.file === undefined ? sizes : [0]) {
      const archive = await archiveOf(values.file, size, kinds, dir)
      if (values.split) await printSplit(archive, kinds, dir)
      else await printRates(archive, kinds, Number(values.rounds ?? roundsFor(size)), dir, rates)
    }
    for (const [kind, all] of rates) printFlatness(kind, sizes, all)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What disturbs a run for a second matters less to a long one. */
function roundsFor(mails: number): number {
  return mails === 0 ? fewestRounds : Math.max(fewestRounds, Math.min(mostRounds, Math.round(40_000 / mails)))
}

function kindsOf(source: string): readonly SourceKind[] | undefined {
  if (source === 'both') return ['mbox', 'public-inbox']
  return source === 'mbox' || source === 'public-inbox' ? [source] : undefined
}

async function archiveOf(
  file: string | undefined,
  mails: number,
  kinds: readonly SourceKind[],
  dir: string,
): Promise<Archive> {
  if (file !== undefined) return { label: file, mbox: file, epoch: undefined }
  const mbox = join(dir, `${mails}.mbox`)
  const epoch = kinds.includes('public-inbox') ? join(dir, `${mails}.git`) : undefined
  await writeMbox(mbox, listTraffic({ seed: 1, mails }))
  if (epoch !== undefined) await writeEpoch(epoch, listTraffic({ seed: 1, mails }))
  return { label: `${count(mails)} mails of list-traffic, seed 1`, mbox, epoch }
}

async function printRates(
  archive: Archive,
  kinds: readonly SourceKind[],
  rounds: number,
  dir: string,
  rates: Map<SourceKind, number[]>,
): Promise<void> {
  const megabytes = statSync(archive.mbox).size / 1e6
  const load = loadavg()[0]?.toFixed(1) ?? '?'
  console.log(`\n${archive.label}, ${megabytes.toFixed(0)} MB (${availableParallelism()} cores, load ${load})`)
  const sources = kinds.filter((kind) => pathOf(archive, kind) !== undefined)
  const python = new Map<SourceKind, Measured[]>(sources.map((kind) => [kind, []]))
  const ours = new Map<SourceKind, RunResult[]>(sources.map((kind) => [kind, []]))
  for (let round = 0; round < rounds; round++) {
    for (const kind of sources) {
      python.get(kind)?.push(await runPython(pathOf(archive, kind) ?? ''))
      ours.get(kind)?.push(await runStage(archive, kind, 'assemble', dir))
    }
  }
  console.log(row('', 'mails/s', 'CPU ms/mail', 'peak RSS', 'to Python: time', 'CPU'))
  for (const [kind, results] of ours) {
    const parser = best(python.get(kind) ?? [])
    console.log(row(`Python, ${kind}`, rate(parser), cpu(parser), '', '', ''))
    const result = best(results)
    const byTime = (result.mails / result.ms) * (parser.ms / parser.mails)
    const byCpu = (result.mails / result.cpuMs) * (parser.cpuMs / parser.mails)
    const memory = `${Math.round((result.peakRssBytes ?? 0) / 1e6)} MB`
    console.log(row(kind, rate(result), cpu(result), memory, `${byTime.toFixed(2)}x`, `${byCpu.toFixed(2)}x`))
    const verdict = byTime >= floor ? `the floor of ${floor}x holds` : `below the floor of ${floor}x`
    console.log(`    ${verdict}${byTime >= target ? `, and so does the target of ${target}x` : ''}`)
    rates.set(kind, [...(rates.get(kind) ?? []), result.mails / result.ms])
  }
}

async function printSplit(archive: Archive, kinds: readonly SourceKind[], dir: string): Promise<void> {
  for (const kind of kinds) {
    if (pathOf(archive, kind) === undefined) continue
    console.log(`\n${archive.label}, from ${kind}: each step is the difference of two runs`)
    let before = { ms: 0, cpuMs: 0 }
    for (const stage of stages) {
      const result = await runStage(archive, kind, stage, dir)
      const perMail = (name: 'ms' | 'cpuMs'): string => ((result[name] - before[name]) / result.mails).toFixed(3)
      console.log(
        `  ${stage.padEnd(9)} ${perMail('ms').padStart(7)} ms/mail ${perMail('cpuMs').padStart(7)} CPU  ${stageWords[stage]}`,
      )
      before = result
    }
  }
}

function printFlatness(kind: SourceKind, sizes: readonly number[], rates: readonly number[]): void {
  const [first = 0, last = 0] = [rates.at(0), rates.at(-1)]
  if (rates.length < 2) return
  const share = last / first
  const verdict = share >= flatness ? 'flat' : 'NOT flat'
  const span = `${count(sizes.at(0) ?? 0)} to ${count(sizes.at(-1) ?? 0)} mails`
  console.log(`${kind}: ${Math.round(share * 100)} % of the rate from ${span}: ${verdict}`)
}

function pathOf(archive: Archive, kind: SourceKind): string | undefined {
  return kind === 'mbox' ? archive.mbox : archive.epoch
}

async function runStage(archive: Archive, kind: SourceKind, stage: Stage, dir: string): Promise<RunResult> {
  const database = join(dir, 'bench.db')
  for (const end of ['', '-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
  const script = new URL('backfill-process.ts', import.meta.url).pathname
  const { stdout } = await run(process.execPath, [...flags, script, pathOf(archive, kind) ?? '', stage, database], {
    env: { ...process.env, ...environment, NODE_COMPILE_CACHE: join(dir, 'compiled') },
  })
  const result: RunResult = JSON.parse(stdout)
  return result
}

async function runPython(path: string): Promise<Measured> {
  const script = new URL('python-email.py', import.meta.url).pathname
  const { stdout } = await run('python3', [script, path], { env: { ...process.env, ...environment } })
  const result: Measured = JSON.parse(stdout)
  return result
}

function best<T extends Measured>(results: readonly T[]): T {
  return results.reduce((one, other) => (other.ms < one.ms ? other : one))
}

function rate({ mails, ms }: Measured): string {
  return count(Math.round(mails / (ms / 1000)))
}

function cpu({ mails, cpuMs }: Measured): string {
  return (cpuMs / mails).toFixed(3)
}

function row(name: string, ...cells: readonly string[]): string {
  return `  ${name.padEnd(22)}${cells.map((cell) => cell.padStart(16)).join('')}`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
