import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { sayNothingRead } from '#src/cli/sample-words.ts'
import about from '../../package.json' with { type: 'json' }
import { finished, kvmBot, startKvmBot } from './kvm-bot.ts'
import { sample } from './replay.ts'

vi.setConfig({ testTimeout: 90_000 })

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-start-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** As a clone without a config, with a database of its own. */
function configFor(name: string, more: { readonly follow?: boolean; readonly extra?: string } = {}): string {
  const file = join(dir, `${name}.yaml`)
  const source = `{ mbox: { file: ${sample}, follow: ${more.follow ?? false} } }`
  const text = `lists: [{ name: kvm, address: kvm@vger.kernel.org, announceSince: all, source: ${source} }]
platforms: { terminal: {} }
channels: [{ platform: terminal, channel: terminal }]
storage: { url: "sqlite:${join(dir, `${name}.db`)}" }
http: { port: 0 }
${more.extra ?? ''}`
  writeFileSync(file, text)
  return file
}

test('--version names the program as its package does, and says nothing else', async () => {
  expect(await kvmBot(['--version'])).toEqual({ code: 0, out: `${about.name} ${about.version}\n`, err: '' })
})

test('who asks before the first start is told what is missing, unless the bot has a config', () => {
  const err = new PassThrough()
  sayNothingRead({ file: undefined }, undefined, { err })
  sayNothingRead({ file: 'bot.yaml' }, undefined, { err })
  sayNothingRead({ file: undefined }, 1000, { err })
  expect(String(err.read())).toBe('No mail has been read yet: npm start reads the sample week.\n')
})

describe('run on something that ends, with nobody at the keyboard', () => {
  test('prints the posts, ends by itself with 0, and a second start posts nothing again', async () => {
    const config = configFor('ends')
    const first = await kvmBot(['run', '--config', config])
    expect(first.code).toBe(0)
    expect(first.out).toContain('Recover huge pages lazily when dirty logging ends')
    expect(first.out).toMatch(/Superseded by v2/)
    const second = await kvmBot(['run', '--config', config])
    expect({ code: second.code, out: second.out }).toEqual({ code: 0, out: '' })
  })

  test('answers commands that come through a pipe, after the posts', async () => {
    const { code, out } = await kvmBot(['run', '--config', configFor('pipe')], {
      input: '/kvm top-contributors\n/kvm subscribe arch:arm64\n',
    })
    expect(code).toBe(0)
    const [, answers = ''] = out.split('KVM: eventfd: Release irqfds')
    expect(answers).toMatch(/Maya Thornquist\s+13/)
    expect(answers).toMatch(/subscribed this channel to arch:arm64/)
  })
})

describe('run on something that goes on', () => {
  test('stops cleanly on SIGTERM within ten seconds', async () => {
    const child = startKvmBot(['run', '--config', configFor('forever', { follow: true })])
    const ended = finished(child)
    await logged(child, 'read')
    const asked = performance.now()
    child.kill('SIGTERM')
    const { code, err } = await ended
    expect(performance.now() - asked).toBeLessThan(10_000)
    expect(code).toBe(0)
    expect(err).toContain('"why":"SIGTERM"')
  })

  test('serves its health, its readiness and its metrics on loopback', async () => {
    const child = startKvmBot(['run', '--config', configFor('health', { follow: true })])
    const ended = finished(child)
    const lines = await logged(child, 'read')
    const { port } = JSON.parse(lines.find((line) => line.includes('health pages are served')) ?? '{}')
    const page = async (path: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
    expect(await page('/healthz')).toBe('ok\n')
    expect(JSON.parse(await page('/readyz'))).toEqual({ ready: true, why: [] })
    expect(await page('/metrics')).toMatch(/kvm_bot_mails_total 187/)
    child.kill('SIGTERM')
    expect((await ended).code).toBe(0)
  })
})

test('explain says of a mail where it went, and of one that never came that it did not', async () => {
  const config = configFor('explain')
  await kvmBot(['run', '--config', config])
  const known = await kvmBot(['explain', '20261102062012.91160-1-mai.nguyen@sunstone.example', '--config', config])
  expect(known.code).toBe(0)
  expect(known.out).toMatch(/Steal time for guests[^]*terminal.*posted/)
  const unknown = await kvmBot(['explain', 'never@example.org', '--config', config])
  expect(unknown.code).toBe(1)
  expect(unknown.err).toContain('never@example.org')
})

describe('replay', () => {
  test.each(['terminal', 'slack', 'discord'])(
    'for %s prints one operation a line, each reply after its root',
    async (platform) => {
      const { code, out } = await kvmBot(['replay', '--json', '--platform', platform, sample])
      expect(code).toBe(0)
      const operations = out
        .trimEnd()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line))
      const posted = operations.filter(({ op }) => op === 'post').map(({ id }) => id)
      expect(new Set(posted).size).toBe(posted.length)
      const tooEarly = operations.filter(({ thread }, place) => {
        return thread !== undefined && !operations.slice(0, place).some(({ id }) => id === thread)
      })
      expect(tooEarly).toEqual([])
      expect(
        operations.filter(({ op, thread }) => op === 'post' && thread === undefined).length,
      ).toBeGreaterThanOrEqual(40)
    },
  )

  test('with a filter posts what a subscription would get', async () => {
    const { out } = await kvmBot(['replay', '--filter', 'arch:s390', sample])
    expect(out).toContain('storage keys')
    expect(out).not.toContain('LoongArch')
  })
})

/** Waits for a line of the log with this message; gives all lines until then. */
async function logged(child: ReturnType<typeof startKvmBot>, message: string): Promise<readonly string[]> {
  let text = ''
  const stderr = child.stderr
  if (!stderr) throw new Error('no standard error')
  await new Promise<void>((resolve, reject) => {
    stderr.on('data', (chunk: string | Uint8Array) => {
      text += chunk.toString()
      if (text.includes(`"msg":"${message}"`)) resolve()
    })
    child.on('close', () => reject(new Error(`ended before it logged "${message}": ${text}`)))
  })
  return text.split('\n')
}
