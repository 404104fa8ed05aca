import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  ApplicationCommandUpdateRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  CreateTextThreadWithMessageRequestSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  UpdateThreadRequestPartialSchema,
} from 'discord-api-spec/zod'
import { list, record, text, type Json } from '../json.ts'

/*
 * Discord's rules for bodies: first its published OpenAPI document (github.com/discord/discord-api-spec, here as
 * generated zod schemas), then what that document leaves out, each with its page.
 */

/** Discord's error code and where; undefined where the body is in order. */
export interface BodyFault {
  readonly code: number
  readonly where: string
}

const schemas = {
  create: MessageCreateRequestSchema,
  edit: MessageEditRequestPartialSchema,
  thread: CreateTextThreadWithMessageRequestSchema,
  updateThread: UpdateThreadRequestPartialSchema,
  callbackMessage: CreateMessageInteractionCallbackRequestSchema,
  callbackChoices: ApplicationCommandAutocompleteCallbackRequestSchema,
  followUp: IncomingWebhookRequestPartialSchema,
  editReply: IncomingWebhookUpdateRequestPartialSchema,
} as const

export type BodyKind = keyof typeof schemas

/** 50035 "Invalid form body", 50006 "Cannot send an empty message". */
export function checkBody(kind: BodyKind, body: unknown): BodyFault | undefined {
  const parsed = schemas[kind].safeParse(body)
  if (!parsed.success) return { code: 50035, where: parsed.error.issues[0]?.path.join('.') ?? '' }
  if (kind === 'callbackMessage') return checkMessage(record(record(body)['data']), false)
  if (kind === 'create' || kind === 'followUp') return checkMessage(record(body), true)
  if (kind === 'edit' || kind === 'editReply') return checkMessage(record(body), false)
  return undefined
}

/** https://discord.com/developers/docs/resources/message#create-message */
function checkMessage(message: Json, mustSaySomething: boolean): BodyFault | undefined {
  const content = text(message['content'])
  const embeds = list(message['embeds']).map(record)
  const components = list(message['components']).map(record)
  if (mustSaySomething && content === '' && embeds.length === 0 && components.length === 0)
    return { code: 50006, where: '' }
  // "content: Message contents (up to 2000 characters)"; the document says 4000.
  if (content.length > 2000) return { code: 50035, where: 'content' }
  // https://discord.com/developers/docs/resources/message#embed-object-embed-limits: 6000 over all embeds.
  if (embeds.reduce((sum, embed) => sum + embedLength(embed), 0) > 6000) return { code: 50035, where: 'embeds' }
  for (const [index, embed] of embeds.entries()) {
    if (embedLength(embed) === 0 && embed['image'] === undefined) return { code: 50035, where: `embeds.${index}` }
    for (const field of list(embed['fields']).map(record)) {
      if (text(field['name']).trim() === '' || text(field['value']).trim() === '')
        return { code: 50035, where: `embeds.${index}.fields` }
    }
  }
  return checkComponents(components)
}

function embedLength(embed: Json): number {
  const fields = list(embed['fields']).map(record)
  return [
    text(embed['title']),
    text(embed['description']),
    text(record(embed['footer'])['text']),
    text(record(embed['author'])['name']),
    ...fields.flatMap((field) => [text(field['name']), text(field['value'])]),
  ].reduce((sum, part) => sum + part.length, 0)
}

/** https://discord.com/developers/docs/components/reference#action-row: five rows, ids unique in their message. */
function checkComponents(rows: readonly Json[]): BodyFault | undefined {
  if (rows.length > 5) return { code: 50035, where: 'components' }
  const ids = rows
    .flatMap((row) => list(row['components']).map((component) => text(record(component)['custom_id'])))
    .filter((id) => id !== '')
  if (new Set(ids).size !== ids.length) return { code: 50035, where: 'components.custom_id' }
  return undefined
}

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
