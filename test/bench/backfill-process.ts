import { startAhead } from '#src/pipeline/thread-ahead.ts'

/* One measured run in a process of its own, so that memory and compiled code are its own: SOURCE STAGE DATABASE. */

const [, , path = '', wanted = 'assemble', database = ''] = process.argv
// As `kvm-bot run` does before it loads the rest.
if (wanted === 'database' || wanted === 'assemble') startAhead()
const { runStage, stages } = await import('./backfill-run.ts')
const stage = stages.find((name) => name === wanted)
if (stage === undefined) throw new Error(`no such stage: ${wanted}`)
console.log(JSON.stringify(await runStage(path, stage, database)))
