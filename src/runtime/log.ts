import { destination, pino, type Logger } from 'pino'

export type Log = Logger

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Fields that may hold a secret, wherever somebody logs them by mistake. */
const secretFields = [
  'password',
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'clientSecret',
  'stateSecret',
  'authorization',
  'auth',
  'pass',
  'secret',
]

/**
 * JSON lines on standard error. Messages are fixed sentences, what varies stands in fields, so that logs can be counted:
 * `log.warn({ channel, reason }, 'channel is paused')`. Written at once, so that nothing is lost when the process dies.
 */
export function createLog(
  level: LogLevel,
  to: { write(line: string): unknown } = destination({ dest: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[secret]' },
    },
    to,
  )
}
