import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { addMails, makeEpoch, runGit } from '../sources/git-archive.ts'
import { sampleMails } from '../sources/sample-mail.ts'
import { commandLine, finished, kvmBot, start } from './kvm-bot.ts'
import { sample } from './replay.ts'

// Each of these is a process of its own, and a machine may be busy.
vi.setConfig({ testTimeout: 90_000 })

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-bad-'))
afterAll(() => rmSync(dir, { recursive: true }))

function fileWith(name: string, content: string | Uint8Array): string {
  const file = join(dir, name)
  writeFileSync(file, content)
  return file
}

function linesOf(
  out: string,
): readonly { readonly problem: string | null; readonly messageId: string; readonly title?: string }[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

function configWith(lines: string, platforms = 'terminal: {}'): string {
  return `lists:
  - { name: kvm, address: kvm@vger.kernel.org, announceSince: all, source: { mbox: { file: ${sample}, follow: false } } }
platforms: { ${platforms} }
http: { port: 0 }
${lines}`
}

test('an archive that ends early is an error, after what could be read of it', async () => {
  const archive = join(dir, 'torn')
  const epoch = makeEpoch(archive, 0)
  addMails(epoch, sampleMails(3))
  for (const pack of readdirSync(join(epoch, 'objects', 'pack'))) {
    const file = join(dir, pack)
    renameSync(join(epoch, 'objects', 'pack', pack), file)
    if (pack.endsWith('.pack')) runGit(['--git-dir', epoch, 'unpack-objects', '-q'], readFileSync(file))
  }
  const blob = runGit(['--git-dir', epoch, 'rev-parse', 'HEAD:m'])
  rmSync(join(epoch, 'objects', blob.slice(0, 2), blob.slice(2)))
  const { code, out, err } = await kvmBot(['parse', archive])
  expect(linesOf(out)).toHaveLength(2)
  expect(err).toContain('is not there')
  expect(code).toBe(1)
})

describe('a channel for ask', () => {
  const slack = 'slack: { botToken: { env: SLACK_BOT }, appToken: { env: SLACK_APP } }'
  const env = { SLACK_BOT: 'xoxb-stand-in', SLACK_APP: 'xapp-stand-in' }

  function askOf(name: string, platforms: string) {
    const storage = `storage: { url: "sqlite:${join(dir, `${name}.db`)}" }\n`
    const file = fileWith(`${name}.yaml`, configWith(storage, platforms))
    return (...args: readonly string[]) => kvmBot(['ask', ...args, '--config', file], { env })
  }

  test('is that of the terminal, another one of it, or one of another platform', async () => {
    const ask = askOf('ask', `terminal: {}, ${slack}`)
    expect((await ask('#arm subscribe arch:arm64')).out).toContain('arch:arm64')
    expect((await ask('subscribe arch:s390', '--channel', 'slack:C0123')).out).toContain('arch:s390')
    expect((await ask('subscriptions')).out).toContain('no subscriptions yet')
    expect((await ask('subscriptions', '--channel', 'terminal:arm')).out).toContain('arch:arm64')
    expect((await ask('subscriptions', '--channel', 'slack:C0123')).out).toContain('arch:s390')
  })

  test.each([
    ['subscribe arch:s390', 'slack:general', '"general" is no id of a channel: expected one such as C0123456789'],
    ['digest 09:00 UTC mon', 'slack:#general', '"#general" is no id of a channel: expected one such as C0123456789'],
    [
      'subscribe arch:s390',
      'discord:112233445566778899',
      'discord is not among the platforms: add discord: { … } to them in',
    ],
    ['/kvm subscribe arch:s390', 'terminal:arm', 'terminal is not among the platforms: add terminal: {} to them in'],
  ])('to which nothing could be posted is no place to %s: %s', async (text, channel, problem) => {
    const { code, out, err } = await askOf('stranger', slack)(text, '--channel', channel)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`--channel ${channel}: ${problem}`)
  })

  test('that is not named is one of the terminal, which may not be there', async () => {
    const ask = askOf('nowhere', slack)
    expect((await ask('subscribe arch:s390')).err).toMatch(
      /^terminal is not among the platforms: add terminal: \{\} to them in \S+, or name a channel by --channel/,
    )
    expect(await ask('top-contributors')).toMatchObject({ code: 0 })
  })

  test('that is gone from the config can still be asked what it has, and rid of it', async () => {
    const before = askOf('gone', `terminal: {}, ${slack}`)
    expect(await before('subscribe arch:s390', '--channel', 'slack:C0123')).toMatchObject({ code: 0 })
    const after = askOf('gone', 'terminal: {}')
    expect((await after('subscriptions', '--channel', 'slack:C0123')).out).toContain('arch:s390')
    expect(await after('unsubscribe 1', '--channel', 'slack:C0123')).toMatchObject({ code: 0 })
  })

  test('that cannot be read is wrong usage', async () => {
    const { code, err } = await kvmBot(['ask', 'help', '--channel', 'irc:kvm'])
    expect(code).toBe(2)
    expect(err).toContain('such as slack:C0123456789')
  })
})

