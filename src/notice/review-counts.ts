import { countsAsReview } from '#src/series/reviews.ts'
import type { Review } from '#src/series/revision.ts'
import type { Summary } from '#src/summary/summary.ts'

const shown = [
  [/review/iu, 'R-b'],
  [/ack/iu, 'A-b'],
  [/test/iu, 'T-b'],
] as const

/** `R-b 2`, `A-b 1`, `T-b 1`, `7/12 patches reviewed`: people, each counted once however many patches they reviewed. */
export function reviewCounts(summary: Summary): readonly string[] {
  const counting = summary.reviews.filter(countsAsReview)
  const counts = shown.flatMap(([name, short]) => {
    const people = new Set(counting.filter((review) => name.test(review.name)).map(personOf))
    return people.size === 0 ? [] : [`${short} ${people.size}`]
  })
  const { total } = summary.revision
  const covered = coveredPatches(counting, total)
  return covered > 0 && covered < total ? [...counts, `${covered}/${total} patches reviewed`] : counts
}

/** How many patches carry a Reviewed-by or Acked-by; one on the cover covers all. */
function coveredPatches(reviews: readonly Review[], total: number): number {
  const covering = reviews.filter(({ name }) => /review|ack/iu.test(name))
  if (covering.some(({ patch }) => patch === 0)) return total
  return new Set(covering.map(({ patch }) => patch).filter((patch) => patch <= total && Number.isInteger(patch))).size
}

/** One person with two spellings of the name still has one address. */
function personOf({ value }: Review): string {
  return (/<([^>]*)>/u.exec(value)?.[1] ?? value).trim().toLowerCase()
}
