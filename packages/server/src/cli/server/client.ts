// Talks to a Countersign server through its public API, as any client would.
import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Document } from '@countersign/contract/document'
import type { EventPage } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import type { ProblemBody } from '@countersign/contract/problem'
import type { Static } from 'typebox'
import { systemClock } from '../../platform/clock.ts'
import { idsWith } from '../../platform/ids.ts'
import { sendResumably } from '../send/resumable.ts'
import { type Patience, patience, patiently } from './retry.ts'

const newId = idsWith(systemClock)
const newKey = () => `"${newId('req')}"`

export type Ask = (path: string, init?: RequestInit) => Promise<Response>
type Query = Record<string, string | number | undefined>

export type Client = {
  url: string
  /** Answers parsed JSON; throws an Error with the problem's detail. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>
  bytes(path: string): Promise<Uint8Array>
  upload(file: string, query: Query, headers: Record<string, string>): Promise<Document>
  document(id: string): Promise<Document>
  extraction(id: string): Promise<Extraction | null>
  events(query: Query, signal?: AbortSignal): Promise<Static<typeof EventPage>>
}

async function failure(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemBody>
  const message = problem.detail ?? `The server answered ${response.status}.`
  return Object.assign(new Error(message), { code: problem.code, status: response.status })
}

export const askAt =
  (base: string, key: string, patient: Patience = patience): Ask =>
  async (path, init = {}) => {
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      authorization: `Bearer ${key}`,
    }
    let response: Response
    try {
      const once = () => fetch(`${base}${path}`, { ...init, headers, redirect: 'error' })
      response = await patiently(once, { ...init, headers }, patient)
    } catch (cause) {
      if (init.signal?.aborted) throw cause
      throw new Error(`No server answers at ${base}. Start one with \`countersign up\`, or give --url.`, {
        cause,
      })
    }
    if (!response.ok) throw await failure(response)
    return response
  }

const queryOf = (query: Query): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString()

async function jsonOf<T>(ask: Ask, path: string, init: { method: string; body?: unknown }): Promise<T> {
  const { method, body } = init
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await ask(path, { method, ...sent })
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** From here on a connection that breaks costs more than the extra requests. */
const largeBytes = 20_000_000

async function upload(
  ask: Ask,
  path: string,
  { query, headers }: { query: Query; headers: Record<string, string> },
): Promise<Document> {
  const file = await openAsBlob(path)
  const asked = new URLSearchParams(queryOf({ ...query, name: basename(path) }))
  if (file.size > largeBytes) {
    const id = await sendResumably(ask, { file, options: Object.fromEntries(asked), headers })
    return (await (await ask(`/v1/documents/${id}`)).json()) as Document
  }
  const response = await ask(`/v1/documents?${asked}`, {
    method: 'POST',
    body: file,
    // Sent again when the server was busy, the file is still one document.
    headers: { 'content-type': 'application/octet-stream', 'idempotency-key': newKey(), ...headers },
  })
  return (await response.json()) as Document
}

export function createClient(url: string, key: string, patient: Patience = patience): Client {
  const base = url.replace(/\/+$/, '')
  const ask = askAt(base, key, patient)
  const get = <T>(path: string) => jsonOf<T>(ask, path, { method: 'GET' })
  return {
    url: base,
    json: (method, path, body) => jsonOf(ask, path, { method, body }),
    bytes: async (path) => new Uint8Array(await (await ask(path)).arrayBuffer()),
    upload: (file, query, headers) => upload(ask, file, { query, headers }),
    document: (id) => get(`/v1/documents/${id}`),
    extraction: (id) =>
      get<Extraction>(`/v1/documents/${id}/extraction`).catch((error: { code?: string }) => {
        if (error.code === 'extraction.not_found') return null
        throw error
      }),
    async events(query, signal) {
      const response = await ask(`/v1/events?${queryOf(query)}`, signal ? { signal } : {})
      return (await response.json()) as Static<typeof EventPage>
    },
  }
}

export const readKeyFile = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim()