describe('a SOURCE', () => {
  test('that is not there is named, with the one that was meant', async () => {
    fileWith('kvm.mbox', readFileSync(sample).subarray(0, 5000))
    const { code, out, err } = await kvmBot(['parse', join(dir, 'kvn.mbox')])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/no such file: .*kvn\.mbox, did you mean .*kvm\.mbox\?/)
  })

  test('that holds no mail says so', async () => {
    const file = fileWith('empty.mbox', '')
    expect(await kvmBot(['series', file])).toEqual({ code: 0, out: '', err: `${file}: no mail in it\n` })
  })

  test('that is no mbox says what it is instead and what is wanted', async () => {
    const { code, err } = await kvmBot(['series', fileWith('notes.txt', 'Dear diary,\nno mail today.\n')])
    expect(code).toBe(1)
    expect(err).toMatch(/notes\.txt is not an mbox: .*maildir/)
  })

  test('that is a directory of something else says so', async () => {
    mkdirSync(join(dir, 'pictures'))
    const { code, err } = await kvmBot(['parse', join(dir, 'pictures')])
    expect(code).toBe(1)
    expect(err).toMatch(/neither a maildir .* nor a public-inbox archive/)
  })

  test('that was cut in the middle gives all whole mails, and the last one with its problem', async () => {
    const cut = readFileSync(sample).subarray(0, 100_000)
    const { code, out, err } = await kvmBot(['parse', fileWith('cut.mbox', cut)])
    expect(code).toBe(0)
    const lines = linesOf(out)
    expect(lines.length).toBe(cut.toString('latin1').match(/^From .*@/gm)?.length)
    expect(lines.slice(0, -1).every(({ messageId, problem }) => messageId.includes('@') && problem === null)).toBe(true)
    expect(lines.at(-1)?.problem).toMatch(/ends in the middle of this mail/)
    expect(err).toMatch(/ends in the middle of this mail/)
  })

  test('that is a .gz cut in the middle gives what came before and says that it is cut', async () => {
    const whole = spawnSync('gzip', ['-c', sample], { maxBuffer: 1e8 }).stdout
    const { code, out, err } = await kvmBot(['parse', fileWith('cut.mbox.gz', whole.subarray(0, whole.length / 2))])
    expect(linesOf(out).length).toBeGreaterThan(30)
    expect(`${code} ${err}`).toMatch(/cut|ends|truncated|unexpected end/i)
  })
})

describe('a mail', () => {
  test('that would steer the terminal is printed with escapes, as the same JSON', async () => {
    const file = fileWith(
      'steer.mbox',
      'From a@x Mon Nov  2 08:00:00 2026\nFrom: A <a@x.org>\nSubject: a\u009bb\u202ec\n\n',
    )
    const { out } = await kvmBot(['parse', file])
    expect(out).not.toMatch(/[\u007f-\u009f\u202e]/)
    expect(linesOf(out)[0]).toMatchObject({ subject: { raw: 'a\u009bb\u202ec' } })
  })

  test('of 60 MB is kept by its headers, says why, and costs little memory', async () => {
    const head =
      'From a@example.org Mon Nov  2 08:00:00 2026\nFrom: A <a@example.org>\nMessage-ID: <huge@example.org>\n'
    const subject = 'Subject: [PATCH] KVM: x86: add a firmware image\n\n'
    const body = Buffer.alloc(60 * 1024 * 1024, `${'A'.repeat(76)}\n`)
    const mails = readFileSync(sample, 'latin1')
    const rest = Buffer.from(mails.slice(0, mails.indexOf('\nFrom ', 5) + 1), 'latin1')
    const file = fileWith('huge.mbox', Buffer.concat([Buffer.from(head + subject), body, Buffer.from('\n\n'), rest]))
    const { code, out } = await kvmBot(['parse', file])
    expect(code).toBe(0)
    const [huge, next] = linesOf(out)
    expect(huge).toMatchObject({
      messageId: 'huge@example.org',
      problem: expect.stringMatching(/the mail has 6291\d{4} bytes/),
    })
    expect(next?.problem).toBeNull()
  })

  test('of broken MIME is a line like every other', async () => {
    const broken = [
      'From a@example.org Mon Nov  2 08:00:00 2026',
      'From: A <a@example.org>',
      'Message-ID: <broken@example.org>',
      'Subject: =?utf-8?q?[PATCH]_KVM:_x86:_caf=C3?= =?utf-8?q?=A9_=ZZ?=',
      'Content-Type: multipart/mixed; boundary="never"',
      'Content-Transfer-Encoding: quoted-unreadable',
      '',
      '--other',
      'Content-Type: text/plain; charset=no-such-charset',
      '',
      'caf\u00e9 =C3=A9 \u0000 end',
      '',
      '',
    ].join('\n')
    const { code, out } = await kvmBot(['parse', fileWith('broken.mbox', Buffer.from(broken, 'latin1'))])
    expect(code).toBe(0)
    expect(linesOf(out).map(({ messageId }) => messageId)).toEqual(['broken@example.org'])
  })
})

