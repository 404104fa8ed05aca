import type { Io } from '#src/cli/io.ts'

/** How to draw on standard output: https://no-color.org, and FORCE_COLOR for a pipe that wants colours. */
export function terminalLook({ out, env }: Io): { readonly colour: boolean; readonly width: () => number } {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0'
  return {
    colour: forced || (out.isTTY === true && env['NO_COLOR'] === undefined),
    // Some terminals say that they have no columns at all.
    width: () => out.columns || 100,
  }
}
