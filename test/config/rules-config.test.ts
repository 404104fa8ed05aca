import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '#src/config.ts'

const base = `lists:
  - name: kvm
    address: kvm@vger.kernel.org
    source: { mbox: { file: kvm.mbox } }
`

function configOf(more: string, env: Record<string, string> = {}) {
  return readConfig(`${base}${more}\n`, 'bot.yaml', env)
}

function problemsOf(more: string, env: Record<string, string> = {}): readonly string[] {
  try {
    configOf(more, env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('who may change channels', () => {
  test.each([
    ['', 'anyone'],
    ['access: {}', 'anyone'],
    ['access: { change: admins }', 'admins'],
    ['access: { change: creator }', 'creator'],
    ['access: { change: [U012AB, "112233445566778899"] }', ['U012AB', '112233445566778899']],
  ])('%j is read', (text, expected) => expect(configOf(text).access.change).toEqual(expected))

  test.each([
    ['access: { change: everybody }', /^bot\.yaml:5:19 access\.change: expected anyone, creator, admins, or a list/],
    ['access: { change: [] }', /^bot\.yaml:5:19 access\.change/],
    ['access: { change: ["@alex smith"] }', /^bot\.yaml:5:20 access\.change\.0: expected the id of a person/],
    ['access: { chang: admins }', /^bot\.yaml:5:11 access\.chang: unknown key, did you mean change\?/],
  ])('%s is refused with its place', (text, problem) => expect(problemsOf(text)[0]).toMatch(problem))
})

describe('the key that seals secrets', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7 + 3))
  const text = 'secretKey: { env: KEY }'

  test.each(['hex', 'base64', 'base64url'] as const)('is read from %s', (encoding) => {
    expect(Buffer.from(configOf(text, { KEY: bytes.toString(encoding) }).secretKey ?? [])).toEqual(bytes)
  })

  test('is asked for by nobody else', () => {
    expect(configOf('').secretKey).toBeUndefined()
    expect(configOf('').oldSecretKeys).toEqual([])
  })

  test.each([
    ['31 bytes', bytes.subarray(1).toString('base64')],
    ['31 bytes', bytes.subarray(1).toString('hex')],
    ['33 bytes', Buffer.concat([bytes, bytes.subarray(0, 1)]).toString('base64')],
    ['neither', 'correct horse battery staple'],
  ])('of the wrong length stops the start with its place, and is not repeated: %s', (found, key) => {
    expect(problemsOf(text, { KEY: key })).toEqual([
      `bot.yaml:5:12 secretKey: expected a key of 32 bytes as base64 or hex, this is ${found}; make one with: openssl rand -base64 32`,
    ])
    expect(problemsOf('oldSecretKeys: [{ env: KEY }]', { KEY: key })[0]).toMatch(
      /^bot\.yaml:5:17 oldSecretKeys\.0: expected a key of 32 bytes/,
    )
  })

  test('that is not set, or stands in the file itself, is refused as other secrets are', () => {
    expect(problemsOf(text)[0]).toContain('the environment variable KEY is not set')
    expect(problemsOf(`secretKey: ${bytes.toString('base64')}`)[0]).toContain('a secret is never written here')
  })
})

test('what has to be sealed needs a key', () => {
  expect(problemsOf('oldSecretKeys: [{ env: KEY }]', { KEY: '00'.repeat(32) })).toEqual([
    'bot.yaml:5:16 oldSecretKeys: needs secretKey, to seal anew what they open',
  ])
  const oauth = 'oauth: { clientId: "1.2", clientSecret: { env: S }, stateSecret: { env: S } }'
  const slack = `platforms: { slack: { signingSecret: { env: S }, port: 3000, ${oauth} } }`
  const env = { S: 'x', KEY: '00'.repeat(32) }
  expect(problemsOf(slack, env)).toEqual([
    'bot.yaml:5:69 platforms.slack.oauth: needs secretKey, to seal the tokens of workspaces',
  ])
  expect(problemsOf(`${slack}\nsecretKey: { env: KEY }`, env)).toEqual([])
})

test('uncertain sends are sent again or held, and nothing else', () => {
  expect(configOf('').uncertainSends).toBe('resend')
  expect(configOf('uncertainSends: hold').uncertainSends).toBe('hold')
  expect(problemsOf('uncertainSends: drop')[0]).toMatch(
    /^bot\.yaml:5:17 uncertainSends: expected resend, hold, found "drop"/,
  )
})

/** Is not part of this version yet. */
const later = 'web'

test('the example explains every key', () => {
  const example = readFileSync(new URL('../../config/bot.example.yaml', import.meta.url), 'utf8')
  const schema: unknown = JSON.parse(readFileSync(new URL('../../config/bot.schema.json', import.meta.url), 'utf8'))
  const missing = keysIn(schema).filter((key) => key !== later && !new RegExp(String.raw`\b${key}:`).test(example))
  expect(missing).toEqual([])
})

/** Names of all properties, however deep. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own =
    'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : []
  return [...own, ...Object.values(schema).flatMap(keysIn)]
}
