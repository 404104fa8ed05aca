import { randomUUID } from 'node:crypto'
import { text, type Json } from '../json.ts'
import { no, type MethodAnswer } from './answers.ts'
import { newWorkspace, type Workspace } from './workspace.ts'

/* Installing into further workspaces: https://docs.slack.dev/authentication/installing-with-oauth */

export const clientId = '1.1'
export const clientSecret = 'stand-in-client-secret'

export interface OAuth {
  /** Somebody of that workspace has allowed these scopes: the code that Slack sends back with the browser. */
  allow(team: string, scopes: readonly string[]): string
  /** https://docs.slack.dev/reference/methods/oauth.v2.access#errors */
  access(call: Json): MethodAnswer
}

export function oauth(workspaces: Map<string, Workspace>): OAuth {
  const codes = new Map<string, { team: string; scopes: readonly string[] }>()
  return {
    allow(team, scopes) {
      const code = randomUUID()
      codes.set(code, { team, scopes })
      return code
    },
    access(call) {
      if (text(call['client_id']) !== clientId) return no('invalid_client_id')
      if (text(call['client_secret']) !== clientSecret) return no('bad_client_secret')
      const code = text(call['code'])
      const allowed = codes.get(code)
      // "invalid_code": also one that was used before.
      if (!allowed) return no('invalid_code')
      codes.delete(code)
      const known = workspaces.get(allowed.team)
      const workspace = known?.revoked === false ? known : newWorkspace(allowed.team, `xoxb-${randomUUID()}`)
      workspace.scopes = [...allowed.scopes]
      workspaces.set(allowed.team, workspace)
      return {
        ok: true,
        access_token: workspace.token,
        token_type: 'bot',
        scope: workspace.scopes.join(','),
        bot_user_id: 'UBOT',
        app_id: 'A1',
        team: { id: workspace.id, name: `Team ${workspace.id}` },
        enterprise: null,
        authed_user: { id: 'UASK' },
        is_enterprise_install: false,
      }
    },
  }
}
