import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  CreateForumThreadRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  CreatePrivateChannelRequestSchema,
  CreateTextThreadWithMessageRequestSchema,
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  ModalInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
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
  forumPost: CreateForumThreadRequestSchema,
  direct: CreatePrivateChannelRequestSchema,
  updateThread: UpdateThreadRequestPartialSchema,
  callbackMessage: CreateMessageInteractionCallbackRequestSchema,
  callbackUpdate: UpdateMessageInteractionCallbackRequestSchema,
  callbackModal: ModalInteractionCallbackRequestSchema,
  callbackChoices: ApplicationCommandAutocompleteCallbackRequestSchema,
  followUp: IncomingWebhookRequestPartialSchema,
  editReply: IncomingWebhookUpdateRequestPartialSchema,
} as const

export type BodyKind = keyof typeof schemas

/** 50035 "Invalid form body", 50006 "Cannot send an empty message". */
export function checkBody(kind: BodyKind, body: unknown): BodyFault | undefined {
  const parsed = schemas[kind].safeParse(body)
  if (!parsed.success) return { code: 50035, where: parsed.error.issues[0]?.path.join('.') ?? '' }
  if (kind === 'callbackMessage' || kind === 'callbackUpdate') return checkMessage(record(record(body)['data']), false)
  if (kind === 'callbackModal') return checkModal(record(record(body)['data']))
  if (kind === 'forumPost') return checkMessage(record(record(body)['message']), true)
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
  if ((Number(message['flags'] ?? 0) & v2) === 0) return checkRows(components)
  // https://discord.com/developers/docs/components/using-message-components: neither content nor embeds beside them.
  if (content !== '' || embeds.length > 0) return { code: 50035, where: 'flags' }
  return checkV2(components)
}

/** IS_COMPONENTS_V2 */
export const v2 = 1 << 15

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

/** https://discord.com/developers/docs/components/reference#action-row: five rows of buttons and menus, nothing else. */
function checkRows(rows: readonly Json[]): BodyFault | undefined {
  if (rows.length > 5) return { code: 50035, where: 'components' }
  if (rows.some((row) => row['type'] !== 1)) return { code: 50035, where: 'components.type' }
  return checkIds(rows)
}

/** https://discord.com/developers/docs/components/overview: 40 components, nested ones too; 4000 characters of text. */
function checkV2(components: readonly Json[]): BodyFault | undefined {
  const all = components.flatMap(nested)
  if (all.length > 40) return { code: 50035, where: 'components' }
  const letters = all.reduce((sum, one) => sum + (one['type'] === 10 ? text(one['content']).length : 0), 0)
  return letters > 4000 ? { code: 50035, where: 'components.content' } : checkIds(components)
}

/** "custom_id … must be unique per component" in its message. */
function checkIds(components: readonly Json[]): BodyFault | undefined {
  const ids = components
    .flatMap(nested)
    .map((component) => text(component['custom_id']))
    .filter((id) => id !== '')
  return new Set(ids).size === ids.length ? undefined : { code: 50035, where: 'components.custom_id' }
}

function nested(component: Json): readonly Json[] {
  const inside = [...list(component['components']), ...(component['component'] ? [component['component']] : [])]
  return [component, ...inside.flatMap((one) => nested(record(one)))]
}

/** https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal: one to five. */
function checkModal(modal: Json): BodyFault | undefined {
  const components = list(modal['components']).map(record)
  return components.length > 5 ? { code: 50035, where: 'data.components' } : checkIds(components)
}