describe('the command line', () => {
  test.each([
    ['a verb that is mistyped', ['prase', sample], /no verb "prase", did you mean parse\?/],
    [
      'an option that is mistyped',
      ['parse', '--maintainer', 'x', sample],
      /no option --maintainer, did you mean --maintainers\?/,
    ],
    ['a mistyped help', ['hlep'], /no verb "hlep", did you mean help\?/],
    ['a mistyped verb to explain', ['help', 'pares'], /no verb "pares", did you mean parse\?/],
    ['an option of one letter', ['parse', '-x', sample], /parse has no option -x; it takes --maintainers/],
    ['an option of another verb', ['run', '--live'], /run has no option --live; it takes --config\n/],
    ['a word that a verb takes none of', ['run', 'extra'], /run takes no extra; it takes options alone\n/],
    ['a config without its option', ['run', 'bot.yaml'], /run takes no bot\.yaml; did you mean --config bot\.yaml\?\n/],
    ['an option without its value', ['replay', sample, '--filter', '--json'], /--filter needs a value after it/],
    ['no SOURCE', ['series'], /series needs a SOURCE/],
    [
      'a platform that is not there',
      ['replay', '--platform', 'slak', sample],
      /no platform "slak", did you mean slack\?/,
    ],
    ['an empty filter', ['replay', sample, '--filter', ' '], /--filter is empty: leave it out to see all series/],
    ['a filter with a typo', ['replay', '--filter', 'ach:arm64', sample], /--filter: .*arch/],
    ['commits of an archive that has none', ['digest', sample, 'a1b2..c3d4'], /A\.\.B needs a public-inbox archive/],
  ])('with %s exits with 2 and says what to write', async (_, args, message) => {
    const { code, out, err } = await kvmBot(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
  })

  test('takes a filter that begins with a dash, and says where a filter takes nothing', async () => {
    const without = await kvmBot(['replay', sample, '--json', '--filter', '-arch:x86'])
    expect({ code: without.code, err: without.err }).toEqual({ code: 0, err: '' })
    expect(without.out).toContain('RISC-V: KVM: Steal time for guests')
    expect(await kvmBot(['replay', sample, '--filter', 'arch:mips size:>100'])).toEqual({
      code: 0,
      out: '',
      err: 'Nothing would be posted: the filter takes none of 43 series\n',
    })
  })

  test('whose reader goes away early ends quietly', async () => {
    const { code, err } = await finished(
      start('sh', ['-c', `"$@" | head -n 1 >/dev/null`, 'sh', ...commandLine(['parse', sample])]),
    )
    expect({ code, err }).toEqual({ code: 0, err: '' })
  })
})

describe('a config', () => {
  test.each([
    ['wrong key', configWith('storrage: {}\n'), /:5:1 storrage: unknown key, did you mean storage\?/],
    [
      'wrong type',
      configWith('quietTime: soon\n'),
      /:5:12 quietTime: expected a duration from 0s to 1d, such as 90s, found "soon"/,
    ],
    [
      'unknown list',
      configWith('channels: [{ platform: terminal, channel: t, list: kvn }]\n'),
      /:5:\d+ channels\.0\.list: no list "kvn", did you mean kvm\?/,
    ],
    [
      'secret that is not set',
      configWith('').replace('terminal: {}', 'discord: { token: { env: NO_SUCH_TOKEN } }'),
      /:3:\d+ platforms\.discord\.token: the environment variable NO_SUCH_TOKEN is not set/,
    ],
  ])('with a %s stops every verb with its place', async (name, text, message) => {
    const file = fileWith(`${name}.yaml`, text)
    for (const args of [['run'], ['check-config']]) {
      const { code, err } = await kvmBot([...args, '--config', file])
      expect(code).toBe(2)
      expect(err.startsWith(file)).toBe(true)
      expect(err).toMatch(message)
    }
  })

  test('that is a directory is called one', async () => {
    const { code, err } = await kvmBot(['run', '--config', dir])
    expect(code).toBe(2)
    expect(err).toContain(`${dir}:1:1: a directory; name the file in it (config/bot.example.yaml explains`)
  })

  test('whose port is taken stops the bot with the address, and is no bug', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const text = configWith(`storage: { url: "sqlite:${join(dir, 'port.db')}" }\n`).replace('port: 0', `port: ${port}`)
    const { code, err } = await kvmBot(['run', '--config', fileWith('port.yaml', text)])
    server.close()
    expect(code).toBe(1)
    expect(err).toContain(`already in use 127.0.0.1:${port}: stop what uses that port`)
    expect(err).not.toContain('bug of kvm-bot')
  })

  test('whose platform cannot be reached stops the bot in words', async () => {
    const text = configWith(`storage: { url: "sqlite:${join(dir, 'far.db')}" }\n`).replace(
      'terminal: {}',
      'discord: { token: { env: TOKEN }, apiUrl: "http://127.0.0.1:1/api" }',
    )
    const file = fileWith('far.yaml', text)
    const { code, err } = await kvmBot(['run', '--config', file], { env: { TOKEN: 'made-up' } })
    expect(code).toBe(1)
    expect(err.split('\n').at(-2)).toBe('Discord cannot be reached: ECONNREFUSED')
  })

  test('whose mailbox file is not there stops the bot with its name', async () => {
    const text = configWith(`storage: { url: "sqlite:${join(dir, 'a.db')}" }\n`).replace(sample, '/no/such.mbox')
    const { code, err } = await kvmBot(['run', '--config', fileWith('gone.yaml', text)])
    expect(code).toBe(1)
    expect(err).toContain('no such file: /no/such.mbox')
  })

  test('whose database cannot be written says so', async () => {
    const file = fileWith('no-folder', '')
    const text = configWith(`storage: { url: "sqlite:${file}/bot.db" }\n`)
    const { code, err } = await kvmBot(['run', '--config', fileWith('readonly.yaml', text)])
    expect(code).toBe(1)
    expect(err).toMatch(/no-folder\/bot\.db: part of the path is a file/)
    expect(err).not.toContain('bug of kvm-bot')
  })
})

