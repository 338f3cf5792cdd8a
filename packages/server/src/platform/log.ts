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
