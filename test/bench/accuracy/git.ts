import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Corpus } from './corpus.ts'

/** What git itself says of one mail. */
export interface GitReading {
  /** False where git cannot read the mail at all. */
  readonly accepted: boolean
  readonly name: string
  readonly email: string
  readonly subject: string
  readonly message: string
  readonly patch: string
  /** `git apply --numstat` of the patch; undefined where git refuses it. */
  readonly numstat: readonly (readonly [string, string, string])[] | undefined
  /** The first `git patch-id --stable`. */
  readonly patchId: string | undefined
  /** `git interpret-trailers --parse` of subject and message. */
  readonly trailers: readonly string[]
}

const readings = new Map<string, GitReading>()

/** Runs git's own readers over every patch of a corpus, once a process. Message id → reading. */
export function gitReadings(corpus: Corpus): ReadonlyMap<string, GitReading> {
  if (readings.size > 0) return readings
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-accuracy-'))
  try {
    for (const set of corpus.sets) {
      for (const [place, mail] of set.mails.entries()) {
        const raw = set.raw[place]
        if (raw !== undefined && mayHoldDiff(raw, set.truth[place])) readings.set(mail.messageId, readWithGit(dir, raw))
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  return readings
}

/** By what stands in the mail, or by what others saw in it, not by what we think it is. */
function mayHoldDiff(raw: Uint8Array, truth: { readonly [key: string]: unknown } | undefined): boolean {
  const git = truth?.['git'] as { numstat?: unknown } | undefined
  const bytes = Buffer.from(raw).toString('latin1')
  return git?.numstat !== undefined || /^(?:diff |--- |Index: |Content-Transfer-Encoding: *base64)/im.test(bytes)
}

function readWithGit(dir: string, raw: Uint8Array): GitReading {
  const files = [join(dir, 'msg'), join(dir, 'patch')]
  const plain = runGit(dir, ['mailinfo', ...files], raw)
  // A charset that git does not know stops it; `-n` reads the bytes as they are.
  const info = plain.ok ? plain : runGit(dir, ['mailinfo', '-n', ...files], raw)
  const message = readFileSync(join(dir, 'msg'), 'utf8')
  const patch = readFileSync(join(dir, 'patch'))
  const subject = field(info.out, 'Subject')
  const numstat = runGit(dir, ['apply', '--numstat', '-z', '-'], patch)
  const id = runGit(dir, ['patch-id', '--stable'], patch)
  const trailers = runGit(dir, ['interpret-trailers', '--parse'], Buffer.from(`${subject}\n\n${message}`))
  return {
    accepted: info.ok,
    name: field(info.out, 'Author'),
    email: field(info.out, 'Email'),
    subject,
    message,
    patch: patch.toString('utf8'),
    numstat: numstat.ok ? readNumstat(numstat.out) : undefined,
    patchId: /^[0-9a-f]{40}/.exec(id.out)?.[0],
    trailers: trailers.out.split('\n').filter((line) => line !== ''),
  }
}

/** `added⇥removed⇥path␀`; for a rename `added⇥removed⇥␀old␀new␀`. */
function readNumstat(out: string): readonly (readonly [string, string, string])[] {
  const rows: [string, string, string][] = []
  const pieces = out.split('\0')
  for (let at = 0; at < pieces.length; at++) {
    const [added, removed, path] = (pieces[at] ?? '').split('\t')
    if (added === undefined || removed === undefined || path === undefined) continue
    if (path !== '') rows.push([added, removed, path])
    else {
      rows.push([added, removed, pieces[at + 2] ?? ''])
      at += 2
    }
  }
  return rows
}

function field(info: string, name: string): string {
  const line = info.split('\n').find((each) => each.startsWith(`${name}: `))
  return line?.slice(name.length + 2) ?? ''
}

function runGit(
  cwd: string,
  args: readonly string[],
  input: Uint8Array,
): { readonly ok: boolean; readonly out: string } {
  const env = {
    ...process.env,
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: tmpdir(),
  }
  const done = spawnSync('git', args, { cwd, input, env, maxBuffer: 64 * 1024 * 1024 })
  return { ok: done.status === 0, out: done.stdout.toString('utf8') }
}
