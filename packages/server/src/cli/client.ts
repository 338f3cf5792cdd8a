// Talks to a Countersign server through its public API, as any client would.

import { openAsBlob } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Document } from '@countersign/contract/document'
import type { EventPage } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import type { ProblemBody } from '@countersign/contract/problem'
import type { Static } from 'typebox'

export type Client = {
  url: string
  /** Answers parsed JSON; throws an Error with the problem's detail. */
  json<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T>
  bytes(path: string): Promise<Uint8Array>
  upload(
    file: string,
    query: Record<string, string | undefined>,
    headers: Record<string, string>,
  ): Promise<Document>
  document(id: string): Promise<Document>
  extraction(id: string): Promise<Extraction | null>
  events(
    query: { cursor?: string; subject?: string; types?: string; wait?: number },
    signal?: AbortSignal,
  ): Promise<Static<typeof EventPage>>
}

async function failure(response: Response): Promise<Error> {
  const problem = (await response.json().catch(() => ({}))) as Partial<ProblemBody>
  return Object.assign(new Error(problem.detail ?? `The server answered ${response.status}.`), {
    code: problem.code,
    status: response.status,
  })
}

export function createClient(url: string, key: string): Client {
  const base = url.replace(/\/+$/, '')
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      authorization: `Bearer ${key}`,
    }
    let response: Response
    try {
      response = await fetch(`${base}${path}`, { ...init, headers, redirect: 'error' })
    } catch (cause) {
      if (init.signal?.aborted) throw cause
      throw new Error(`No server answers at ${base}. Start one with \`countersign up\`, or give --url.`, {
        cause,
      })
    }
    if (!response.ok) throw await failure(response)
    return response
  }
  const json = async <T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const sent =
      body === undefined
        ? { headers }
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }
    const response = await ask(path, { method, ...sent })
    return (response.status === 204 ? undefined : await response.json()) as T
  }
  const queryOf = (query: Record<string, string | number | undefined>) =>
    new URLSearchParams(
      Object.entries(query).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    ).toString()
  return {
    url: base,
    json,
    bytes: async (path) => new Uint8Array(await (await ask(path)).arrayBuffer()),
    async upload(file, query, headers) {
      const body = await openAsBlob(file)
      const response = await ask(`/v1/documents?${queryOf({ ...query, name: basename(file) })}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/octet-stream', ...headers },
      })
      return (await response.json()) as Document
    },
    document: (id) => json('GET', `/v1/documents/${id}`),
    extraction: (id) =>
      json<Extraction>('GET', `/v1/documents/${id}/extraction`).catch((error: { code?: string }) => {
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
