/** Rows of one INSERT or values of one IN: few enough for every database's limits, many enough to be fast. */
const chunkSize = 50

export function inChunks<T>(values: readonly T[], size: number = chunkSize): readonly (readonly T[])[] {
  const chunks: T[][] = []
  for (let from = 0; from < values.length; from += size) chunks.push(values.slice(from, from + size))
  return chunks
}
