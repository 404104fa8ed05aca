import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { schemaFile, schemaText } from '../../config/make-schema.ts'
import { ConfigError, loadConfig, readConfig } from '#src/config.ts'
import { defaultConfigText } from '#src/config/default-config.ts'

const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-config-'))
afterAll(() => rmSync(dir, { recursive: true }))

const good = `lists:
  - name: kvm
    address: kvm@vger.kernel.org
    source: { mbox: { file: kvm.mbox } }
platforms: { terminal: {} }
channels:
  - { platform: terminal, channel: terminal, list: kvm, filter: 'arch:arm64' }
`

function problemsOf(text: string, env: Record<string, string> = {}): readonly string[] {
  try {
    readConfig(text, 'bot.yaml', env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('a good config', () => {
  test('is read, with durations in milliseconds and defaults filled in', () => {
    const config = readConfig(good, 'bot.yaml', {})
    expect(config.quietTime).toBe(90_000)
    expect(config.lists[0]).toMatchObject({ backfill: 'all', announceSince: 86_400_000 })
    expect(config.storage.url).toBe('sqlite:data/kvm-bot.db')
  })

  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
    ['1w', 604_800_000],
  ])('says %s and means %i ms', (written, ms) => {
    const text = good.replace('    source:', `    announceSince: ${written}\n    source:`)
    expect(readConfig(text, 'bot.yaml', {}).lists[0]?.announceSince).toBe(ms)
  })

  test('is what the embedded defaults are', () => {
    expect(problemsOf(defaultConfigText)).toEqual([])
    // The people of the sample week are invented: they must not stand among those of a real list.
    expect(readConfig(defaultConfigText, 'defaults', {}).storage.url).not.toContain(
      readConfig(good, 'bot.yaml', {}).storage.url.replace('sqlite:', ''),
    )
  })

  test('is what the example is, once its secrets are there', () => {
    const example = readFileSync(new URL('../../config/bot.example.yaml', import.meta.url), 'utf8')
    const names = [...example.matchAll(/env: (\w+)/g)].map((match) => match[1] ?? '')
    expect(problemsOf(example, Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([])
  })
})

describe('a typo', () => {
  test.each([
    [
      'in a key',
      good.replace('platforms:', 'plattforms:'),
      'bot.yaml:5:1 plattforms: unknown key, did you mean platforms?',
    ],
    [
      'in a key deep down',
      good.replace('file: kvm', 'fil: kvm'),
      'bot.yaml:4:23 lists.0.source.mbox.fil: unknown key, did you mean file?',
    ],
    [
      'in the name of a list',
      good.replace('list: kvm', 'list: kvn'),
      'bot.yaml:7:52 channels.0.list: no list "kvn", did you mean kvm?',
    ],
    [
      'in a platform',
      good.replace('platform: terminal,', 'platform: terminl,'),
      'bot.yaml:7:17 channels.0.platform: expected slack, discord, terminal, found "terminl", did you mean terminal?',
    ],
    [
      'in a time that may also be a word',
      good.replace('    source:', '    backfill: forever\n    source:'),
      'bot.yaml:4:15 lists.0.backfill: expected all, or a duration from 0s to 5200w, such as 90d, found "forever"',
    ],
    [
      'in a type',
      good.replace('channel: terminal', 'channel: 12'),
      'bot.yaml:7:36 channels.0.channel: expected a text, found 12',
    ],
    [
      'in a duration',
      `${good}quietTime: 90\n`,
      'bot.yaml:8:12 quietTime: expected a duration from 0s to 1d, such as 90s, found 90',
    ],
  ])('%s is named with its place and what to write', (_, text, problem) => {
    expect(problemsOf(text)).toContain(problem)
  })

  test('in a filter is refused with what the filter grammar says', () => {
    const [problem] = problemsOf(good.replace('arch:arm64', 'ach:arm64'))
    expect(problem).toMatch(/^bot\.yaml:7:\d+ channels\.0\.filter: .*arch/)
  })

  test('in a list that a filter names stops the start like any other', () => {
    expect(problemsOf(good.replace('arch:arm64', 'arch:arm64 list:kmv'))).toEqual([
      'bot.yaml:7:65 channels.0.filter: there is no list kmv, did you mean kvm? Known: kvm; any other by its List-Id, such as qemu-devel.nongnu.org',
    ])
    expect(problemsOf(good.replace('list: kvm, ', '').replace('arch:arm64', '-list:foo'))[0]).toContain(
      'there is no list foo. Known: kvm',
    )
    expect(problemsOf(good.replace('arch:arm64', 'list:kvm list:kvm.vger.kernel.org'))).toEqual([])
  })

  test('in the YAML itself has a place too', () => {
    expect(problemsOf('lists: [')[0]).toMatch(/^bot\.yaml:1:\d+: /)
  })

  test('that leaves a key out says which', () => {
    expect(problemsOf(good.replace('name: kvm', ''))[0]).toMatch(
      /^bot\.yaml:\d+:\d+ lists\.0\.name: is missing: expected a text/,
    )
  })
})

describe('a channel', () => {
  const platforms = `slack: { botToken: { env: BOT }, appToken: { env: APP } }, discord: { token: { env: DISCORD } }`
  const env = { BOT: 'xoxb-1', APP: 'xapp-1', DISCORD: 'x' }

  function problemsOfChannel(platform: string, channel: string): readonly string[] {
    const text = good.replace('terminal: {}', `terminal: {}, ${platforms}`)
    return problemsOf(text.replace('terminal, channel: terminal', `${platform}, channel: '${channel}'`), env)
  }

  test.each([
    ['slack', ['C0123456789', 'G012', 'D012', 'T01/C01', 'E01/C01', '@U012', '@T01/W012']],
    ['discord', ['112233445566778899', '@112233445566778899']],
    ['terminal', ['arm', 'kvm-x86']],
  ])('of %s is named by its id there', (platform, channels) => {
    for (const channel of channels) expect(problemsOfChannel(platform, channel)).toEqual([])
  })

  test.each([
    ['slack', '#kvm', 'expected one such as C0123456789, which stands at the end of the channel’s details'],
    ['slack', 'general', 'expected one such as C0123456789'],
    ['slack', 'c0123456789', 'expected one such as C0123456789'],
    ['slack', '112233445566778899', 'expected one such as C0123456789'],
    ['discord', '#general', 'expected a number of 17 digits or more, by Copy Channel ID'],
    ['discord', 'C0123456789', 'expected a number of 17 digits or more, by Copy Channel ID'],
  ])('of %s cannot be %s', (platform, channel, hint) => {
    const [problem = '', ...more] = problemsOfChannel(platform, channel)
    expect(more).toEqual([])
    expect(problem).toMatch(/^bot\.yaml:7:\d+ channels\.0\.channel: /)
    expect(problem).toContain(`"${channel}" is no id of a channel: ${hint}`)
  })
})

test('a list has a name of its own', () => {
  const second = `  - name: kvm
    address: kvm@lists.example.org
    source: { mbox: { file: other.mbox } }
`
  expect(problemsOf(good.replace('platforms:', `${second}platforms:`))).toEqual([
    'bot.yaml:5:11 lists.1.name: two lists are called kvm',
  ])
})

test('a filter names no other list than that of its channel', () => {
  const second = `  - name: kvmarm
    address: kvmarm@lists.linux.dev
    source: { mbox: { file: other.mbox } }
`
  const two = good.replace('platforms:', `${second}platforms:`).replace('arch:arm64', 'list:kvmarm')
  expect(problemsOf(two)).toEqual([
    'bot.yaml:10:65 channels.0.filter: this is of the list kvm: for the other write list: kvmarm beside the filter',
  ])
  expect(problemsOf(two.replace('list: kvm,', 'list: kvmarm,'))).toEqual([])
  expect(problemsOf(two.replace('list: kvm, ', ''))).toEqual([
    'bot.yaml:10:5 channels.0: says no list; there are kvm, kvmarm',
  ])
})

test('a list has exactly one source', () => {
  const text = good.replace('mbox: { file: kvm.mbox }', 'mbox: { file: kvm.mbox }, publicInbox: { dir: kvm }')
  expect(problemsOf(text)).toEqual(['bot.yaml:4:13 lists.0.source: name one source: imap, publicInbox or mbox'])
})

test('a channel on a platform that is not there is refused', () => {
  const text = good.replace('platform: terminal,', 'platform: slack,')
  expect(problemsOf(text)).toEqual([
    'bot.yaml:7:17 channels.0.platform: slack is not among the platforms: add slack: { … } to them',
  ])
  expect(problemsOf(good.replace('platforms: { terminal: {} }\n', ''))).toEqual([
    'bot.yaml:6:17 channels.0.platform: there are no platforms: add platforms: { terminal: {} }',
  ])
})

test.each([
  ['backfill: 99999w', '0s', '5200w, such as 90d'],
  ['announceSince: 99999w', '0s', '5200w, such as 24h'],
])('%s makes no sense', (line, least, most) => {
  const text = good.replace('    source:', `    ${line}\n    source:`)
  expect(problemsOf(text)[0]).toContain(`: expected all, or a duration from ${least} to ${most}, found "`)
})

test.each([
  ['pollEvery: 0s', '10ms', '1d, such as 60s'],
  ['pollEvery: 2w', '10ms', '1d, such as 60s'],
  ['quietTime: 99999w', '0s', '1d, such as 90s'],
])('%s makes no sense either', (line, least, most) => {
  expect(problemsOf(`${good}${line}\n`)[0]).toContain(`: expected a duration from ${least} to ${most}, found "`)
})

test('how often to look may be as short and as long as it says', () => {
  for (const line of ['pollEvery: 1s', 'pollEvery: 1d', 'quietTime: 0s'])
    expect(problemsOf(`${good}${line}\n`)).toEqual([])
})

test('an address without its beginning is asked for with it', () => {
  const text = good.replace('    source:', '    archive: lore.kernel.org/kvm\n    source:')
  expect(problemsOf(text)).toEqual([
    'bot.yaml:4:14 lists.0.archive: expected an address that begins with https://, found "lore.kernel.org/kvm"',
  ])
})

test('a key that is misspelt is one problem, and problems stand in the order of the file', () => {
  expect(problemsOf(good.replace('lists:', 'list:'))).toEqual(['bot.yaml:1:1 list: unknown key, did you mean lists?'])
  expect(problemsOf(`qietTime: 90s\n${good.replace('name:', 'nam:')}pollEvery: soon\n`)).toEqual([
    'bot.yaml:1:1 qietTime: unknown key, did you mean quietTime?',
    'bot.yaml:3:5 lists.0.nam: unknown key, did you mean name?',
    'bot.yaml:9:12 pollEvery: expected a duration from 10ms to 1d, such as 60s, found "soon"',
  ])
})

test('a file that is a list is called one', () => {
  expect(problemsOf('- name: kvm\n')[0]).toBe('bot.yaml:1:1: expected a map of keys, found a list')
})

function withPassword(secret: string): string {
  return good.replace('mbox: { file: kvm.mbox }', `imap: { host: imap.example.org, user: bot, password: ${secret} }`)
}

function passwordOf(text: string, env: Record<string, string>): string | undefined {
  return readConfig(text, 'bot.yaml', env).lists[0]?.source.imap?.password
}

describe('a secret', () => {
  test('is not shown where it stands in place of the map that should name it, or alone in the file', () => {
    expect(problemsOf('platforms: { slack: xoxb-1234 }\n' + good.split('platforms')[0])).toEqual([
      'bot.yaml:1:21 platforms.slack: expected a map of keys, found a text',
    ])
    expect(problemsOf('xoxb-1234\n')[0]).toBe('bot.yaml:1:1: expected a map of keys, found a text')
  })

  test('comes from the environment or from a file', () => {
    const file = join(dir, 'password')
    writeFileSync(file, 'from a file\n')
    expect(passwordOf(withPassword('{ env: IMAP_PASSWORD }'), { IMAP_PASSWORD: 'hush' })).toBe('hush')
    expect(passwordOf(withPassword(`{ file: ${file} }`), {})).toBe('from a file')
  })

  test('is without the blanks around it, wherever it comes from', () => {
    const file = join(dir, 'blanks')
    writeFileSync(file, ' \tfrom a file \n\n')
    expect(passwordOf(withPassword('{ env: IMAP_PASSWORD }'), { IMAP_PASSWORD: ' hush\n' })).toBe('hush')
    expect(passwordOf(withPassword(`{ file: ${file} }`), {})).toBe('from a file')
  })

  test.each(['', ' \n'])('that is set to nothing is none: %j', (nothing) => {
    const file = join(dir, 'nothing')
    writeFileSync(file, nothing)
    expect(problemsOf(withPassword('{ env: IMAP_PASSWORD }'), { IMAP_PASSWORD: nothing })).toEqual([
      'bot.yaml:4:68 lists.0.source.imap.password: the environment variable IMAP_PASSWORD is empty',
    ])
    expect(problemsOf(withPassword(`{ file: ${file} }`))).toEqual([
      `bot.yaml:4:68 lists.0.source.imap.password: the file ${file} is empty`,
    ])
  })

  test('that is not set is asked for by name', () => {
    expect(problemsOf(withPassword('{ env: IMAP_PASSWORD }'))).toEqual([
      'bot.yaml:4:68 lists.0.source.imap.password: the environment variable IMAP_PASSWORD is not set',
    ])
    expect(problemsOf(withPassword('{ file: /nowhere/password }'))[0]).toMatch(
      /the file \/nowhere\/password cannot be read: no such file$/,
    )
    expect(problemsOf(withPassword(`{ file: ${dir} }`))[0]).toMatch(/cannot be read: a directory; name the file in it$/)
  })

  test('written into the file is refused without being repeated', () => {
    expect(problemsOf(withPassword('hunter2'))).toEqual([
      'bot.yaml:4:68 lists.0.source.imap.password: a secret is never written here: give { env: NAME } or { file: PATH }',
    ])
  })

  test('stands in one place', () => {
    expect(problemsOf(withPassword('{ env: IMAP_PASSWORD, file: /run/password }'))).toEqual([
      'bot.yaml:4:68 lists.0.source.imap.password: a secret stands in one place: give env or file, not both',
    ])
  })

  test('written where the name of its variable belongs is not repeated either', () => {
    for (const token of ['xoxb-12-hunter2', 'MTk4.hunter2.x', 'hunter2!']) {
      const [problem, ...more] = problemsOf(withPassword(`{ env: "${token}" }`))
      expect(more).toEqual([])
      expect(problem).toMatch(/password\.env: a secret is never written here: give \{ env: NAME \}/)
      expect(problem).not.toContain('hunter2')
    }
  })

  test('of Slack that stands in the place of another is told, from wherever it comes, and not shown', () => {
    const file = join(dir, 'app-token')
    writeFileSync(file, 'xoxb-12-hunter2\n')
    const text = good.replace(
      'terminal: {}',
      `terminal: {}, slack: { botToken: { env: BOT }, appToken: { file: ${file} } }`,
    )
    expect(problemsOf(text, { BOT: 'xapp-1-hunter2' })).toEqual([
      'bot.yaml:5:47 platforms.slack.botToken: this is the app token (xapp-…): give the bot token, which begins with xoxb-',
      'bot.yaml:5:71 platforms.slack.appToken: this is the bot token (xoxb-…): give the app token, which begins with xapp-',
    ])
    writeFileSync(file, 'xapp-1\n')
    expect(problemsOf(text, { BOT: 'xoxp-1-hunter2' })).toEqual([
      'bot.yaml:5:47 platforms.slack.botToken: this is the user token (xoxp-…): give the bot token, which begins with xoxb-',
    ])
    expect(problemsOf(text, { BOT: 'xoxb-1-hunter2' })).toEqual([])
  })

  test('may be the whole address of a database', () => {
    const text = `${good}storage: { url: { env: DATABASE_URL } }\n`
    const url = 'postgres://bot:hunter2@db.example.org/bot'
    expect(readConfig(text, 'bot.yaml', { DATABASE_URL: url }).storage.url).toBe(url)
    expect(problemsOf(text)).toEqual(['bot.yaml:8:17 storage.url: the environment variable DATABASE_URL is not set'])
    const [wrong] = problemsOf(text, { DATABASE_URL: 'hunter2' })
    expect(wrong).toMatch(/^bot\.yaml:8:17 storage\.url: expected sqlite:PATH or postgres:.* \{ file: PATH \}$/)
  })

  test('in the address of a database is not repeated where that address is wrong', () => {
    const [problem] = problemsOf(`${good}storage: { url: 'postgrs://bot:hunter/2@db.example.org/bot' }\n`)
    expect(problem).toMatch(/storage\.url: expected sqlite:PATH or .*, found "postgrs:\/\/…@db\.example\.org\/bot"$/)
  })
})

test('a config that is not there says where to look', () => {
  expect(() => loadConfig(join(dir, 'none.yaml'), {})).toThrow(/none\.yaml:1:1: no such file \(.*bot\.example\.yaml/)
})

test('the schema for editors is fresh: npm run schema writes it', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText())
})
