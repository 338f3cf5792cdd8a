// Structured logs. Never a line of document content, never a secret.
import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger
export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug'

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
    serializers: { err: pino.stdSerializers.err },
  }
  return destination ? pino(options, destination) : pino(options)
}

/** Appends to a file; several processes may share one, as each line is written at once. */
export const fileDestination = (file: string): DestinationStream =>
  pino.destination({ dest: file, append: true, mkdir: true, mode: 0o600, sync: false })
