import { refused, toAsker, typed } from '#src/commands/answers.ts'
import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { recordChange } from '#src/commands/record-change.ts'
import { counted } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Answer } from '#src/ports.ts'

/** Sends posts of this channel that were given up again: `all`, or the one with that delivery id and its thread. */
export async function retryDead(written: string, asked: Asked, context: CommandContext): Promise<Answer> {
  const which = written.trim().toLowerCase()
  const count = await recordChange('status', asked, context, async (storage) => {
    const { platform, channel } = asked
    const result = await storage.reviveDead({ platform, channel }, which === 'all' ? undefined : which, context.now())
    return result === 0 ? undefined : { result, before: undefined, after: `retry:${which}` }
  })
  if (count !== undefined) return toAsker(sayNotice(`${counted(count, 'post')} will be sent again.`))
  const problem =
    which === 'all' ? 'no post to this channel was given up' : `no post ${which} to this channel was given up`
  return refused(problem, [{ text: 'See ' }, typed(context, 'status')])
}
