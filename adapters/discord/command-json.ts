import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js'
import { clip } from '#src/lib/clip.ts'
import type { CommandDeclaration, CommandOption, Host } from '#src/ports.ts'

/* https://discord.com/developers/docs/interactions/application-commands#application-command-object */

/** Of a description; shorter where all together would be too long. */
const descriptionLengths = [100, 70, 40, 20]
/** "a combined total of 8000 characters for all name, description, and value properties" */
const mostCharacters = 8000
const mostOptions = 25
const nameForm = /^[-_\p{L}\p{N}]{1,32}$/u

/** The host's commands as one command with typed subcommands. Throws where Discord could not take one: a bug of ours. */
export function commandJson(
  host: Pick<Host, 'commandName' | 'commands'>,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  if (host.commands.length > mostOptions)
    throw new Error(`Discord takes ${mostOptions} subcommands, there are ${host.commands.length}`)
  const fitting = descriptionLengths
    .map((most) => withDescriptions(host, most))
    .find((json) => lengthOf(json) <= mostCharacters)
  if (!fitting) throw new Error(`Discord takes ${mostCharacters} characters in a command, there are more`)
  return fitting
}

/** What Discord counts, at all depths. */
function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + lengthOf(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (typeof one === 'string' && counted.has(key) ? one.length : lengthOf(one)),
    0,
  )
}

const counted: ReadonlySet<string> = new Set(['name', 'description', 'value'])

function withDescriptions(
  host: Pick<Host, 'commandName' | 'commands'>,
  most: number,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  return {
    type: ApplicationCommandType.ChatInput,
    name: checkedName(host.commandName),
    description: 'Patch series of a kernel mailing list',
    options: host.commands.map((command) => subcommand(command, most)),
    // Acts on the whole command, so it keeps out only those who may not write; who may change what is asked in code.
    default_member_permissions: String(PermissionFlagsBits.SendMessages),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  }
}

function subcommand(command: CommandDeclaration, most: number): APIApplicationCommandSubcommandOption {
  // Discord wants required options before the others.
  const options = command.options.toSorted((a, b) => Number(b.required) - Number(a.required)).slice(0, mostOptions)
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: checkedName(command.name),
    description: clip(command.summary, most),
    options: options.map((option) => typedOption(option, most)),
  }
}

function typedOption(option: CommandOption, most: number): APIApplicationCommandBasicOption {
  const common = {
    name: checkedName(option.name),
    description: clip(option.summary, most),
    required: option.required,
  }
  if (option.type === 'number') return { ...common, type: ApplicationCommandOptionType.Integer }
  if (option.choices && option.choices.length <= mostOptions) {
    const choices = option.choices.map((choice) => ({ name: choice, value: choice }))
    return { ...common, type: ApplicationCommandOptionType.String, choices }
  }
  if (option.suggests) return { ...common, type: ApplicationCommandOptionType.String, autocomplete: true }
  return { ...common, type: ApplicationCommandOptionType.String }
}

function checkedName(name: string): string {
  if (!nameForm.test(name) || name !== name.toLowerCase()) throw new Error(`Discord takes no command called "${name}"`)
  return name
}
