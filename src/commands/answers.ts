import type { CommandContext } from '#src/commands/context.ts'
import { errorNotice } from '#src/notice/answer-notice.ts'
import type { Notice, Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'

export function toAsker(notice: Notice): Answer {
  return { notice, to: 'asker', ok: true }
}

/** For what changes a channel: everybody there should see who did what, and how to undo it. */
export function toChannel(notice: Notice): Answer {
  return { notice, to: 'channel', ok: true }
}

/** Not done. `problem` begins with a word of ours (see `errorNotice`), `advice`: what to write instead. */
export function refused(problem: string, advice: readonly Span[] = []): Answer {
  return { notice: errorNotice(problem, advice), to: 'asker', ok: false }
}

/** A command as a person would type it, to copy. */
export function typed(context: CommandContext, command: string): Span {
  return { text: `/${context.commandName} ${command}`, style: 'code' }
}

/** A filter to try: where several lists are followed, it has to name one. */
export function exampleFilter(filter: string, { lists }: Pick<CommandContext, 'lists'>): string {
  const [first, second] = lists
  if (first === undefined || second === undefined) return filter
  return filter === 'all' ? `list:${first.name}` : `list:${first.name} ${filter}`
}

/** `Undo: /kvm unsubscribe 3`. */
export function undoSpans(context: CommandContext, command: string): readonly Span[] {
  return [{ text: 'Undo: ' }, typed(context, command)]
}
