import { Routes, type Client } from 'discord.js'
import { z } from 'zod'
import type { Host } from '#src/ports.ts'
import { commandJson } from '#adapters/discord/command-json.ts'

/**
 * Tells Discord of the command, in one server or everywhere, where it does not know it as it is: a server takes 200 new
 * ones a day (https://discord.com/developers/docs/interactions/application-commands#registering-a-command).
 * True where something had changed.
 */
export async function register(client: Client, guild: string | undefined, host: Host): Promise<boolean> {
  const application = client.application?.id ?? ''
  const route =
    guild === undefined ? Routes.applicationCommands(application) : Routes.applicationGuildCommands(application, guild)
  const wanted = [commandJson(host)]
  const known = z.array(z.unknown()).parse(await client.rest.get(route))
  if (JSON.stringify(known.map(asDeclared)) === JSON.stringify(wanted.map(asDeclared))) return false
  await client.rest.put(route, { body: wanted })
  return true
}

interface Declared {
  readonly type: number
  readonly name: string
  readonly description: string
  readonly options: readonly Declared[]
  readonly [more: string]: unknown
}

const option: z.ZodType<Declared> = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })).default([]),
  get options() {
    return z.array(option).default([])
  },
})

const command = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  default_member_permissions: z.union([z.string(), z.number()]).nullish().transform(String),
  contexts: z.array(z.number()).nullish(),
  options: z.array(option).default([]),
})

/** What we declare of a command, in one form: Discord answers with more, and leaves out what is false or empty. */
function asDeclared(known: unknown): unknown {
  const read = command.safeParse(known)
  return read.success ? { ...read.data, contexts: read.data.contexts?.toSorted() ?? [] } : undefined
}
