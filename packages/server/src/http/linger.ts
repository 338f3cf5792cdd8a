// Answers that go out before the whole body came in: the client has to be able to read them.
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

const quietMs = 1000
const longestMs = 10_000
/** A body up to this size is cheaper to read and forget than a new connection. */
const cheapBytes = 1_000_000

/** Is so much of the body still to come that the connection had better end? */
export function bodyIsLong({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > cheapBytes
}

/** Until the client has sent everything, is quiet, has gone, or has had its time. */
function drained(request: IncomingMessage): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const quiet = setTimeout(resolve, quietMs)
  const longest = setTimeout(resolve, longestMs)
  // Whoever read it before has given up: its listeners would keep the rest from flowing.
  request.unpipe()
  request.removeAllListeners('readable')
  request.on('data', () => quiet.refresh())
  for (const end of ['end', 'close', 'error']) request.on(end, resolve)
  request.resume()
  return promise.finally(() => {
    clearTimeout(quiet)
    clearTimeout(longest)
  })
}

/**
 * Closing a connection with unread bytes in it resets it, and the reset may overtake the answer (RFC 9112 §9.6). So the
 * answer, whose length is announced, goes out at once, and the connection ends a little later.
 */
export function lingering(request: IncomingMessage, body: string): Readable {
  async function* parts(): AsyncGenerator<Buffer> {
    yield Buffer.from(body)
    if (!request.complete && !request.destroyed) await drained(request)
  }
  return Readable.from(parts(), { objectMode: false })
}
