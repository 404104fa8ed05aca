import type { z } from 'zod'

interface Tokens {
  readonly botToken?: string | undefined
  readonly appToken?: string | undefined
}

/** By how a token of Slack begins: https://docs.slack.dev/authentication/tokens */
const kinds: Readonly<Record<string, string>> = { xapp: 'app', xoxb: 'bot', xoxp: 'user' }

/** Tokens in each other's place are refused by Slack in words that do not say so. They are never shown. */
export function checkTokens({ botToken, appToken }: Tokens, context: z.RefinementCtx): void {
  check('botToken', botToken, 'xoxb')
  check('appToken', appToken, 'xapp')

  function check(key: string, token: string | undefined, wanted: string): void {
    const begins = Object.keys(kinds).find((kind) => token?.startsWith(`${kind}-`))
    if (begins === undefined || begins === wanted) return
    const message = `this is the ${kinds[begins] ?? ''} token (${begins}-…): give the ${kinds[wanted] ?? ''} token, which begins with ${wanted}-`
    context.addIssue({ code: 'custom', path: [key], message })
  }
}
