// The benchmark's own client of the public API, as any client would write it.
import type { Document, Tier } from '@countersign/contract/document'
import type { EventPage } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'

export type File = { fileName: string; contentType: string; bytes: Uint8Array }

export type Api = {
  url: string
  key: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: object): Promise<T>
  text(path: string): Promise<string>
  upload(file: File, workflow: string, more?: { priority: Tier }): Promise<Document>
  events(query: { cursor: string; wait?: number; limit?: number }): Promise<EventPage>
  /** Null where nothing was understood. */
  extraction(documentId: string): Promise<Extraction | null>
}

export function createApi(url: string, key: string): Api {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${key}` }
    const response = await fetch(url + path, { ...init, headers })
    if (response.ok) return response
    const refusal = `${init.method ?? 'GET'} ${path} was answered ${response.status}: ${await response.text()}`
    throw Object.assign(new Error(refusal), { status: response.status })
  }
  const json = async <T>(response: Promise<Response>): Promise<T> => (await (await response).json()) as T
  const get = <T>(path: string): Promise<T> => json(ask(path))
  const send = (body: string | Uint8Array<ArrayBuffer>, contentType: string): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': contentType },
  })
  return {
    url,
    key,
    get,
    post: (path, body) => json(ask(path, send(JSON.stringify(body), 'application/json'))),
    text: async (path) => (await ask(path)).text(),
    upload({ fileName, contentType, bytes }, workflow, more) {
      const query = new URLSearchParams({ workflow, name: fileName, ...more })
      return json(ask(`/v1/documents?${query}`, send(new Uint8Array(bytes), contentType)))
    },
    events({ cursor, wait = 0, limit = 1000 }) {
      return get(`/v1/events?${new URLSearchParams({ cursor, wait: String(wait), limit: String(limit) })}`)
    },
    extraction: (id) =>
      get<Extraction>(`/v1/documents/${id}/extraction`).catch((error: { status?: number }) => {
        if (error.status === 404) return null
        throw error
      }),
  }
}

/** Runs `work` on all items, `lanes` at a time, and keeps their order. */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(items.length)
  const rest = items.entries()
  const lane = async () => {
    for (const [index, item] of rest) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}
