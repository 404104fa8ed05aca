/** Codes that say nothing was sent: the name, the connection or its encryption failed first. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/**
 * The code of the network failure behind an error (`ECONNRESET`, `UND_ERR_SOCKET`, `timeout`), however deep libraries
 * have wrapped it; undefined where there is none.
 */
export function networkCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 8) return undefined
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  if (error instanceof AggregateError && error.errors.length > 0) return networkCode(error.errors[0], depth + 1)
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && (/^(?:E[A-Z_]{3,}|UND_ERR_\w+)$/.test(code) || beforeSending.has(code))) return code
  // undici says no more than this where the body of an answer ends early.
  if (error instanceof TypeError && error.message === 'terminated' && error.cause === undefined) return 'terminated'
  return networkCode(error.cause, depth + 1)
}

/** True where the request cannot have reached the other side, so that sending it again is safe. */
export function neverConnected(error: unknown): boolean {
  const code = networkCode(error)
  return code !== undefined && beforeSending.has(code)
}
