// The bytes of a request as they come in: counted, and not waited for endlessly.
import type { Readable } from 'node:stream'
import { monotonicMs } from './clock.ts'
import { Problem } from './problem.ts'

export type Limits = { maxFileBytes: number; idleMs: number }

const tooLarge = (maxFileBytes: number) =>
  new Problem(
    'document.too_large',
    `The file is larger than the ${Math.floor(maxFileBytes / 1_000_000)} MB that are allowed. Split it, or raise COUNTERSIGN_MAX_FILE_MB.`,
    closing,
  )

export const stalled = (idleMs: number) =>
  new Problem(
    'request.timeout',
    `The upload sent nothing, or hardly anything, for ${Math.round(idleMs / 1000)} seconds and was given up. Send it again.`,
    closing,
  )

/** The rest of the body is not waited for. */
export const closing = { headers: { connection: 'close' } }

export async function within<T>(promise: Promise<T>, idleMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(stalled(idleMs)), idleMs)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Fewer bytes than this in a whole idle time are a client that only wants to hold the connection. */
const leastBytes = 4096

/** Counts only while we wait for the client, so that a slow disk of ours is not held against it. */
function createPace({ idleMs }: Limits): (waitedMs: number, bytes: number) => void {
  let [waited, received] = [0, 0]
  return (waitedMs, bytes) => {
    waited += waitedMs
    received += bytes
    if (waited < idleMs) return
    if (received < leastBytes) throw stalled(idleMs)
    waited = 0
    received = 0
  }
}

/** Passes bytes on; ends with a Problem when the client stalls, goes away or sends too much. */
export async function* guarded(stream: Readable, limits: Limits): AsyncGenerator<Uint8Array> {
  const { maxFileBytes, idleMs } = limits
  const keepPace = createPace(limits)
  let bytes = 0
  // Destroying the stream would take the connection with it, and the client would never read why.
  const chunks: AsyncIterator<Uint8Array> = stream.iterator({ destroyOnReturn: false })
  for (;;) {
    let step: IteratorResult<Uint8Array>
    const began = monotonicMs()
    try {
      step = await within(chunks.next(), idleMs)
    } catch (cause) {
      if (cause instanceof Problem) throw cause
      throw new Problem(
        'request.aborted',
        'The upload broke off before it was complete; nothing was kept. Send it again.',
        { cause },
      )
    }
    if (step.done) return
    keepPace(monotonicMs() - began, step.value.length)
    bytes += step.value.length
    if (bytes > maxFileBytes) throw tooLarge(maxFileBytes)
    yield step.value
  }
}
