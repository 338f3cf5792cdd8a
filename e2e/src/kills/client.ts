// A client that does as the guide says: an Idempotency-Key for each document, and again until it is acknowledged.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import type { ProblemBody } from '@countersign/contract/problem'
import { apiAt } from '../house.ts'

export type Paper = { bytes: Uint8Array; workflow: string }
export type Acknowledged = { key: string; id: string; paper: Paper }

export type Tally = {
  acknowledged: Acknowledged[]
  /** When an upload was begun that was then acknowledged, and when it was. */
  times: { begun: number; answered: number }[]
  /** What was answered instead, by status and code or by error. */
  refusals: Map<string, number>
  /** Keys that were answered with two ids. */
  twice: string[]
}

type Sending = {
  url: string
  key: string
  lanes: number
  /** Whether the document of this number may be sent now. */
  due(index: number): boolean
  /** The rest is given up then. */
  deadline: number
}

const patienceMs = 20_000
const mostPauseMs = 1000

export const emptyTally = (): Tally => ({ acknowledged: [], times: [], refusals: new Map(), twice: [] })

/** What becomes of each is told in `tally` at once. */
export async function sendAll(papers: readonly Paper[], sending: Sending, tally: Tally): Promise<void> {
  const rest = papers.entries()
  const lane = async () => {
    for (const [index, paper] of rest) {
      while (!sending.due(index)) await sleep(50)
      await untilAcknowledged({ paper, key: `paper-${index}`, again: index % 20 === 0 }, sending, tally)
    }
  }
  await Promise.all(Array.from({ length: sending.lanes }, lane))
}

type One = { paper: Paper; key: string; again: boolean }

async function untilAcknowledged(one: One, sending: Sending, tally: Tally): Promise<void> {
  const ids = new Set<string>()
  // Some are sent once more after they were acknowledged, as by a client that lost the answer.
  for (let wanted = one.again ? 2 : 1; wanted > 0 && performance.now() < sending.deadline; ) {
    const begun = performance.now()
    const answer = await send(one, sending)
    if (typeof answer === 'string') {
      tally.refusals.set(answer, (tally.refusals.get(answer) ?? 0) + 1)
      await sleep(mostPauseMs / 4)
      continue
    }
    wanted -= 1
    ids.add(answer.id)
    tally.times.push({ begun, answered: performance.now() })
  }
  const [id] = ids
  if (ids.size > 1) tally.twice.push(one.key)
  if (id !== undefined) tally.acknowledged.push({ key: one.key, id, paper: one.paper })
}

/** The document, or in a word why there is none yet. */
async function send({ paper, key }: One, { url, key: apiKey }: Sending): Promise<Document | string> {
  try {
    const { status, body } = await apiAt(url, apiKey).ask<Document & Partial<ProblemBody>>(
      `/v1/documents?workflow=${paper.workflow}`,
      {
        method: 'POST',
        body: paper.bytes,
        headers: { 'content-type': 'application/pdf', 'idempotency-key': `"${key}"` },
        signal: AbortSignal.timeout(patienceMs),
      },
    )
    return status === 202 ? body : `${status} ${body?.code ?? 'without a code'}`
  } catch (error) {
    const { name, cause } = error as Error
    return name === 'TimeoutError' ? 'no answer in 20 s' : ((cause as { code?: string })?.code ?? name)
  }
}
