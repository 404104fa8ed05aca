/** Text that may be JSON; undefined where it is not. What it holds is for the caller to check. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
