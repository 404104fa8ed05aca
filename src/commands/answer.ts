import { refused, typed } from '#src/commands/answers.ts'
import { checkAccess } from '#src/commands/check-access.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import { commands } from '#src/commands/commands.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { usageOf } from '#src/commands/help.ts'
import { readRequest } from '#src/commands/read-request.ts'
import type { Answer, CommandRequest } from '#src/ports.ts'

/** Answers what a person asked, on whatever platform. What is not understood changes nothing and says what to type. */
export async function answerRequest(request: CommandRequest, context: CommandContext): Promise<Answer> {
  const read = readRequest(request.input, commands, context.commandName)
  if (read.ok) {
    const { command, options } = read
    const { input: _input, ...asked } = request
    const refusal = isChange(command, options, asked) ? await checkAccess(asked, context) : undefined
    return refusal ?? command.run(options, asked, context)
  }
  const { error, command } = read
  if (command === undefined) return refused(error, [{ text: 'See ' }, typed(context, 'help')])
  return refused(error, [
    { text: 'Usage: ' },
    typed(context, usageOf(command)),
    { text: ', for example ' },
    typed(context, command.examples[0] ?? command.name),
  ])
}

function isChange(command: Command, options: Options, asked: Asked): boolean {
  return command.isChange?.(options, asked) ?? command.changes
}
