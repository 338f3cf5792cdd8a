// Structured logs. Never a line of document content, never a secret.
import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger
export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug'

/** Name, code, message and stack, with causes; a driver's other properties may quote the values of a row. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return {
    type: name,
    ...code,
    message,
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  }
}

export function createLog({
  level,
  role,
  destination,
}: {
  level: LogLevel
  role: string
  destination?: DestinationStream
}): Log {
  const options = {
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['req.headers.authorization', 'req.headers.cookie', 'secret', 'key', 'password'],
      censor: '[hidden]',
    },
    serializers: { err: describeError },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Appends to a file; several processes may share one, as each line is written at once. */
export const fileDestination = (file: string): DestinationStream =>
  pino.destination({ dest: file, append: true, mkdir: true, mode: 0o600, sync: false })
