import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** A post as its platform was given it, after all edits, with the replies in its thread. */
export interface ShownPost<Payload> {
  readonly payload: Payload
  readonly edited: boolean
  readonly replies: ShownPost<Payload>[]
}

/** What a channel holds at the end of the sample week. `filter`: as for `/kvm subscribe`. */
export function channelAfterSample<Payload>(platform: string, filter: string): readonly ShownPost<Payload>[] {
  const args = ['replay', '--platform', platform, '--json', '--filter', filter, 'config/sample/kvm-week.mbox']
  const posts = new Map<string, ShownPost<Payload>>()
  const roots: ShownPost<Payload>[] = []
  for (const line of kvmBot(args).trim().split('\n')) {
    const { op, id, thread, payload }: { op: string; id: string; thread?: string; payload: Payload } = JSON.parse(line)
    const known = posts.get(id)
    if (op === 'edit' && known) {
      Object.assign(known, { payload, edited: true })
      continue
    }
    const post: ShownPost<Payload> = { payload, edited: false, replies: [] }
    posts.set(id, post)
    if (thread === undefined) roots.push(post)
    else posts.get(thread)?.replies.push(post)
  }
  return roots
}

/** Standard output of the program, coloured as on a terminal. */
export function kvmBot(args: readonly string[]): string {
  const env = { ...process.env, FORCE_COLOR: '1' }
  const limits = { maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'] }
  return execFileSync(process.execPath, ['src/cli.ts', ...args], { cwd: root, encoding: 'utf8', env, ...limits })
}
