// A process that uploads: kept-alive connections, bodies made beforehand, nothing else on its event loop.
import { Agent, request } from 'node:http'
import { makeUpload } from '@countersign/fixtures/upload'
import { answerAsHelper } from './helper.ts'

export type LoadOrder = {
  url: string
  key: string
  connections: number
  /** Uploads that are measured; each connection makes one more before, which is not. */
  uploads: number
  /** No upload begins later than this. */
  seconds: number
  bytes: number
  /** Bodies of different seeds differ. */
  seed: number
}

export type LoadResult = {
  /** From the first byte sent to the last received, in milliseconds. */
  latencies: number[]
  /** How many were answered otherwise than expected, by what came. */
  errors: Record<string, number>
  seconds: number
}

type Answer = { status: number; ms: number }

function send(order: LoadOrder, agent: Agent, body: Uint8Array): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const began = performance.now()
  const headers = {
    authorization: `Bearer ${order.key}`,
    'content-type': 'image/jpeg',
    'content-length': body.length,
  }
  const sent = request(order.url, { method: 'POST', agent, headers }, (response) => {
    response.resume()
    response.on('error', reject)
    response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - began }))
  })
  sent.on('error', reject)
  sent.end(body)
  return promise
}

async function makeBodies({ uploads, bytes, seed }: LoadOrder): Promise<Uint8Array[]> {
  const bodies: Uint8Array[] = []
  for (let index = 0; index < uploads; index++)
    bodies.push((await makeUpload({ bytes, seed: seed + index })).bytes)
  return bodies
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const { connections, uploads, seconds } = order
  const bodies = await makeBodies({ ...order, uploads: uploads + connections })
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const result: LoadResult = { latencies: [], errors: {}, seconds: 0 }
  const one = async (body: Uint8Array, measured: boolean) => {
    const { status, ms } = await send(order, agent, body).catch((error: NodeJS.ErrnoException) => ({
      status: error.code ?? error.message,
      ms: 0,
    }))
    if (status !== 202) result.errors[status] = (result.errors[status] ?? 0) + 1
    else if (measured) result.latencies.push(ms)
  }
  await Promise.all(bodies.splice(0, connections).map((body) => one(body, false)))
  const began = performance.now()
  const lane = async () => {
    for (let body = bodies.pop(); body && performance.now() - began < seconds * 1000; body = bodies.pop())
      await one(body, true)
  }
  await Promise.all(Array.from({ length: connections }, lane))
  result.seconds = (performance.now() - began) / 1000
  agent.destroy()
  return result
}

answerAsHelper(run)
