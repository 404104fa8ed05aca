import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStorage } from '#src/storage/open-storage.ts'
import { holdContract } from '../contracts/hold.contract.ts'
import { storageContract } from '../contracts/storage.contract.ts'
import type { PostgresServer } from './postgres.ts'
import { findPostgres, startPostgres } from './postgres.ts'

const bin = findPostgres()

test.runIf(bin === undefined)('PostgreSQL is installed (apt-get install postgresql)', (context) => {
  expect(process.env['REQUIRE_SERVERS'], 'PostgreSQL is not installed').not.toBe('1')
  context.skip('PostgreSQL is not installed')
})

describe.runIf(bin !== undefined)('with a real server', () => {
  let server: PostgresServer | undefined
  let last = ''
  beforeAll(async () => {
    server = await startPostgres(bin ?? '')
  })
  afterAll(() => server?.stop())

  async function newDatabase(): Promise<string> {
    last = (await server?.makeDatabase()) ?? ''
    return last
  }

  storageContract(
    'PostgreSQL',
    async () => openStorage(await newDatabase()),
    () => openStorage(last),
  )

  holdContract('PostgreSQL', newDatabase)

  test('says in words what is wrong with the address', async () => {
    const url = await newDatabase()
    await expect(openStorage(`${url}-none`)).rejects.toThrow(/there is no such database.*3D000/)
    await expect(openStorage(url.replace('bot@', 'nobody:secret@'))).rejects.toThrow(/refuses the user/)
    await expect(openStorage(url.replace('bot@', 'nobody:secret@'))).rejects.not.toThrow(/secret/)
    await expect(openStorage('postgres://bot@127.0.0.1:1/bot')).rejects.toThrow(/nothing listens there/)
  })

  test('two that open a new database at once do not get in each other’s way', async () => {
    const url = await newDatabase()
    const both = await Promise.all([openStorage(url), openStorage(url)])
    expect(await both[1].counts()).toMatchObject({ mails: 0 })
    for (const storage of both) await storage.close()
  })
})
