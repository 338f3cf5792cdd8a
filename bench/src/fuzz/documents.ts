// A document from the upload to its end, whatever its bytes are.
import type { Document } from '@countersign/contract/document'
import type { EventPage } from '@countersign/contract/event'
import type { Api } from '../api.ts'

export const atRest: ReadonlySet<string> = new Set(['in_review', 'completed', 'rejected', 'failed', 'erased'])

export type Sent = { id: string; code: null } | { id: null; code: string }

/** As it comes, without saying what it is; `code` is the problem's where it was not taken. */
export async function send({ url, key }: Api, bytes: Uint8Array): Promise<Sent> {
  const response = await fetch(`${url}/v1/documents?workflow=archive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })
  const body = (await response.json()) as { id?: string; code?: string }
  if (response.status === 202 && body.id) return { id: body.id, code: null }
  return { id: null, code: `${response.status} ${body.code ?? 'without a code'}` }
}

/** The document once nothing more happens to it by itself, or as it stands after `seconds`. */
export async function restOf(api: Api, id: string, seconds: number): Promise<Document> {
  const deadline = performance.now() + seconds * 1000
  let cursor = ''
  for (;;) {
    const now = await api.get<Document>(`/v1/documents/${id}`)
    if (atRest.has(now.state) || performance.now() > deadline) return now
    const page = await api.get<EventPage>(`/v1/events?subject=${id}&wait=2${cursor}`)
    cursor = `&cursor=${page.nextCursor}`
  }
}

export function outcomeOf({ state, failure, pageCount }: Document): string {
  if (failure) return `failed: ${failure.code}`
  if (!atRest.has(state)) return `hangs as ${state}`
  return state === 'completed' ? `read: ${pageCount} ${pageCount === 1 ? 'page' : 'pages'}` : state
}
