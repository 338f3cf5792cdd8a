// A running Countersign with a data folder of its own, and the API as a stranger's program sees it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import type { Event, EventPage } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import { judgePublished } from '@countersign/server/http/conformity'
import { type Command, interrupt, type Settings, startCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'

/** Reading is slow on a busy machine; this only keeps a broken product from holding up the tests for ever. */
const patienceMs = 180_000

export type Started = { command: Command; url: string; firstKey: string | null; data: string }

/** `countersign up`, on a port that the system chooses unless one is given; resolves when it says that it is ready. */
export async function startUp(data: string, settings: Settings = {}, port = 0): Promise<Started> {
  const command = startCommand(['up', '--port', String(port), '--data', data, '--log', 'file'], settings)
  const deadline = performance.now() + patienceMs
  const ready = () => /Countersign is ready\.[\s\S]*Ctrl-C/.test(command.output())
  let over = false
  void command.ended.then(() => {
    over = true
  })
  while (!ready()) {
    assert.ok(!over, `countersign up ended before it was ready:\n${command.output()}`)
    assert.ok(performance.now() < deadline, `countersign up does not become ready:\n${command.output()}`)
    await sleep(50)
  }
  const url = /Address +(http:\S+)/.exec(command.output())?.[1]
  assert.ok(url, command.output())
  return { command, url, firstKey: /\bcs_live_\S+/.exec(command.output())?.[0] ?? null, data }
}

/** Ctrl-C and the wait for the end; what it exits with. */
export function stopUp({ command }: Started): Promise<number | string> {
  interrupt(command)
  return command.ended
}

export type Asked = {
  method?: string
  headers?: Record<string, string>
  /** An object is sent as JSON, everything else as it is. */
  body?: object | Uint8Array | string | FormData
  key?: string | null
  signal?: AbortSignal
}
export type Answer<T> = { status: number; headers: Headers; body: T; bytes: Buffer }

export type Api = ReturnType<typeof apiAt>

type Sent = { body?: NonNullable<RequestInit['body']>; type?: string }

function sent(body: Asked['body']): Sent {
  if (body === undefined) return {}
  if (body instanceof FormData) return { body }
  if (typeof body === 'string' || body instanceof Uint8Array)
    return { body: body as string | Uint8Array<ArrayBuffer> }
  return { body: JSON.stringify(body), type: 'application/json' }
}

/** Plain HTTP with a key; nothing of the product's own client. Every answer must be as the description of the API says. */
export function apiAt(url: string, ownKey: string) {
  async function ask<T>(path: string, asked: Asked = {}): Promise<Answer<T>> {
    const { body, type } = sent(asked.body)
    const key = asked.key === undefined ? ownKey : asked.key
    const headers = {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(type ? { 'content-type': type } : {}),
      ...asked.headers,
    }
    const method = asked.method ?? 'GET'
    const response = await fetch(new URL(path, url), {
      method,
      headers,
      redirect: 'error',
      ...(asked.signal ? { signal: asked.signal } : {}),
      ...(body === undefined ? {} : { body }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const answered = { method, url: path, status: response.status, body: bytes }
    judgePublished({ ...answered, headers: Object.fromEntries(response.headers) })
    const json = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      body: (json && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined) as T,
    }
  }

  async function get<T>(path: string): Promise<T> {
    const { status, body, bytes } = await ask<T>(path)
    assert.equal(status, 200, `GET ${path} answered ${status}: ${bytes.toString('utf8').slice(0, 500)}`)
    return body
  }

  async function upload(bytes: Uint8Array, query: Record<string, string> = {}): Promise<Document> {
    const answer = await ask<Document>(`/v1/documents?${new URLSearchParams(query)}`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    })
    assert.equal(answer.status, 202, answer.bytes.toString('utf8'))
    return answer.body
  }
  return { url, key: ownKey, ask, get, upload, ...following(get) }
}

const atRest = new Set(['in_review', 'completed', 'rejected', 'failed', 'erased'])

function following(get: <T>(path: string) => Promise<T>) {
  const document = (id: string) => get<Document>(`/v1/documents/${id}`)

  /** The document once nothing more happens to it by itself. */
  async function settled(id: string): Promise<Document> {
    const deadline = performance.now() + patienceMs
    let cursor = ''
    for (;;) {
      const now = await document(id)
      if (atRest.has(now.state)) return now
      assert.ok(performance.now() < deadline, `${id} stays ${now.state}`)
      const page = await get<EventPage>(`/v1/events?subject=${id}&wait=5${cursor}`)
      cursor = `&cursor=${page.nextCursor}`
    }
  }

  return {
    document,
    settled,
    extraction: (id: string) => get<Extraction>(`/v1/documents/${id}/extraction`),
    /** All that is left of an erased document. */
    async tombstone(id: string): Promise<Event[]> {
      const deadline = performance.now() + patienceMs
      for (;;) {
        const { items } = await get<EventPage>(`/v1/documents/${id}/events?limit=1000`)
        if (items.at(-1)?.type === 'document.erased') return items
        assert.ok(performance.now() < deadline, `the log of ${id} does not say that it was erased`)
        await sleep(50)
      }
    },
    /** The events up to the document's present version: each gets its place in the log a moment after it happens. */
    async history(id: string): Promise<Event[]> {
      const { version } = await document(id)
      const deadline = performance.now() + patienceMs
      for (;;) {
        const { items } = await get<EventPage>(`/v1/documents/${id}/events?limit=1000`)
        if ((items.at(-1)?.version ?? 0) >= version) return items
        assert.ok(performance.now() < deadline, `the log of ${id} stays at ${items.at(-1)?.version}`)
        await sleep(50)
      }
    },
  }
}

export type House = Started & { api: Api; stop(): Promise<void> }

/** A fresh installation; `stop` ends it and removes its folder. */
export async function openHouse(settings: Settings = {}): Promise<House> {
  const folder = await makeFolder()
  const started = await startUp(join(folder, 'data'), settings)
  assert.ok(started.firstKey, 'the first start shows the first key')
  return {
    ...started,
    api: apiAt(started.url, started.firstKey),
    async stop() {
      await stopUp(started)
      await removeFolder(folder)
    },
  }
}
