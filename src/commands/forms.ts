import { refused } from '#src/commands/answers.ts'
import { checkAccess } from '#src/commands/check-access.ts'
import type { Asked, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { settings } from '#src/commands/settings.ts'
import { settingsForm, settingsOutlook } from '#src/commands/settings-form.ts'
import { subscribeForm, subscribeOutlook } from '#src/commands/subscribe-form.ts'
import type { Answer, Form } from '#src/ports.ts'

/** See `Host.form`. */
export async function openForm(
  command: string,
  options: Options,
  asked: Asked,
  context: CommandContext,
): Promise<Form | Answer> {
  if (command !== 'subscribe' && command !== 'settings') return refused(`there is no form for ${command}`)
  const refusal = await checkAccess(asked, context)
  // Who may not change the settings may see them.
  if (refusal !== undefined) return command === 'settings' ? settings.run({}, asked, context) : refusal
  return command === 'subscribe' ? subscribeForm(options, asked, context) : settingsForm(asked, context)
}

/** See `Host.outlook`. Never rejects: a line beside a form is no reason to lose the form. */
export async function outlook(command: string, options: Options, context: CommandContext): Promise<string> {
  try {
    if (command === 'subscribe') return await subscribeOutlook(options, context)
    return command === 'settings' ? settingsOutlook(options) : ''
  } catch {
    return 'it cannot be told at the moment'
  }
}
