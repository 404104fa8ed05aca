import type { Command, Options } from '#src/commands/command.ts'
import { commandWords } from '#src/commands/command-words.ts'
import { isFilterKey } from '#src/events/filter-keys.ts'
import { didYouMeanHint } from '#src/lib/did-you-mean.ts'
import type { CommandOption, CommandRequest } from '#src/ports.ts'

export type ReadRequest =
  | { readonly ok: true; readonly command: Command; readonly options: Options }
  | { readonly ok: false; readonly error: string; readonly command?: Command }

/** What was asked, from free text or typed options. Anything unclear is an error, never a guess. */
export function readRequest(
  input: CommandRequest['input'],
  commands: readonly Command[],
  commandName: string,
): ReadRequest {
  if ('name' in input) {
    const command = find(input.name, commands)
    return typeof command === 'string' ? { ok: false, error: command } : checked(command, withoutEmpty(input.options))
  }
  const text = input.text.replace(/\s/gu, ' ').trim()
  const [first, others] = split(text)
  const isOwnName = first.replace(/^\//u, '').toLowerCase() === commandName.toLowerCase()
  const [name, rest] = isOwnName ? split(others) : [first, others]
  const command = find(name === '' ? 'help' : name, commands)
  if (typeof command === 'string') return { ok: false, error: command }
  const filter = command.options.find(({ type }) => type === 'filter')
  if (filter !== undefined) return checked(command, aroundFilter(rest, filter.name, command))
  const options = readOptions(rest, command)
  return typeof options === 'string' ? { ok: false, error: options, command } : checked(command, options)
}

function find(name: string, commands: readonly Command[]): Command | string {
  const wanted = name.toLowerCase()
  const names = commands.map((command) => command.name)
  return (
    commands.find((command) => command.name === wanted) ?? `there is no command ${name}${didYouMeanHint(name, names)}`
  )
}

function split(text: string): [string, string] {
  const space = text.indexOf(' ')
  return space < 0 ? [text, ''] : [text.slice(0, space), text.slice(space + 1).trim()]
}

/**
 * A filter has quotes of its own, so it is handed on as it was typed. Before and after it may stand options that are no
 * keys of a filter: `id:3 arch:arm64 exclude:tag:rfc`.
 */
function aroundFilter(text: string, filterName: string, command: Command): Options {
  const own = command.options.filter(({ name, positional }) => !positional && !isFilterKey(name))
  for (const { name } of own) {
    const found = new RegExp(`^${name}:([^\\s"“”„‟]+)(?:\\s+|$)|(?:^|\\s)${name}:([^\\s"“”„‟]+)$`, 'iu').exec(text)
    const value = found?.[1] ?? found?.[2]
    if (found === null || value === undefined) continue
    const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim()
    return {
      ...aroundFilter(rest, filterName, { ...command, options: own.filter((one) => one.name !== name) }),
      [name]: value,
    }
  }
  return text === '' ? {} : { [filterName]: text }
}

/** `key:value`, `--key value` and `--key=value` are options, other words the positional one, joined. */
function readOptions(text: string, command: Command): Options | string {
  const words = commandWords(text)
  if (typeof words === 'string') return words
  const free = command.options.find(({ positional }) => positional)
  const named = new Map(command.options.filter(({ positional }) => !positional).map((option) => [option.name, option]))
  const options: Record<string, string> = {}
  const rest: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const { text: word, quoted } = words[at] ?? { text: '', quoted: false }
    const option = quoted ? null : /^(--)?([a-z][a-z-]*)(?:([:=])(.*))?$/isu.exec(word)
    const [, dashes, key = '', sign, value] = option ?? []
    const isOption = option !== null && (dashes !== undefined || sign === ':')
    const known = isOption ? named.get(key.toLowerCase()) : undefined
    if (known !== undefined) {
      const given = sign === undefined ? words[(at += 1)]?.text : value
      if (given === undefined || given === '')
        return `${known.name}: needs a value, such as ${exampleOf(known, command)}`
      if (options[known.name] !== undefined) return `${known.name}: is given twice`
      options[known.name] = given
    } else if (isOption && (free === undefined || dashes !== undefined)) {
      const names = [...named.keys()]
      return `the command ${command.name} has no option ${key}:${didYouMeanHint(key, names, (name) => `${name}:`)}${names.length === 0 ? '' : ` It takes ${names.map((name) => `${name}:`).join(' ')}`}`
    } else {
      rest.push(word)
    }
  }
  if (rest.every((word) => word.trim() === '')) return options
  if (free === undefined) {
    const names = [...named.keys()]
    const takes = names.length === 0 ? 'nothing more' : names.map((name) => `${name}:`).join(' ')
    return `the command ${command.name} does not understand ${rest.join(' ')}: it takes ${takes}`
  }
  return { ...options, [free.name]: rest.join(' ') }
}

function checked(command: Command, options: Options): ReadRequest {
  for (const name of Object.keys(options)) {
    const names = command.options.map((option) => option.name)
    if (!names.includes(name))
      return wrong(`the command ${command.name} has no option ${name}:${didYouMeanHint(name, names)}`)
  }
  const settled: Record<string, string> = { ...options }
  for (const option of command.options) {
    const value = options[option.name]
    if (value === undefined) {
      if (option.required) return wrong(`say the ${option.name.toUpperCase()}: ${uncapitalised(option.summary)}`)
      continue
    }
    if (option.type === 'number' && !/^\d{1,9}$/u.test(value)) return wrong(`${option.name}:${value} is no number`)
    if (option.choices === undefined) continue
    const choice = option.choices.find((one) => one === value.toLowerCase())
    if (choice === undefined) {
      return wrong(
        `${option.name}:${value} is not known${didYouMeanHint(value, option.choices) || '.'} Known: ${option.choices.join(' ')}`,
      )
    }
    settled[option.name] = choice
  }
  return { ok: true, command, options: settled }

  function wrong(error: string): ReadRequest {
    return { ok: false, error, command }
  }
}

function withoutEmpty(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value.trim() !== ''))
}

/** As the command's own examples write it, where one does. */
function exampleOf({ name, choices }: CommandOption, { examples }: Command): string {
  const words = examples.flatMap((example) => example.split(' '))
  return words.find((word) => word.startsWith(`${name}:`)) ?? `${name}:${choices?.[0] ?? '10'}`
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
