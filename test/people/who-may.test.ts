import { describe, expect, test, vi } from 'vitest'
import { formatWhoMay, readWhoMay, whyNot } from '#src/people/who-may.ts'
import type { WhoMay } from '#src/people/who-may.ts'
import type { Rights } from '#src/ports.ts'

function rights(admin: boolean, creator = false) {
  return vi.fn<() => Promise<Rights>>(() => Promise.resolve({ admin, creator }))
}

function failing(): Promise<Rights> {
  return Promise.reject(new Error('ratelimited'))
}

function own(): Promise<Rights> {
  return Promise.resolve({ admin: false, creator: true, own: true })
}

describe('who may change a channel', () => {
  const nobody = rights(false)
  const maker = rights(false, true)
  const admin = rights(true)

  test.each<[WhoMay, string, ReturnType<typeof rights>, boolean]>([
    ['anyone', 'U1', nobody, true],
    ['creator', 'U1', nobody, false],
    ['creator', 'U1', maker, true],
    ['creator', 'U1', admin, true],
    ['admins', 'U1', nobody, false],
    ['admins', 'U1', maker, false],
    ['admins', 'U1', admin, true],
    [['U1', 'U2'], 'U2', nobody, true],
    [['U1', 'U2'], 'U3', nobody, false],
    [['U1', 'U2'], 'U3', maker, false],
    [['U1', 'U2'], 'U3', admin, true],
    [[], 'U1', nobody, false],
  ])('%j: %s', async (whoMay, userId, of, may) => {
    expect((await whyNot(whoMay, userId, of)) === undefined).toBe(may)
  })

  test('is the person whose own conversation it is, whatever is set', async () => {
    expect(await whyNot('admins', 'U1', own)).toBeUndefined()
    expect(await whyNot(['U2'], 'U1', own)).toBeUndefined()
  })

  test('is decided without asking the platform where that is possible', async () => {
    const asked = rights(false)
    await whyNot('anyone', 'U1', asked)
    await whyNot(['U1'], 'U1', asked)
    expect(asked).not.toHaveBeenCalled()
    await whyNot(['U2'], 'U1', asked)
    expect(asked).toHaveBeenCalledTimes(1)
  })

  test.each([
    ['everybody', 'anyone'],
    ['Everyone', 'anyone'],
    ['all', 'anyone'],
    ['U1,nobody', 'admins'],
    ['none', 'admins'],
    ['admin', 'admins'],
    ['owner', 'creator'],
  ])('%s is nobody’s id, and %s is offered', (written, word) => {
    const read = readWhoMay(written)
    expect(typeof read === 'object' && 'problem' in read ? read.problem : read).toMatch(
      new RegExp(`^\\w+ is no id of a person, did you mean ${word}\\?$`, 'u'),
    )
  })

  test('is not who cannot be found out about', async () => {
    for (const whoMay of ['creator', 'admins', ['U2']] as const) {
      expect(await whyNot(whoMay, 'U1', failing)).toMatch(/and whether you are one is not known: ratelimited$/)
      expect(await whyNot(whoMay, 'U1', undefined)).toMatch(/not known: the platform does not tell$/)
    }
    expect(await whyNot('anyone', 'U1', failing)).toBeUndefined()
  })

  test('is told to who may not', async () => {
    expect(await whyNot('admins', 'U1', rights(false))).toBe('only administrators may change what this channel gets')
    expect(await whyNot('creator', 'U1', rights(false))).toContain('only who made it and administrators')
    expect(await whyNot(['U7', 'U8'], 'U1', rights(false))).toContain('only 2 people and administrators')
  })
})

describe('written', () => {
  test.each([
    ['Admins', 'admins'],
    ['anyone', 'anyone'],
    ['U1,U2', ['U1', 'U2']],
    ['<@U1> <@U2|alex>, <@!12345>, U1', ['U1', 'U2', '12345']],
  ])('%s is read', (text, expected) => {
    const read = readWhoMay(text)
    expect(read).toEqual(expected)
    expect('problem' in Object(read) ? '' : readWhoMay(formatWhoMay(expected as WhoMay))).toEqual(expected)
  })

  test('in a place whose ids are longer than what people see is completed as the writer’s own', () => {
    expect(readWhoMay('<@U1>, T2/U2', 'T1/U9')).toEqual(['T1/U1', 'T2/U2'])
    expect(readWhoMay('T1/U1,U1', 'T1/U9')).toEqual(['T1/U1'])
    expect(readWhoMay('admins', 'T1/U9')).toBe('admins')
  })

  test.each(['', ' , ', 'admins,U1', 'U1,anyone', 'everybody!', '@alex', 'U1 ü'])(
    '%j is refused, and never taken for anyone',
    (text) => expect(readWhoMay(text)).toMatchObject({ problem: expect.stringContaining('anyone, creator, admins') }),
  )

  test.each([
    ['admin', 'admins'],
    ['Creater', 'creator'],
    ['U1,anyon', 'anyone'],
  ])('%s is a word misspelt, and not a person', (text, meant) => {
    expect(readWhoMay(text)).toMatchObject({ problem: expect.stringContaining(`did you mean ${meant}?`) })
  })

  test('fifty people are not too many', () => {
    const fifty = Array.from({ length: 50 }, (_, index) => `U${index}`)
    expect(readWhoMay(fifty.join(','))).toEqual(fifty)
  })

  test('more people than a line can hold are refused', () => {
    const many = Array.from({ length: 51 }, (_, index) => `U${index}`).join(',')
    expect(readWhoMay(many)).toMatchObject({ problem: expect.stringContaining('at most 50') })
  })
})
