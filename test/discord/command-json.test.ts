import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandJson } from '#adapters/discord/command-json.ts'
import { commands } from '#src/commands/commands.ts'
import type { CommandDeclaration, CommandOption } from '#src/ports.ts'
import { checkCommands } from '#test/fakes/discord/command-rules.ts'

/* What Discord is told of the commands: https://discord.com/developers/docs/interactions/application-commands */

/** "a combined total of 8000 characters" of all names, descriptions and values. */
function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + lengthOf(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, one]) =>
      sum + (typeof one === 'string' && ['name', 'description', 'value'].includes(key) ? one.length : lengthOf(one)),
    0,
  )
}

describe('our own commands', () => {
  test('pass as they are, with room for those to come', () => {
    const json = commandJson({ commandName: 'kvm', commands })
    expect(checkCommands([json])).toBeUndefined()
    expect(json.options?.map(({ name }) => name)).toEqual(commands.map(({ name }) => name))
    expect(lengthOf(json)).toBeLessThan(8000)
    expect(commands.length).toBeLessThanOrEqual(25)
    for (const { name, options } of commands) expect([name, options.length <= 25]).toEqual([name, true])
  })

  test('are whole: no summary is cut, and every word can be completed', () => {
    const json = JSON.stringify(commandJson({ commandName: 'kvm', commands }))
    for (const { summary, options } of commands) {
      expect(json).toContain(JSON.stringify(summary).slice(1, -1))
      for (const option of options) expect(json).toContain(JSON.stringify(option.summary).slice(1, -1))
    }
  })
})

const word = fc.stringMatching(/^[a-z][a-z-]{0,20}$/)
const option: fc.Arbitrary<CommandOption> = fc.record(
  {
    name: word,
    summary: fc.string({ minLength: 1, maxLength: 300 }),
    required: fc.boolean(),
    positional: fc.boolean(),
    type: fc.constantFrom('text', 'number', 'filter', 'choice'),
    choices: fc.uniqueArray(word, { maxLength: 40 }),
    suggests: fc.constantFrom('arch', 'subsystem', 'author', 'subscription', 'series'),
  },
  { requiredKeys: ['name', 'summary', 'required', 'positional', 'type'] },
)
const declaration: fc.Arbitrary<CommandDeclaration> = fc.record({
  name: word,
  summary: fc.string({ minLength: 1, maxLength: 300 }),
  examples: fc.constant([]),
  options: fc.uniqueArray(option, { maxLength: 25, size: 'max', selector: ({ name }) => name }),
  changes: fc.boolean(),
})

test('any commands are told within every limit, or the start says which are too much', () => {
  const many = fc.uniqueArray(declaration, { maxLength: 30, size: 'max', selector: ({ name }) => name })
  const refused = new Set<string>()
  fc.assert(
    fc.property(many, (declared) => {
      let json
      try {
        json = commandJson({ commandName: 'kvm', commands: declared })
      } catch (error) {
        const [reason = ''] = /25 subcommands|8000 characters/.exec(String(error)) ?? []
        refused.add(reason)
        return
      }
      expect(checkCommands([json])).toBeUndefined()
    }),
    { seed: 5, numRuns: 60 },
  )
  expect([...refused].sort()).toEqual(['25 subcommands', '8000 characters'])
})
