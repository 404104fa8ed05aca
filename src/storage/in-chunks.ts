/** Rows of one INSERT or values of one IN: few enough for every database's limits, many enough to be fast. */
const chunkSize = 50

export function inChunks<T>(values: readonly T[], size: number = chunkSize): readonly (readonly T[])[] {
  const chunks: T[][] = []
  for (let from = 0; from < values.length; from += size) chunks.push(values.slice(from, from + size))
  return chunks
}

/** Of any of these lengths a statement is kept. */
const setSizes = [1, 2, 4, 8, 16, 32, chunkSize]

/** Values of an IN in chunks of a few lengths: a short one has its last value more than once, which means nothing there. */
export function inSets<T>(values: readonly T[]): readonly (readonly T[])[] {
  return inChunks(values).map((chunk) => {
    const size = setSizes.find((length) => length >= chunk.length) ?? chunk.length
    return [...chunk, ...chunk.slice(-1).flatMap((last) => Array.from({ length: size - chunk.length }, () => last))]
  })
}
