import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fittingSections, readMaintainers } from '#src/tag/maintainers.ts'
import { tally, type Row } from './row.ts'

/** Sections of MAINTAINERS for the paths that the corpus touches. */
export const subsystemRows: readonly Row[] = [
  {
    field: 'subsystems',
    against: 'get_maintainer.pl --subsystem',
    floor: 99.9,
    measure(corpus) {
      const row = tally()
      const file = join(corpus.dir, 'subsystems.json')
      if (!existsSync(file)) return row.result()
      const maintainers = readMaintainers(gunzipSync(readFileSync(join(corpus.dir, 'MAINTAINERS.gz'))).toString('utf8'))
      const expected = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { subsystem: readonly string[] }>
      for (const [path, { subsystem }] of Object.entries(expected)) {
        const depths = new Map(fittingSections(path, maintainers).map(({ name, depth }) => [name, depth]))
        const ours = [...depths.keys()]
        const isTie = JSON.stringify(inTies(ours, depths)) === JSON.stringify(inTies(subsystem, depths))
        row.compare(
          path,
          ours,
          subsystem,
          isTie ? 'equally deep sections, which the script prints at random' : undefined,
        )
      }
      return row.result()
    },
  },
]

/**
 * Names with their depth, those of one depth in a row sorted: the script prints equally deep sections in the order of a
 * Perl hash, which is another one each time.
 */
function inTies(names: readonly string[], depths: ReadonlyMap<string, number>): readonly string[] {
  const rows: string[][] = []
  let depth: number | undefined
  for (const name of names) {
    if (depth === undefined || depths.get(name) !== depth) rows.push([])
    depth = depths.get(name)
    rows.at(-1)?.push(name)
  }
  return rows.flatMap((row) => row.sort())
}
