// `countersign listen`: events as they happen, on the terminal or as signed webhooks to a program under development.

import { randomBytes } from 'node:crypto'
import type { Event } from '@countersign/contract/event'
import { systemClock } from '../platform/clock.ts'
import { formatSecret, signedHeaders } from '../platform/signed-message.ts'
import { mayCarryFields, renderMessage } from '../publish/message.ts'
import type { Client } from './server/client.ts'

export type ListenOrder = {
  forward: string | undefined
  types: string | undefined
  signal: AbortSignal
  print(line: string): void
}

/** The same body as a webhook endpoint gets, made from what the API tells. */
async function bodyOf(client: Client, { position, ...event }: Event): Promise<Buffer> {
  const document = event.subject.startsWith('doc_') ? await client.document(event.subject) : null
  const extraction = document && mayCarryFields(event.type) ? await client.extraction(document.id) : null
  return renderMessage({ event, position, document, extraction, publicUrl: client.url })
}

async function forwardTo(
  url: string,
  { client, event, secret }: { client: Client; event: Event; secret: string },
): Promise<string> {
  const body = await bodyOf(client, event)
  const headers = signedHeaders({ id: `msg_${event.id.slice(4)}`, body, at: systemClock() }, [secret])
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    })
    await response.body?.cancel()
    return `${url} answered ${response.status}`
  } catch (error) {
    return `${url} did not answer: ${error instanceof Error ? error.message : String(error)}`
  }
}

export async function listen(client: Client, { forward, types, signal, print }: ListenOrder): Promise<void> {
  const secret = formatSecret(randomBytes(32))
  // From here on nothing is missed: whoever reads the next line may start at once.
  let { nextCursor: cursor } = await client.events({ cursor: 'latest' }, signal)
  print(
    forward
      ? `Forwarding events to ${forward}, signed with ${secret}`
      : 'Waiting for events. Ctrl-C ends this.',
  )
  while (!signal.aborted) {
    const page = await client
      .events({ cursor, wait: 30, ...(types ? { types } : {}) }, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return null
        throw error
      })
    if (!page) return
    cursor = page.nextCursor
    for (const event of page.items) {
      print(
        `${event.at}  ${event.type.padEnd(22)} ${event.subject}  run ${event.run}, version ${event.version}, position ${event.position}`,
      )
      if (forward) print(`  ${await forwardTo(forward, { client, event, secret })}`)
    }
  }
}
