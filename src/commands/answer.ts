import { refused, typed } from '#src/commands/answers.ts'
import { checkAccess } from '#src/commands/check-access.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import { commands } from '#src/commands/commands.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { usageOf } from '#src/commands/help.ts'
import { readRequest } from '#src/commands/read-request.ts'
import type { Block } from '#src/notice/notice.ts'
import type { Answer, CommandRequest } from '#src/ports.ts'

/** Answers what a person asked, on whatever platform. What is not understood changes nothing and says what to type. */
export async function answerRequest(request: CommandRequest, context: CommandContext): Promise<Answer> {
  const answer = await answerTo(request, context)
  return answer.ok ? answer : asTyped(answer, request.input)
}

async function answerTo(request: CommandRequest, context: CommandContext): Promise<Answer> {
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

/** Sentences begin with a capital, but what was typed is said as it was: `kvm has no key`. */
function asTyped(answer: Answer, input: CommandRequest['input']): Answer {
  const { fallback, blocks } = answer.notice
  const sentence = fallback.charAt(0).toLowerCase() + fallback.slice(1)
  const [first] = sentence.split(' ')
  const words = ('text' in input ? [input.text] : Object.values(input.options)).flatMap((text) => text.split(/\s+/u))
  if (first === undefined || !words.includes(first)) return answer
  const mended = blocks.map((block): Block => {
    if (block.is !== 'text') return block
    return { ...block, spans: block.spans.map((span) => (span.text === fallback ? { ...span, text: sentence } : span)) }
  })
  return { ...answer, notice: { ...answer.notice, fallback: sentence, blocks: mended } }
}

function isChange(command: Command, options: Options, asked: Asked): boolean {
  return command.isChange?.(options, asked) ?? command.changes
}