describe('a full disk', () => {
  const tiny = join(dir, 'tiny')
  mkdirSync(tiny)
  const mount = `mount -t tmpfs -o size=600k none ${tiny}`
  const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', mount]).status === 0

  // Needs a mount of its own, which some containers do not allow; the next test does without.
  test.skipIf(!canMount)('stops the bot with the reason, and nothing that was saved is lost', async () => {
    const file = fileWith('full.yaml', configWith(`storage: { url: "sqlite:${tiny}/bot.db" }\n`))
    const script = `${mount}; "$@"; echo "exit $?"`
    const { out, err } = await finished(
      start('unshare', ['-rm', 'sh', '-c', script, 'sh', ...commandLine(['run', '--config', file])]),
    )
    expect(out).toContain('exit 1')
    expect(err).toMatch(/the disk is full: free some space and start again; what was saved is safe/)
    expect(err).not.toContain('bug of kvm-bot')
  })

  test('in the form of a limit on file size stops the bot in words, and it goes on when there is room', async () => {
    const file = fileWith('limit.yaml', configWith(`storage: { url: "sqlite:${join(dir, 'limit.db')}" }\n`))
    const run = commandLine(['run', '--config', file])
    const limited = await finished(start('bash', ['-c', 'ulimit -f 300; exec "$@"', 'bash', ...run]))
    expect(limited.code).toBe(1)
    expect(limited.err).toMatch(/limit\.db/)
    expect(limited.err).not.toContain('bug of kvm-bot')
    const after = await kvmBot(['run', '--config', file])
    expect(after.code).toBe(0)
    const status = await kvmBot(['ask', 'status', '--config', file])
    expect(status.out).toContain('187')
  })
})
