import type { Compilable, QueryResult } from 'kysely'
import { CompiledQuery } from 'kysely'
import { runAtOnce, runEachAtOnce } from './at-once.ts'
import type { Db } from './tables.ts'

/** SQL texts by database kind (its adapter) and name. */
const texts = new WeakMap<object, Map<string, string>>()

/**
 * Runs a statement whose text depends on its name alone: built and compiled at the first time, then only given new
 * parameters. For the statements that a backfill runs thousands of times, where building costs more than running.
 * `build` must use all `parameters`, in this order, and nothing else.
 */
export async function runKept<R>(
  db: Db,
  name: string,
  parameters: readonly unknown[],
  build: () => Compilable<R>,
): Promise<QueryResult<R>> {
  const query = CompiledQuery.raw(textOf(db, name, parameters.length, build), [...parameters])
  return (await runAtOnce<R>(db, query)) ?? db.executeQuery<R>(query)
}

/** Runs it for each set of parameters; false where it was not, since many at a time cost less here. */
export async function runKeptForEach(
  db: Db,
  name: string,
  all: readonly (readonly unknown[])[],
  build: () => Compilable,
): Promise<boolean> {
  const [first] = all
  return first === undefined || runEachAtOnce(db, textOf(db, name, first.length, build), all)
}

function textOf(db: Db, name: string, parameters: number, build: () => Compilable): string {
  const { adapter } = db.getExecutor()
  const known = texts.get(adapter) ?? new Map<string, string>()
  texts.set(adapter, known)
  let text = known.get(name)
  if (text === undefined) {
    const compiled = build().compile()
    if (compiled.parameters.length !== parameters) throw new Error(`${name}: parameters do not match its text`)
    text = compiled.sql
    known.set(name, text)
  }
  return text
}
