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

const longestDescription = 100
const mostOptions = 25
const nameForm = /^[-_\p{L}\p{N}]{1,32}$/u

/** The host's commands as one command with typed subcommands. Throws where Discord could not take one: a bug of ours. */
export function commandJson(
  host: Pick<Host, 'commandName' | 'commands'>,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
  if (host.commands.length > mostOptions)
    throw new Error(`Discord takes ${mostOptions} subcommands, there are ${host.commands.length}`)
  return {
    type: ApplicationCommandType.ChatInput,
    name: checkedName(host.commandName),
    description: 'Patch series of a kernel mailing list',
    options: host.commands.map(subcommand),
    // Acts on the whole command, so it keeps out only those who may not write; who may change what is asked in code.
    default_member_permissions: String(PermissionFlagsBits.SendMessages),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  }
}

function subcommand(command: CommandDeclaration): APIApplicationCommandSubcommandOption {
  // Discord wants required options before the others.
  const options = command.options.toSorted((a, b) => Number(b.required) - Number(a.required)).slice(0, mostOptions)
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: checkedName(command.name),
    description: clip(command.summary, longestDescription),
    options: options.map(typedOption),
  }
}

function typedOption(option: CommandOption): APIApplicationCommandBasicOption {
  const common = {
    name: checkedName(option.name),
    description: clip(option.summary, longestDescription),
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
