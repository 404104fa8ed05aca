import type { ImapSettings } from '#adapters/imap/imap-settings.ts'
import { SourceError } from '#src/ports.ts'

/** What an error of the library, a socket or TLS carries. */
interface Facts {
  readonly code: string
  readonly message: string
  readonly response: string
  readonly isLoginRefused: boolean
  readonly serverCode: string
}

/** Refusals that pass by themselves (RFC 5530). */
const passing = new Set(['UNAVAILABLE', 'LIMIT', 'INUSE', 'SERVERBUG'])

/**
 * What went wrong in words that say what to do. Where a person has to help, retrying is left off; unless it worked
 * before (`workedBefore`): then servers are being moved, certificates renewed, mailboxes restored.
 */
export function explainError(error: unknown, settings: ImapSettings, workedBefore: boolean): SourceError {
  if (error instanceof SourceError) {
    return error.retry || !workedBefore
      ? error
      : new SourceError(error.message, { retry: true, retryAfterMs: 15_000, cause: error })
  }
  const facts = factsOf(error)
  const where = `${settings.host}:${settings.port ?? (settings.tls === true ? 993 : 143)}`
  const needsPerson = personNeeded(facts, settings, where)
  if (needsPerson === undefined) return new SourceError(passingTrouble(facts, where), { retry: true, cause: error })
  return new SourceError(needsPerson, {
    retry: workedBefore,
    cause: error,
    ...(workedBefore ? { retryAfterMs: 15 * 60_000 } : {}),
  })
}

function personNeeded(facts: Facts, settings: ImapSettings, where: string): string | undefined {
  const { code, message } = facts
  if (facts.isLoginRefused && !passing.has(facts.serverCode)) {
    const said = facts.response || message
    return `${where} refused the login of ${settings.user ?? 'anonymous'} (${said}): check user and password; some providers want an app password`
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate of ${where} is for another name (${message.replace(/^.*altnames: /, '')}): write the host as the certificate names it`
  }
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT' || code === 'SELF_SIGNED_CERT_IN_CHAIN') {
    return `the certificate of ${where} is self-signed: give its authority as \`ca: FILE.pem\``
  }
  if (code.startsWith('UNABLE_TO_')) {
    return `the certificate of ${where} is signed by an unknown authority: give it as \`ca: FILE.pem\``
  }
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${where} has expired: its operator has to renew it`
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return `${where} does not begin with TLS: use \`tls: starttls\`, or the port for TLS, usually 993`
  }
  if (/STARTTLS/.test(message) && settings.tls === 'starttls') {
    return `${where} offers no STARTTLS (${message}): use \`tls: true\` with its TLS port, usually 993`
  }
  if (code === 'ENOENT' && settings.ca !== undefined) return `no such file: ${settings.ca} (\`ca\` of the IMAP source)`
  return undefined
}

function passingTrouble({ code, message, response }: Facts, where: string): string {
  if (code === 'ENOTFOUND') return `no such host: ${where}; check the name`
  if (code === 'EAI_AGAIN') return `the name of ${where} cannot be looked up at the moment`
  if (code === 'ECONNREFUSED') return `${where} refuses connections: is the server up, and the port right?`
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `${where} cannot be reached from here`
  if (code === 'CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return `${where} does not answer`
  if (code === 'GREETING_TIMEOUT' || code === 'GreetingTimeout') {
    return `${where} says nothing: a port for TLS from the first byte (\`tls: true\`), or no IMAP server?`
  }
  const cause = response !== '' && response !== message ? `${message}: ${response}` : message
  return `the connection to ${where} failed: ${cause}`
}

function factsOf(error: unknown): Facts {
  const record: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {}
  return {
    code: text(record['code']),
    message: error instanceof Error ? error.message : String(error),
    response: text(record['responseText']) || text(record['response']),
    isLoginRefused: record['authenticationFailed'] === true,
    serverCode: text(record['serverResponseCode']).toUpperCase(),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
