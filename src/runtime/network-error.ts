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
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CRL_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CRL_LAST_UPDATE_FIELD',
  'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
  'OUT_OF_MEM',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_HANDSHAKE_TIMEOUT',
  // What answers does not speak TLS, or no TLS that we do.
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
])

/** Of the operating system, Node, undici, and its reader of HTTP. What a caller got wrong (`…_INVALID_ARG_TYPE`) is a bug. */
const networkCodes = /^(?:E(?!RR_INVALID_)[A-Z_]{3,}|UND_ERR_(?!INVALID_ARG|NOT_SUPPORTED)\w+|HPE_\w+)$/

/** All that `fetch` says by itself, about a request and about the body of an answer; the cause may say more. */
const wordsOfFetch: ReadonlySet<string> = new Set(['fetch failed', 'terminated'])

/**
 * The code of the network failure behind an error (`ECONNRESET`, `UND_ERR_SOCKET`, `timeout`), however deep libraries
 * have wrapped it; undefined where there is none.
 */
export function networkCode(error: unknown, depth = 0): string | undefined {
  if (!(error instanceof Error) || depth > 8) return undefined
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'timeout'
  if (error instanceof AggregateError && error.errors.length > 0) return networkCode(error.errors[0], depth + 1)
  const code = 'code' in error ? error.code : undefined
  if (typeof code === 'string' && (networkCodes.test(code) || beforeSending.has(code))) return code
  if (error.name === 'HTTPParserError') return 'no HTTP'
  const inner = networkCode(error.cause, depth + 1)
  if (error instanceof TypeError && wordsOfFetch.has(error.message)) return inner ?? error.message
  return inner
}

/** True where the request cannot have reached the other side, so that sending it again is safe. */
export function neverConnected(error: unknown): boolean {
  const code = networkCode(error)
  return code !== undefined && beforeSending.has(code)
}
