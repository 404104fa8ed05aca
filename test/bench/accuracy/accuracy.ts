import { readFileSync } from 'node:fs'
import { UsageError } from '#src/cli/io.ts'
import { readOptions } from '#src/cli/options.ts'
import { archiveRows } from './archive-rows.ts'
import { authorRows } from './author-rows.ts'
import { readCorpus } from './corpus.ts'
import { diffRows } from './diff-rows.ts'
import { handReadRows } from './hand-read-rows.ts'
import { hashedId, type Row, type Tally } from './row.ts'
import { lineageRows } from './lineage-rows.ts'
import { seriesRows } from './series-rows.ts'
import { stateRows } from './state-rows.ts'
import { subjectRows } from './subject-rows.ts'
import { subsystemRows } from './subsystem-rows.ts'
import { trailerRows } from './trailer-rows.ts'

const rows: readonly Row[] = [
  ...authorRows,
  ...diffRows,
  ...subjectRows,
  ...handReadRows,
  ...trailerRows,
  ...seriesRows,
  ...subsystemRows,
  ...lineageRows,
  ...stateRows,
]

/**
 * `npm run bench accuracy -- CORPUS [FIELD] [--series ARCHIVES]`: what we read in real mail beside independent tools,
 * one table, then every disagreement with what `disagreements.md` says of it. With the archives of real lists also the
 * versions that a person linked there. Exits with 1 where a field is below its floor.
 */
export async function benchAccuracy(args: readonly string[]): Promise<void> {
  const { values, positionals } = readOptions('accuracy', args, { series: { type: 'string' } })
  const [dir, only] = positionals
  if (dir === undefined) throw new UsageError('accuracy needs a CORPUS, such as ../shared/corpus')
  const corpus = await readCorpus(dir)
  const measured: (Row & { readonly tally: Tally })[] = []
  for (const row of [...rows, ...(values.series === undefined ? [] : archiveRows(values.series))]) {
    if (only === undefined || row.field.includes(only)) measured.push({ ...row, tally: await row.measure(corpus) })
  }
  const explained = readFileSync(new URL('disagreements.md', import.meta.url), 'utf8')
  console.log(`${''.padEnd(58)}${'all outcomes'.padStart(20)}${'read by hand'.padStart(21)}   floor`)
  for (const row of measured) console.log(tableLine(row, row.tally, explained))
  for (const row of measured) printDisagreements(row, row.tally, explained)
  const compared = measured.filter((row) => row.tally.of > 0)
  if (compared.length === 0 || compared.some((row) => percent(byHand(row, row.tally, explained)) < row.floor))
    process.exitCode = 1
}

/** The count over all outcomes, then the same with the mails where a person found us right counted so. */
function tableLine(row: Row, tally: Tally, explained: string): string {
  const checked = byHand(row, tally, explained)
  const verdict =
    tally.of === 0
      ? 'nothing to compare'
      : percent(tally) >= row.floor
        ? 'ok'
        : percent(checked) >= row.floor
          ? 'ok by hand'
          : 'BELOW'
  return `${row.field.padEnd(25)} ${row.against.padEnd(32)}${counts(tally)} ${counts(checked)}   ${row.floor} %  ${verdict}`
}

function counts(tally: Tally): string {
  const share = `${tally.of - tally.disagreements.length}/${tally.of}`
  return `${share.padStart(10)} ${percent(tally).toFixed(2).padStart(6)} %`
}

/** Without the disagreements in which we are right: by a rule, or by the table's word for that mail. */
function byHand(row: Row, { of, disagreements }: Tally, explained: string): Tally {
  const wrong = disagreements.filter(
    ({ messageId, because }) =>
      because === undefined &&
      !/^\|[^|]*\|[^|]*\|[^|]*\bwe\b/.test(reasonOf(explained, hashedId(messageId), row.field)),
  )
  return { of, disagreements: wrong }
}

/** Nothing to compare is nothing shown: 0 %. */
function percent({ of, disagreements }: Tally): number {
  return of === 0 ? 0 : ((of - disagreements.length) / of) * 100
}

function printDisagreements(row: Row, { disagreements }: Tally, explained: string): void {
  if (disagreements.length === 0) return
  console.log(`\n${row.field} (${row.against}): ${disagreements.length} disagreements`)
  for (const { messageId, ours, theirs, because } of disagreements) {
    const reason = because ?? reasonOf(explained, hashedId(messageId), row.field)
    console.log(`  ${hashedId(messageId)} <${messageId}>\n    ours   ${ours}\n    theirs ${theirs}\n    ${reason}`)
  }
}

/** The table's line for this mail and field: `| id | field | who is right | why |`. */
function reasonOf(table: string, id: string, field: string): string {
  const line = table.split('\n').find((each) => each.includes(`| ${id} `) && each.includes(`| ${field} `))
  return line ?? 'NOT EXPLAINED'
}
