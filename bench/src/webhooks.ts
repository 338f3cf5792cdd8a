// From an event to its delivery at a receiver on the same machine, one document at a time and in a burst.

import { setTimeout as sleep } from 'node:timers/promises'
import type { WebhookEndpointWithSecret } from '@countersign/contract/webhook'
import { makeUpload } from '@countersign/fixtures/upload'
import { inLanes } from './api.ts'
import { type Helper, startHelper } from './helper.ts'
import { followDocuments } from './journey.ts'
import type { Context, Measurement, Report } from './measurement.ts'
import { type Product, withProduct } from './product.ts'
import type { Received, ReceiverOrder } from './receiver.ts'
import { summarise } from './statistics.ts'

type Burst = { name: string; documents: number; lanes: number; pauseMs: number; seed: number }
type Tally = {
  name: string
  documents: number
  events: number
  lost: number
  duplicates: number
  forged: number
  latency: ReturnType<typeof summarise>
}

export const webhooks: Measurement = {
  name: 'webhooks',
  summary: 'latency from event to delivery, at rest and in a burst; lost and duplicate deliveries',
  run: (context) => withProduct(context, (product) => withReceiver(context, product)),
}

async function withReceiver(context: Context, product: Product): Promise<Report> {
  const receiver = startHelper(new URL('./receiver.ts', import.meta.url))
  try {
    const url = await receiver.ask<string>({ do: 'listen' } satisfies ReceiverOrder)
    const endpoint = await product.api.post<WebhookEndpointWithSecret>('/v1/webhook-endpoints', { url })
    await receiver.ask({ do: 'trust', secret: endpoint.secret } satisfies ReceiverOrder)
    const { quick } = context
    const bursts: Burst[] = [
      { name: 'one at a time', documents: quick ? 5 : 30, lanes: 1, pauseMs: 500, seed: 1 },
      { name: 'burst', documents: quick ? 24 : 200, lanes: 16, pauseMs: 0, seed: 1000 },
    ]
    const tallies: Tally[] = []
    for (const burst of bursts) tallies.push(await measure(context, { burst, product, receiver }))
    return reportOf(tallies)
  } finally {
    await receiver.stop()
  }
}

async function measure(
  { say }: Context,
  { burst, product, receiver }: { burst: Burst; product: Product; receiver: Helper },
): Promise<Tally> {
  const { api } = product
  const { documents, lanes, pauseMs, seed } = burst
  say(`${burst.name}: ${documents} documents`)
  const follower = await followDocuments(api)
  const files = await Promise.all(
    Array.from({ length: documents }, (_, index) =>
      makeUpload({ bytes: 20_000, seed: seed + index, format: 'pdf' }),
    ),
  )
  const ids = await inLanes(files, lanes, async (file) => {
    const { id } = await api.upload(file, 'archive')
    await sleep(pauseMs)
    return id
  })
  const { events, unfinished } = await follower.rest(ids, { seconds: 240 })
  if (unfinished.length > 0) say(`${unfinished.length} documents did not come to rest`)
  const expected = [...events.values()].flat().map(({ id }) => id)
  const received = await collect(receiver, expected)
  return tallyOf(burst, expected, received)
}

/** Until every event has come, and a little longer for what comes twice; a minute at most. */
async function collect(receiver: Helper, expected: readonly string[]): Promise<Received[]> {
  const received: Received[] = []
  for (let more = 2, second = 0; more > 0 && second < 60; second++) {
    received.push(...(await receiver.ask<Received[]>({ do: 'report' } satisfies ReceiverOrder)))
    const here = new Set(received.map(({ eventId }) => eventId))
    if (expected.every((id) => here.has(id))) more -= 1
    await sleep(1000)
  }
  return received
}

function tallyOf({ name, documents }: Burst, expected: readonly string[], received: Received[]): Tally {
  const here = new Set(received.map(({ eventId }) => eventId))
  const messages = new Set(received.map(({ messageId }) => messageId))
  return {
    name,
    documents,
    events: expected.length,
    lost: expected.filter((id) => !here.has(id)).length,
    duplicates: received.length - messages.size,
    forged: received.filter(({ signed }) => !signed).length,
    latency: summarise(received.map(({ latencyMs }) => latencyMs)),
  }
}

function reportOf(tallies: Tally[]): Report {
  const columns = [
    'load',
    'documents',
    'events',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'max ms',
    'lost',
    'duplicate',
    'bad signature',
  ]
  const rows = tallies.map(({ name, documents, events, latency, lost, duplicates, forged }) => [
    name,
    documents,
    events,
    latency.p50,
    latency.p95,
    latency.p99,
    latency.max,
    lost,
    duplicates,
    forged,
  ])
  return {
    tables: [{ title: 'Webhooks: from event to delivery', columns, rows }],
    notes: [
      "Latency: from the event's own time, taken inside the transaction that writes it, until the receiver on this machine has the whole request. Every event of every document is expected once; signatures are checked with the `standardwebhooks` package.",
    ],
    figures: { tallies },
    broken: tallies.flatMap(({ name, lost, forged }) => [
      ...(lost > 0 ? [`${lost} events were not delivered (${name})`] : []),
      ...(forged > 0 ? [`${forged} signatures were not accepted (${name})`] : []),
    ]),
  }
}
