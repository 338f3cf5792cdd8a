// A process that sends a burst: small files over kept-alive connections, each once, and notes how each was answered.
import { Agent, request } from 'node:http'
import { makeSlips } from '@countersign/fixtures/slip'
import { answerAsHelper } from './helper.ts'

export type BurstOrder = { url: string; key: string; connections: number; uploads: number }

export type BurstResult = {
  /** Of those that were acknowledged: from the first byte sent to the last received, in milliseconds. */
  latencies: number[]
  /** Refused with `Retry-After`, by status. */
  refused: Record<string, number>
  /** Refused without, reset, or not answered within a minute: none is allowed. */
  broken: Record<string, number>
  seconds: number
}

type Answer = { status: number; retryAfter: string | undefined; ms: number }

const answersWithinMs = 60_000

function send({ url, key }: BurstOrder, agent: Agent, body: Uint8Array): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const began = performance.now()
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/pdf',
    'content-length': body.length,
  }
  const sent = request(url, { method: 'POST', agent, headers, timeout: answersWithinMs }, (response) => {
    response.resume()
    response.on('error', reject)
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
        ms: performance.now() - began,
      }),
    )
  })
  sent.on('timeout', () => sent.destroy(new Error('not answered in time')))
  sent.on('error', reject)
  sent.end(body)
  return promise
}

async function run(order: BurstOrder): Promise<BurstResult> {
  const slips = await makeSlips({ kinds: 50, seed: 70_000 })
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
  const result: BurstResult = { latencies: [], refused: {}, broken: {}, seconds: 0 }
  const count = (counts: Record<string, number>, what: string | number) => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  const one = async (number: number) => {
    try {
      const { status, retryAfter, ms } = await send(order, agent, slips.slip(number).bytes)
      if (status === 202) result.latencies.push(ms)
      else count(retryAfter === undefined ? result.broken : result.refused, status)
    } catch (error) {
      count(result.broken, (error as NodeJS.ErrnoException).code ?? (error as Error).message)
    }
  }
  const began = performance.now()
  let sent = 0
  const lane = async () => {
    while (sent < order.uploads) await one(sent++)
  }
  await Promise.all(Array.from({ length: order.connections }, lane))
  result.seconds = (performance.now() - began) / 1000
  agent.destroy()
  return result
}

answerAsHelper(run)
