import { refused } from '#src/commands/answers.ts'
import type { Asked, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { subscribeForm, subscribeOutlook } from '#src/commands/subscribe-form.ts'
import type { Answer, Form } from '#src/ports.ts'

/** See `Host.form`. */
export async function openForm(
  command: string,
  options: Options,
  asked: Asked,
  context: CommandContext,
): Promise<Form | Answer> {
  if (command === 'subscribe') return subscribeForm(options, asked, context)
  return refused(`there is no form for ${command}`)
}

/** See `Host.outlook`. Never rejects: a line beside a form is no reason to lose the form. */
export async function outlook(command: string, options: Options, context: CommandContext): Promise<string> {
  if (command !== 'subscribe') return ''
  try {
    return await subscribeOutlook(options, context)
  } catch {
    return 'it cannot be told at the moment'
  }
}
