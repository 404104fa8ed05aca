import type { CommandContext } from '#src/commands/context.ts'
import type { Answer, CommandDeclaration, CommandRequest } from '#src/ports.ts'

/** The options of one request by name; only declared ones, choices and required ones checked. */
export type Options = Readonly<Record<string, string>>

/** Who asks, and where. */
export type Asked = Omit<CommandRequest, 'input'>

export interface Command extends CommandDeclaration {
  /** Where only some uses of it change the channel; else `changes` says it for all. */
  readonly isChange?: (options: Options, asked: Pick<Asked, 'about'>) => boolean
  /** Whether the channel gets posts by it: only one that exists can. */
  readonly bringsPosts?: (options: Options) => boolean
  readonly run: (options: Options, asked: Asked, context: CommandContext) => Promise<Answer>
}
