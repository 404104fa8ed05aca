import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const bench = fileURLToPath(new URL('bench.ts', import.meta.url))

function run(...args: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bench, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  return { status, out: stdout, err: stderr }
}

describe('npm run bench', { timeout: 60_000 }, () => {
  test('tells what there is', () => {
    expect(run()).toMatchObject({ status: 2, out: '', err: expect.stringContaining('usage: npm run bench NAME') })
    expect(run('--help')).toMatchObject({ status: 0, err: '', out: expect.stringContaining('backfill') })
  })

  test.each(['accuracy', 'hostile', 'parse', 'backfill', 'answers', 'digest'])('%s tells its usage', (name) => {
    const usage = expect.stringContaining(`usage: npm run bench ${name}`)
    expect(run(name, '--', '--help')).toEqual({ status: 0, err: '', out: usage })
    const wrong = run(name, '--nonsense')
    expect(wrong).toEqual({ status: 2, out: '', err: usage })
    expect(wrong.err).toContain(`${name} has no option --nonsense`)
    expect(wrong.err).not.toContain('    at ')
  })

  test.each([
    ['accuracy', []],
    ['backfill', ['--mails', 'many']],
    ['answers', ['--questions', '0']],
    ['digest', ['many']],
  ])('%s %s is refused', (name, args) => {
    const { status, err } = run(name, ...args)
    expect(status).toBe(2)
    expect(err).toContain(`usage: npm run bench ${name}`)
    expect(err).not.toContain('    at ')
  })
})
