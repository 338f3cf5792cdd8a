// A webhook receiver on loopback, as somebody else would write it; it keeps what arrives, byte by byte.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WebhookMessage } from '@countersign/contract/webhook'
import { faultsOfMessage } from '@countersign/server/http/conformity'
import { Webhook } from 'standardwebhooks'

export type Received = { headers: Record<string, string>; body: string; message: WebhookMessage }

export type Receiver = {
  url: string
  received: Received[]
  /** Status codes for the next messages; afterwards 200. */
  answers: number[]
  /** Resolves with the messages once `enough` says so. */
  until(enough: (received: readonly Received[]) => boolean): Promise<Received[]>
  /** Throws where a message was not as the description of the API says. */
  close(): Promise<void>
}

const patienceMs = 60_000

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const answers: number[] = []
  const faults: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const headers = flat(request.headers)
      faults.push(...faultsOfMessage(headers, body))
      received.push({ headers, body, message: JSON.parse(body) as WebhookMessage })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answers,
    async until(enough) {
      const deadline = performance.now() + patienceMs
      while (!enough(received)) {
        if (performance.now() > deadline)
          throw new Error(`Only these arrived: ${received.map(({ message }) => message.type).join(', ')}`)
        await sleep(50)
      }
      return received
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      if (faults.length > 0) throw new Error(faults.join('\n'))
    },
  }
}

/** Throws unless the signature is right, by the package of the Standard Webhooks project. */
export const verify = (secret: string, { body, headers }: Received): unknown =>
  new Webhook(secret).verify(body, headers)
