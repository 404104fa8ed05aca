import { DefaultRestOptions, DiscordAPIError, type ResponseLike } from 'discord.js'
import { z } from 'zod'
import { readJson } from '#src/lib/read-json.ts'
import { sayHowLong } from '#adapters/discord/limit-wait.ts'

/**
 * How the library asks. An answer is read to its end here, since the library's own deadline ends with the headers and a
 * body that stalls would be waited for without end. A refusal that is not in Discord's form goes on without its type:
 * the library fails over `null` as over a bug.
 */
export async function askForWhole(...asked: Parameters<typeof DefaultRestOptions.makeRequest>): Promise<ResponseLike> {
  const answer = await DefaultRestOptions.makeRequest(...asked)
  const body = await bodyOf(answer)
  const text = new TextDecoder().decode(body)
  if (answer.status === 429) sayHowLong(answer.headers, text)
  const isRefusal = answer.status >= 400 && answer.status < 500
  if (isRefusal && !isOfDiscord(text)) answer.headers.delete('content-type')
  return {
    ...answer,
    arrayBuffer: () => Promise.resolve(body),
    text: () => Promise.resolve(text),
    json: () => new Promise((resolve) => resolve(JSON.parse(text))),
  }
}

/** The library repeats what was cut off; a request that is being answered was taken, and must not be. */
async function bodyOf(answer: ResponseLike): Promise<ArrayBuffer> {
  try {
    return await answer.arrayBuffer()
  } catch (error) {
    throw new Error('the answer of Discord broke off', { cause: error })
  }
}

/** Whether the library can read it: https://discord.com/developers/docs/reference#error-messages */
function isOfDiscord(text: string): boolean {
  const read = z.looseObject({ code: z.number(), message: z.string() }).safeParse(readJson(text))
  if (!read.success) return false
  try {
    void new DiscordAPIError(read.data, read.data.code, 400, '', '', { body: {}, files: [] })
    return true
  } catch {
    return false
  }
}
