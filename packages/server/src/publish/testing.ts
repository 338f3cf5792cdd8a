// For tests: an account with documents whose events are recorded, and a receiver of webhooks on loopback.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Extraction } from '@countersign/contract/extraction'
import { ensureFirstAccount } from '../access/accounts.ts'
import { memoryKms } from '../adapters/key/memory.ts'
import { type Db, withAccount, withSystem } from '../db/sql.ts'
import { withDatabase } from '../db/testing.ts'
import { insertDocument } from '../documents/documents.store.ts'
import { accountKey } from '../documents/keys.ts'
import { saveExtraction } from '../documents/results.store.ts'
import { received, stateAfter } from '../domain/document.ts'
import { appendEvent, bySystem } from '../events/append.ts'
import { sequence } from '../events/sequencer.ts'
import { faultsOfMessage } from '../http/conformity.ts'
import { newKey } from '../platform/cipher.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { idsWith, type NewId } from '../platform/ids.ts'
import { createLog } from '../platform/log.ts'
import { createOutbound, type OutboundOptions } from '../platform/outbound.ts'
import type { Kms } from '../ports/kms.ts'
import { findDelivery } from './deliveries.store.ts'
import { formatSecret } from './message.ts'
import { type Publisher, type PublisherOptions, startPublisher } from './publisher.ts'
import { insertEndpoint, type NewEndpointRow, sealSecret } from './webhooks.store.ts'

type Test = { after(hook: () => Promise<void>): void }

export type Received = { headers: IncomingHttpHeaders; body: string; path: string }
export type Reply = { status: number; headers?: Record<string, string>; afterMs?: number }

/** Answers each message with what `reply` says. */
export async function webhookReceiver(t: Test, reply: (message: Received) => Reply) {
  const received: Received[] = []
  const faults: string[] = []
  let open = 0
  const state = { received, most: 0, url: '' }
  const server = createServer(async (request, response) => {
    open += 1
    state.most = Math.max(state.most, open)
    response.on('close', () => {
      open -= 1
    })
    let body = ''
    for await (const chunk of request) body += chunk
    const message = { headers: request.headers, body, path: request.url ?? '' }
    received.push(message)
    faults.push(...faultsOfMessage(message.headers, body))
    const { status, headers = {}, afterMs } = reply(message)
    if (afterMs) await pause(afterMs, undefined, { ref: false })
    response.writeHead(status, headers).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    if (faults.length > 0) throw new Error(faults.join('\n'))
  })
  return state
}

/** Waits until `found` gives something; the test's own time limit ends it otherwise. */
export async function eventually<T>(
  found: () => T | Promise<T>,
): Promise<Exclude<T, false | null | undefined>> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const value = await found()
    if (value) return value as Exclude<T, false | null | undefined>
    await pause(10)
  }
  throw new Error(`never happened: ${found}`)
}

/** A clock that runs, and can be set forward. */
function movableClock(): { clock: Clock; forward(milliseconds: number): void } {
  let ahead = 0
  return {
    clock: () => new Date(systemClock().getTime() + ahead),
    forward: (milliseconds) => {
      ahead += milliseconds
    },
  }
}

type Ports = { db: Db; kms: Kms; clock: Clock; newId: NewId; accountId: string }

function documentsOf({ db, kms, clock, newId, accountId }: Ports) {
  const keys = new Map<string, Uint8Array>()
  return {
    async document(set: { class?: 'invoice'; pageCount?: number } = {}): Promise<string> {
      const id = newId('doc')
      const key = newKey()
      keys.set(id, key)
      const { wrapped, kekId } = await kms.wrap(key, id)
      const at = clock()
      const row = {
        ...{ ...received, id, accountId, workflow: 'invoice', workflowVersion: 1, metadata: '{}' },
        ...{ languages: [], createdAt: at, updatedAt: at, wrappedKey: Buffer.from(wrapped), kekId, ...set },
      }
      await withAccount(db, accountId, (tx) => insertDocument(tx, { ...row, tier: 'standard' }))
      return id
    },
    async extraction(documentId: string, found: Pick<Extraction, 'fields' | 'findings'>) {
      const usual = { documentId, run: 1, class: 'invoice', classConfidence: 1, language: 'en' } as const
      const key = keys.get(documentId) ?? newKey()
      const of = { documentId, run: 1, key, extraction: { ...usual, ...found }, at: clock() }
      await withAccount(db, accountId, (tx) => saveExtraction(tx, accountId, of))
    },
  }
}

