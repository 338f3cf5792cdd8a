// Structured logs. Never a line of document content, never a secret.
import { mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
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

/** What waits for room on the disk; lines beyond it are lost. */
const waitingLimit = 1024 * 1024

/**
 * Appends to a file; several processes may share one, as each line is written at once. A file that takes nothing more
 * (a full disk) costs lines and never the program: up to a megabyte waits, and the next line tries it again. pino's own
 * file stream ends the program at the first refusal, or keeps it from ending.
 */
export function fileDestination(file: string): DestinationStream {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const handle = openSync(file, 'a', 0o600)
  let waiting: Buffer = Buffer.alloc(0)
  return {
    write(line) {
      const bytes = Buffer.from(line)
      if (waiting.length + bytes.length <= waitingLimit) waiting = Buffer.concat([waiting, bytes])
      try {
        while (waiting.length > 0) waiting = waiting.subarray(writeSync(handle, waiting))
      } catch {
        // Nobody to tell but this log.
      }
    },
  }
}
