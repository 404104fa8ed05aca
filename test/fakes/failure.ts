/** What `work` rejects with; undefined where it does not. */
export async function failure(work: Promise<unknown> | undefined): Promise<unknown> {
  return work?.then(
    () => undefined,
    (error: unknown) => error,
  )
}