/** An account, and ways to make documents, events and endpoints in it. */
async function stage({ db, clock }: { db: Db; clock: Clock }) {
  const access = { db, kms: memoryKms(), clock, newId: idsWith(clock) }
  const { accountId } = await ensureFirstAccount(access)
  const ports = { ...access, accountId }
  const { kms, newId } = ports
  return {
    ...ports,
    ...documentsOf(ports),
    /** Appends events, the first with `version`; placing them is left to a sequencer. */
    async record(subject: string, types: readonly string[], version = 1) {
      await withAccount(db, accountId, async (tx) => {
        for (const [index, type] of types.entries())
          await appendEvent(tx, accountId, {
            ...{ id: newId('evt'), type, subject, run: 1, version: version + index },
            ...{ data: { to: stateAfter(type) }, clock, ...bySystem(null) },
          })
      })
    },
    /** Appends events and gives them positions. */
    async happen(subject: string, types: readonly string[], version = 1) {
      await this.record(subject, types, version)
      await place(db, types.length)
    },
    async endpoint(url: string, set: Partial<NewEndpointRow> = {}) {
      const id = newId('whe')
      const secret = formatSecret(newKey())
      await withAccount(db, accountId, async (tx) => {
        const sealed = sealSecret(await accountKey(tx, accountId, kms), id, secret)
        const usual = { id, url, events: [], includeFields: true, secret: sealed, createdAt: clock() }
        await insertEndpoint(tx, accountId, { ...usual, ...set })
      })
      return { id, secret }
    },
  }
}

/** An account of its own in a database of its own, and a clock that can be set forward. */
export async function scene(t: Test) {
  const { db, url } = await withDatabase(t)
  const time = movableClock()
  return { ...(await stage({ db, clock: time.clock })), databaseUrl: url, forward: time.forward }
}

export const deliveries = (db: Db) =>
  withSystem(db, (tx) => tx.selectFrom('deliveries').selectAll().orderBy('id').execute())

/** Waits for so many deliveries in that state. */
export const inState = (db: Db, state: string, count = 1) =>
  eventually(async () => {
    const rows = (await deliveries(db)).filter((row) => row.state === state)
    return rows.length >= count && rows
  })

export const attemptsOf = async (db: Db, accountId: string, id: string) =>
  (await withAccount(db, accountId, (tx) => findDelivery(tx, accountId, id))).history

export type Scene = Awaited<ReturnType<typeof scene>>

/** An unfinished transaction of another test in the same cluster can hold the sequencer up for a moment. */
async function place(db: Db, count: number): Promise<void> {
  for (let placed = 0; placed < count; ) {
    placed += (await sequence(db))?.placed ?? 0
    if (placed < count) await pause(5)
  }
}

export function publisherFor(
  t: Test,
  scene: Pick<Scene, 'db' | 'kms' | 'clock' | 'newId'>,
  {
    outbound = {},
    ...given
  }: Partial<Omit<PublisherOptions, 'outbound'>> & { outbound?: Partial<OutboundOptions> } = {},
): Publisher {
  const timeoutMs = 20_000
  const log = createLog({ level: 'silent', role: 'test' })
  const sender = createOutbound({
    ...{ allowPrivate: true, allowHttp: false, timeoutMs, maxResponseBytes: 65_536 },
    ...outbound,
  })
  const publisher = startPublisher({
    ...{ ...scene, outbound: sender, log, timeoutMs, publicUrl: '', pollMs: 20, graceMs: 100 },
    announces: async () => true,
    ...given,
  })
  t.after(async () => {
    await publisher.stop()
    await sender.close()
  })
  return publisher
}
