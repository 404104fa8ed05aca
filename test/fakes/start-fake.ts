import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A stand-in that runs as a process of its own and is told what to do over its control address. */
export interface RunningFake {
  readonly url: string
  /** Asks the stand-in to do or tell something; rejects where it does not know how. */
  control<T>(what: string, how?: unknown): Promise<T>
  stop(): Promise<void>
}

const servers = {
  slack: new URL('./slack/server.ts', import.meta.url),
  discord: new URL('./discord/server.ts', import.meta.url),
} as const

/** Starts `test/fakes/<name>/server.ts` and waits for its ready line. */
export async function startFake(name: keyof typeof servers): Promise<RunningFake> {
  const child = spawn(process.execPath, [servers[name].pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the ${name} stand-in ended with ${code}`)))
    createInterface({ input: child.stdout }).once('line', (line) => resolve((JSON.parse(line) as { url: string }).url))
  })
  return {
    url,
    async control<T>(what: string, how: unknown = {}) {
      const answer = await fetch(`${url}/control/${what}`, { method: 'POST', body: JSON.stringify(how) })
      if (!answer.ok) throw new Error(`${name} stand-in, ${what}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as T
    },
    async stop() {
      if (child.exitCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
    },
  }
}
