// Answers that go out before the whole body came in: the client has to be able to read them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

const quietMs = 1000
const longestMs = 10_000
/** A body up to this size is cheaper to read and forget than a new connection. */
const cheapBytes = 1_000_000

type Exchange = { raw: IncomingMessage; reply: { raw: ServerResponse; getHeader(name: string): unknown } }

/** Does the connection end while its client is still sending: because so much is to come, or because either side said so? */
export function endsEarly({ raw, reply }: Exchange): boolean {
  if (reply.getHeader('connection') === 'close') return true
  if (raw.complete) return false
  if (raw.headers['transfer-encoding'] !== undefined) return true
  const bytes = Number(raw.headers['content-length'] ?? 0)
  // A client that asked for `Connection: close` is cut off by Node as soon as the answer is out.
  return bytes > (reply.raw.shouldKeepAlive ? cheapBytes : 0)
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
