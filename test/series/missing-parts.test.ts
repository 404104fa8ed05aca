import { describe, expect, it } from 'vitest'
import { assemble } from '#src/series/assemble.ts'
import { awaitedUntil, mayStillArrive } from '#src/series/missing-parts.ts'
import type { Revision } from '#src/series/revision.ts'
import { seriesOf } from './mails.ts'

const hour = 3_600_000

/** A series of which so many patches are here. */
function seriesWith({ here, of: patches }: { readonly here: number; readonly of: number }): Revision {
  const [revision] = assemble(seriesOf({ patches }).slice(0, here + 1))
  if (revision === undefined) throw new Error('no revision')
  return revision
}

describe('parts that are missing', () => {
  it('are waited for where two thirds or more are here', () => {
    const revision = seriesWith({ here: 2, of: 3 })
    expect(awaitedUntil(revision)).toBe(revision.lastAt + 6 * hour)
  })

  it('are waited for an hour where more were left out than a list loses', () => {
    const revision = seriesWith({ here: 3, of: 5 })
    expect(awaitedUntil(revision)).toBe(revision.lastAt + hour)
  })

  it('are not waited for again where one patch was sent once more', () => {
    const revision = seriesWith({ here: 3, of: 9 })
    expect(awaitedUntil({ ...revision, extra: ['again@x'] })).toBeUndefined()
  })

  it('are not waited for where there are none', () => {
    expect(awaitedUntil(seriesWith({ here: 3, of: 3 }))).toBeUndefined()
    expect(mayStillArrive(seriesWith({ here: 3, of: 3 }), 0)).toBe(false)
  })

  it('may arrive until the sixth hour after the newest one is over', () => {
    const revision = seriesWith({ here: 2, of: 3 })
    const end = revision.lastAt + 6 * hour
    expect([end - 1, end].map((now) => mayStillArrive(revision, now))).toEqual([true, false])
  })
})
