import type { Asked } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { counted } from '#src/lib/count.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { dayAndTime } from '#src/notice/dates.ts'
import type { Notice, Span } from '#src/notice/notice.ts'
import type { Change } from '#src/storage/rules.ts'

const mostShown = 20

/** What was changed in this channel, the newest first. */
export async function historyNotice(asked: Asked, context: CommandContext): Promise<Notice> {
  const changes = await context.storage.changesOf(asked, mostShown)
  if (changes.length === 0) return sayNotice('Nothing was changed in this channel yet.')
  const many = changes.length === mostShown ? `The last ${mostShown} changes` : counted(changes.length, 'change')
  const heading = `${many} in this channel`
  return {
    fallback: heading,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: heading, style: 'bold' }] },
      { is: 'list', items: changes.map(changeLine) },
    ],
  }
}

function changeLine({ at, userName, command, before, after }: Change): readonly Span[] {
  return [
    { text: dayAndTime(at), at },
    { text: ` ${userName} · ${command} · ` },
    ...(before === undefined ? [] : [{ text: before, style: 'code' } as const]),
    { text: after === undefined ? ' ended' : before === undefined ? 'new ' : ' → ' },
    ...(after === undefined ? [] : [{ text: after, style: 'code' } as const]),
  ]
}
