import { errorNotice } from '#src/notice/answer-notice.ts'
import type { Answer, CommandRequest, Host } from '#src/ports.ts'
import type { Log } from '#src/runtime/log.ts'
import { RightsUnknownError } from '#adapters/slack/rights.ts'

/** The host's answer to a request; a person is told also where it failed. Never rejects. */
export function askHost(host: Host, request: CommandRequest, log: Log): Promise<Answer> {
  return orRefusal(() => host.answer(request), log)
}

/** Runs a question to the host; where it fails, the failure becomes an answer that says so. */
export async function orRefusal<T>(question: () => Promise<T>, log: Log): Promise<T | Answer> {
  try {
    return await question()
  } catch (error) {
    if (error instanceof RightsUnknownError) return refusal(error.message)
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a request could not be answered')
    return refusal('That did not work. The log of the bot says why.')
  }
}

function refusal(words: string): Answer {
  return { notice: errorNotice(words), to: 'asker', ok: false }
}

/** Whether an answer came instead of what was asked for. */
export function isAnswer(given: object): given is Answer {
  return 'notice' in given && 'ok' in given
}
