#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// A fifth of a start is compiling what the next start finds in the cache: so nothing else is imported before.
enableCompileCache()
const { runCommandLine } = await import('#src/cli/command-line.ts')

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const code = await runCommandLine(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  in: process.stdin,
  env: process.env,
})
// Not process.exit(): what stands in a pipe is still to be read.
process.exitCode = code
