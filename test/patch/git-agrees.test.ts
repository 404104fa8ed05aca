import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDiff } from '#src/patch/diff-facts.ts'
import { fingerprintOf } from '#src/patch/fingerprint.ts'

const hasGit = spawnSync('git', ['--version']).status === 0
let repository = ''

/** Diffs that git itself makes, read by git and by us. Skipped where git is not installed. */
describe.skipIf(!hasGit)('git and we agree', () => {
  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'kvm-bot-diff-'))
    git('init', '-q')
  })
  afterAll(() => rmSync(repository, { recursive: true, force: true }))

  it('on files, counts and patch ids of commits of every kind', () => {
    const line = fc.constantFrom(
      'a',
      'b',
      '\tc',
      '',
      '--- x',
      '+++ y',
      '@@ -1 +1 @@',
      'diff --git a/x b/x',
      '-- ',
      'ä',
      '\fb',
      '\vc\r',
    )
    const content = fc.array(line, { maxLength: 30 })
    const edits = fc.array(
      fc.record({
        kind: fc.constantFrom('write', 'rename', 'mode', 'binary', 'remove', 'no newline'),
        name: fc.constantFrom('one.c', 'dir/two.c', 'größe.c', 'my file', 'x'),
        content,
      }),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(content, edits, fc.boolean(), (before, changes, withBytes) => {
        start(before)
        for (const { kind, name, content: after } of changes) change(kind, name, after)
        git('add', '-A')
        const diff = git('diff', '--cached', '-M', ...(withBytes ? ['--binary'] : ['--full-index']))
        expect(ours(diff)).toEqual(theirs(diff))
        expect(fingerprintOf(diff)).toBe(patchId(diff))
      }),
      { seed: 20260105, numRuns: 40 },
    )
  }, 120_000)
})

const files = ['one.c', 'dir/two.c', 'größe.c', 'my file', 'x']

function start(lines: readonly string[]): void {
  git('rm', '-rq', '--cached', '--ignore-unmatch', '.')
  mkdirSync(join(repository, 'dir'), { recursive: true })
  for (const [at, name] of files.entries()) {
    writeFileSync(join(repository, name), `${name}\n${lines.join('\n')}\n${'same\n'.repeat(20)}${at}\n`)
    chmodSync(join(repository, name), 0o644)
  }
  rmSync(join(repository, 'moved'), { force: true })
  git('add', '-A')
  git('-c', 'user.name=j', '-c', 'user.email=j@x', 'commit', '-q', '--allow-empty', '-m', 'x')
}

function change(kind: string, name: string, lines: readonly string[]): void {
  const path = join(repository, name)
  try {
    if (kind === 'write') writeFileSync(path, `${name}\n${lines.join('\n')}\n${'same\n'.repeat(15)}`)
    else if (kind === 'no newline') writeFileSync(path, lines.join('\n'))
    else if (kind === 'binary') writeFileSync(path, Buffer.from([0, 1, 2, ...Buffer.from(lines.join('\0'))]))
    else if (kind === 'mode') chmodSync(path, 0o755)
    else if (kind === 'rename') renameSync(path, join(repository, 'moved'))
    else rmSync(path, { force: true })
  } catch {
    // Renamed or removed by an earlier change of this run.
  }
}

function ours(diff: string): readonly string[] {
  return readDiff(diff).files.map((file) => `${file.added ?? '-'} ${file.removed ?? '-'} ${file.path}`)
}

function theirs(diff: string): readonly string[] {
  if (diff === '') return []
  const out = execFileSync('git', ['apply', '--numstat', '-z', '-'], {
    cwd: tmpdir(),
    input: diff,
    encoding: 'utf8',
    stdio: 'pipe',
  })
  const pieces = out.split('\0')
  const rows: string[] = []
  for (let at = 0; at < pieces.length; at++) {
    const [added, removed, path] = (pieces[at] ?? '').split('\t')
    if (path === undefined) continue
    rows.push(`${added} ${removed} ${path === '' ? pieces[at + 2] : path}`)
    if (path === '') at += 2
  }
  return rows
}

function patchId(diff: string): string | undefined {
  const out = execFileSync('git', ['patch-id', '--stable'], {
    cwd: tmpdir(),
    input: diff,
    encoding: 'utf8',
    stdio: 'pipe',
  })
  return /^[0-9a-f]{40}/.exec(out)?.[0]
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
