import { Client } from 'pg'
import { setTimeout } from 'node:timers/promises'
import type { Held, Hold } from './hold.ts'
import { isRunning } from './hold.ts'
import { explainPostgres, withoutPassword } from './postgres.ts'

/** Any number that only we use; another than that of `lockWriters`. */
const lockNumber = 20_747_870
const againMs = 1000

/** Holds an advisory lock by a connection of its own; after a restart of the server it is taken again. */
export async function holdPostgres(url: string, who: string): Promise<Held> {
  const released = new AbortController()
  const { promise: lost, reject } = Promise.withResolvers<never>()
  // Whoever waits for it hears of it.
  lost.catch(() => undefined)
  let client = await connect(url, who).catch((error: unknown) => {
    throw explainPostgres(error, url)
  })
  const other = await takeLock(client)
  if (other !== undefined) {
    await client.end()
    return { other }
  }
  client.once('end', () => void again())

  async function again(): Promise<void> {
    while (!released.signal.aborted) {
      await setTimeout(againMs)
      try {
        client = await connect(url, who)
        const taker = await takeLock(client)
        if (taker === undefined) {
          client.once('end', () => void again())
          return
        }
        await client.end()
        reject(isRunning(withoutPassword(url), taker))
        return
      } catch {
        // Not back yet: the bot's other questions tell of it.
      }
    }
  }

  const hold: Hold = {
    lost,
    async release() {
      released.abort()
      await client.end()
    },
  }
  return hold
}

async function connect(url: string, who: string): Promise<Client> {
  // PostgreSQL keeps 63 characters of it.
  const name = `kvm-bot, ${who}`.slice(0, 63)
  const client = new Client({ connectionString: url, application_name: name, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Undefined where we have it now, else who has. */
async function takeLock(client: Client): Promise<string | undefined> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [lockNumber])
  if (rows[0]?.taken === true) return undefined
  const holders = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and objid = $1 and granted
       and pg_locks.database = (select oid from pg_database where datname = current_database())`,
    [lockNumber],
  )
  return holders.rows[0]?.name ?? 'another process'
}
