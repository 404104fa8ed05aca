/** Asks until `good` holds, and gives what was asked last; Slack's people look again as well. */
export async function eventually<T>(ask: () => Promise<T>, good: (seen: T) => boolean, withinMs = 5000): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const seen = await ask()
    if (good(seen)) return seen
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
