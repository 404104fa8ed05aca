import { refused, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { channelAccess } from '#src/people/channel-access.ts'
import { whyNot } from '#src/people/who-may.ts'
import { userOfDirect } from '#src/ports.ts'
import type { Answer } from '#src/ports.ts'

/** The refusal for a person who may not change this channel; undefined where they may. */
export async function checkAccess(asked: Asked, context: CommandContext): Promise<Answer | undefined> {
  // Their own conversation with the bot.
  if (userOfDirect(asked.channel) === asked.user.id) return undefined
  const { whoMay } = await channelAccess(context.storage, asked, context.access)
  const reason = await whyNot(whoMay, asked.user.id, asked.rights)
  return reason === undefined ? undefined : refused(reason, [{ text: 'See ' }, typed(context, 'settings')])
}
