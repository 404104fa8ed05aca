/**
 * How long to wait after so many failures in a row. Half of it is left to chance (equal jitter), so that many that
 * failed together do not come back together: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/. `random` gives 0 to 1.
 */
export function backOffMs(
  failures: number,
  limits: { readonly firstMs: number; readonly mostMs: number },
  random: () => number,
): number {
  const most = Math.min(limits.mostMs, limits.firstMs * 2 ** Math.min(30, Math.max(0, failures - 1)))
  return Math.round(most / 2 + (random() * most) / 2)
}
