import { isMap, isNode, isScalar, isSeq, type Document, type LineCounter } from 'yaml'
import type { z } from 'zod'
import { didYouMean, didYouMeanHint } from '#src/lib/did-you-mean.ts'

type Path = readonly PropertyKey[]

type JsonSchema = z.core.JSONSchema.BaseSchema

/** `bot.yaml:6:11 channels.1.list: what is wrong`, one line for each problem, in the order of the file. */
export function describeProblems(
  issues: readonly z.core.$ZodIssue[],
  document: Document,
  lines: LineCounter,
  file: string,
  known: JsonSchema,
): string[] {
  const problems = issues.flatMap((issue): readonly Problem[] => {
    if (issue.code !== 'unrecognized_keys') {
      const offset = offsetOf(issue.path, document, false)
      return [{ path: issue.path, offset, words: wordsFor(issue, document), isMissing: isMissing(issue, document) }]
    }
    const keys = keysAt(known, issue.path)
    return issue.keys.map((key) => {
      const path = [...issue.path, key]
      const meant = didYouMean(key, keys)
      const hint = meant === undefined ? `; known here: ${keys.join(', ')}` : `, did you mean ${meant}?`
      return {
        path,
        offset: offsetOf(path, document, true),
        words: `unknown key${hint}`,
        ...(meant !== undefined && { meant: nameOf([...issue.path, meant]) }),
      }
    })
  })
  // A key that is misspelt is missing too: one line is enough.
  const misspelt = new Set(problems.flatMap(({ meant }) => meant ?? []))
  return problems
    .filter((one) => one.isMissing !== true || !misspelt.has(nameOf(one.path)))
    .sort((a, b) => a.offset - b.offset)
    .map(({ path, offset, words }) => {
      const { line, col } = lines.linePos(offset)
      // A key that is missing stands where its parent begins.
      return `${file}:${line || 1}:${col || 1}${path.length > 0 ? ` ${nameOf(path)}` : ''}: ${words}`
    })
}

interface Problem {
  readonly path: Path
  /** Where it stands in the text. */
  readonly offset: number
  readonly words: string
  readonly isMissing?: boolean
  /** The key that a misspelt one was meant to be, as `nameOf` has it. */
  readonly meant?: string
}

/** `channels.1.list`. */
function nameOf(path: Path): string {
  return path.map(String).join('.')
}

function isMissing(issue: z.core.$ZodIssue, document: Document): boolean {
  return issue.code !== 'custom' && document.getIn(issue.path) === undefined
}

function offsetOf(path: Path, document: Document, atKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    const pair = isMap(parent) ? parent.items.find((item) => isScalar(item.key) && item.key.value === last) : undefined
    // An unknown key is shown at the key, a wrong value at the value.
    if (pair && isScalar(pair.key) && length === path.length && (atKey || !isNode(pair.value)))
      return pair.key.range?.[0] ?? 0
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0
}

function wordsFor(issue: z.core.$ZodIssue, document: Document): string {
  const value: unknown = document.getIn(issue.path)
  if (isMissing(issue, document)) return `is missing: ${lowered(expectation(issue))}`
  if (issue.code === 'custom' || isOwnMessage(issue)) return `${issue.message}${found(issue, value)}`
  return `${expectation(issue)}${found(issue, value)}`
}

function expectation(issue: z.core.$ZodIssue): string {
  if (isOwnMessage(issue)) return issue.message
  if (issue.code === 'invalid_type') return `expected ${withArticle(issue.expected)}`
  if (issue.code === 'invalid_value') return `expected ${issue.values.map(String).join(', ')}`
  return lowered(issue.message)
}

function found(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'custom' || value === undefined) return ''
  // What stands where a secret belongs may be the secret.
  if (issue.message.startsWith('a secret')) return ''
  // So may a text where the map that names one belongs, or a whole file that is no config.
  if (issue.code === 'invalid_type' && issue.expected === 'object' && typeof value === 'string') return ', found a text'
  if (issue.code === 'invalid_value')
    return `, found ${show(value)}${didYouMeanHint(show(value).replaceAll('"', ''), issue.values.map(String))}`
  return typeof value === 'object' && issue.code !== 'invalid_type' ? '' : `, found ${show(value)}`
}

function show(value: unknown): string {
  if (typeof value === 'string') {
    // An address may hold a password.
    const text = value.replace(/\/\/.*@/s, '//…@')
    return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`
  }
  if (value === null) return 'nothing'
  if (typeof value === 'object') return isSeq(value) ? 'a list' : 'a map'
  return JSON.stringify(value)
}

/** Zod's own sentences begin so; ours are written for people already. */
function isOwnMessage(issue: z.core.$ZodIssue): boolean {
  return !/^(Invalid|Too |Unrecognized)/.test(issue.message)
}

function withArticle(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list (lines that begin with -)',
    object: 'a map of keys',
  }
  return names[type] ?? type
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function keysAt(schema: JsonSchema, path: Path): readonly string[] {
  let here: unknown = schema
  for (const step of path) {
    if (!isSchema(here)) return []
    here = typeof step === 'number' ? here.items : here.properties?.[String(step)]
  }
  return isSchema(here) ? Object.keys(here.properties ?? {}) : []
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
