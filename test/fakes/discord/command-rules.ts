import { ApplicationCommandUpdateRequestSchema } from 'discord-api-spec/zod'
import { list, record, text, type Json } from '../json.ts'
import type { BodyFault } from './rules.ts'

/** https://discord.com/developers/docs/interactions/application-commands */
export function checkCommands(commands: unknown): BodyFault | undefined {
  // "100 CHAT_INPUT commands" a scope; the document's 130 counts the other types too.
  if (!Array.isArray(commands) || commands.length > 100) return { code: 30032, where: '' }
  for (const [index, command] of commands.map(record).entries()) {
    // The document wants a number where clients, with the vendor's leave, send a string of digits.
    const permissions = command['default_member_permissions']
    const checkable =
      typeof permissions === 'string' ? { ...command, default_member_permissions: Number(permissions) } : command
    const parsed = ApplicationCommandUpdateRequestSchema.safeParse(checkable)
    if (!parsed.success) return { code: 50035, where: `${index}.${parsed.error.issues[0]?.path.join('.')}` }
    const fault = checkNamed(command, String(index))
    if (fault) return fault
    // "a combined total of 8000 characters for all name, description, and value properties"
    if (lengthOf(command) > 8000) return { code: 50035, where: String(index) }
  }
  return undefined
}

const nameForm = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

function checkNamed(named: Json, where: string): BodyFault | undefined {
  const name = text(named['name'])
  if (!nameForm.test(name) || name !== name.toLowerCase()) return { code: 50035, where: `${where}.name` }
  if (text(named['description']).length < 1 || text(named['description']).length > 100)
    return { code: 50035, where: `${where}.description` }
  const options = list(named['options']).map(record)
  const names = options.map((option) => text(option['name']))
  if (new Set(names).size !== names.length) return { code: 50035, where: `${where}.options.name` }
  // "Required options must be listed before optional options"
  const firstOptional = options.findIndex((option) => option['required'] !== true)
  if (firstOptional !== -1 && options.slice(firstOptional).some((option) => option['required'] === true)) {
    return { code: 50035, where: `${where}.options.required` }
  }
  for (const [index, option] of options.entries()) {
    const fault = checkNamed(option, `${where}.options.${index}`)
    if (fault) return fault
  }
  return undefined
}

function lengthOf(command: Json): number {
  const choices = list(command['choices']).map(record)
  return (
    text(command['name']).length +
    text(command['description']).length +
    choices.reduce((sum, choice) => sum + text(choice['name']).length + text(choice['value']).length, 0) +
    list(command['options']).reduce((sum: number, option) => sum + lengthOf(record(option)), 0)
  )
}
