// A webhook receiver in a process of its own: answers at once, and checks signatures with a library that is not ours.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookMessage } from '@countersign/contract/webhook'
import { Webhook } from 'standardwebhooks'
import { answerAsHelper } from './helper.ts'

export type Received = {
  /** `webhook-id`: the same on every attempt. */
  messageId: string
  eventId: string
  eventType: string
  /** Milliseconds from the event's `at` until the whole request was here. */
  latencyMs: number
  signed: boolean
}

export type ReceiverOrder = { do: 'listen' } | { do: 'trust'; secret: string } | { do: 'report' }
type Delivery = { headers: Record<string, string>; body: string; at: number }

const deliveries: Delivery[] = []
let secret = ''

async function take(request: IncomingMessage): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = request.headers as Record<string, string>
  deliveries.push({ headers, body: Buffer.concat(chunks).toString(), at: Date.now() })
}

const server = createServer((request, response) => {
  take(request).then(
    () => response.writeHead(204).end(),
    () => response.writeHead(500).end(),
  )
})

/** Afterwards, so that checking delays no answer. */
function check({ headers, body, at }: Delivery): Received {
  const message = JSON.parse(body) as WebhookMessage
  let signed = true
  try {
    new Webhook(secret).verify(body, headers)
  } catch {
    signed = false
  }
  return {
    messageId: headers['webhook-id'] ?? '',
    eventId: message.data.event?.id ?? '',
    eventType: message.type,
    latencyMs: at - Date.parse(message.timestamp),
    signed,
  }
}

answerAsHelper(
  async (order: ReceiverOrder) => {
    if (order.do === 'report') return deliveries.splice(0).map(check)
    if (order.do === 'trust') {
      secret = order.secret
      return null
    }
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`
  },
  async () => {
    server.closeAllConnections()
    server.close()
  },
)
