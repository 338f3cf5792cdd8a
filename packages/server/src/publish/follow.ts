// Turns events into deliveries: each event once for each endpoint that wants it, in the order of the log.
import type { EventBody } from '@countersign/contract/event'
import type { Extraction } from '@countersign/contract/extraction'
import { sql } from 'kysely'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import type { DocumentRow } from '../documents/documents.store.ts'
import { accountKey } from '../documents/keys.ts'
import { findExtraction } from '../documents/results.store.ts'
import { wants } from '../domain/event.ts'
import { lockFor } from '../platform/advisory-locks.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { isProblem } from '../platform/problem.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import { insertDelivery, sealBody } from './deliveries.store.ts'
import { mayCarryFields, renderMessage } from './message.ts'
import type { EndpointRow } from './webhooks.store.ts'

const followerLock = lockFor('following the log for webhooks')
const follower = 'webhooks'
// While this transaction runs the sequencer places nothing newer, so it should be short.
const batch = 100

export type FollowOptions = {
  db: Db
  kms: Kms
  clock: Clock
  newId: NewId
  log: Pick<Log, 'warn'>
  publicUrl: string
  /** Whether the workflow of a document announces what happens to it. */
  announces(tx: Tx, document: DocumentRow): Promise<boolean>
}

type Placed = { position: number; body: string }
type Subject = { document: DocumentRow | null; key: DataKey; extraction: Extraction | null }

async function positionOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('followers')
    .select('position')
    .where('name', '=', follower)
    .executeTakeFirst()
  if (row) return row.position
  await tx.insertInto('followers').values({ name: follower, position: 0 }).execute()
  return 0
}

const readPlaced = (tx: Tx, after: number): Promise<Placed[]> =>
  tx
    .selectFrom('logPositions')
    .innerJoin('events', 'events.seq', 'logPositions.seq')
    .select(['logPositions.position', 'events.body'])
    .where('logPositions.position', '>', after)
    .orderBy('logPositions.position')
    .limit(batch)
    .execute()

const enabledEndpoints = (tx: Tx, accountIds: string[]): Promise<EndpointRow[]> =>
  tx
    .selectFrom('webhookEndpoints')
    .selectAll()
    .where('accountId', 'in', accountIds)
    .where('state', '=', 'enabled')
    .where('deletedAt', 'is', null)
    .execute()

/** A damaged extraction must not hold up the announcements of everybody. */
async function readable(extraction: Promise<Extraction | null>, log: Pick<Log, 'warn'>) {
  try {
    return await extraction
  } catch (error) {
    if (!isProblem(error) || error.code !== 'blob.damaged') throw error
    log.warn({ err: error }, 'an extraction does not open; its webhook goes without fields')
    return null
  }
}

/** What the event is about, and the key that its messages are kept under: an erased document has none any more. */
async function subjectOf(tx: Tx, event: EventBody, { kms, log }: FollowOptions): Promise<Subject> {
  const document = await tx
    .selectFrom('documents')
    .selectAll()
    .where('accountId', '=', event.account)
    .where('id', '=', event.subject)
    .executeTakeFirst()
  if (!document?.wrappedKey || !document.kekId)
    return {
      document: document ?? null,
      key: await accountKey(tx, event.account, kms),
      extraction: null,
    }
  const key = await kms.unwrap({ kekId: document.kekId, wrapped: document.wrappedKey }, document.id)
  if (!mayCarryFields(event.type)) return { document, key, extraction: null }
  const of = { documentId: document.id, run: event.run, key }
  return { document, key, extraction: await readable(findExtraction(tx, event.account, of), log) }
}

async function announce(
  tx: Tx,
  { position, body }: Placed,
  { endpoints, options }: { endpoints: readonly EndpointRow[]; options: FollowOptions },
): Promise<number> {
  const event = JSON.parse(body) as EventBody
  const interested = endpoints.filter(
    (endpoint) => endpoint.accountId === event.account && wants(endpoint.events, event.type),
  )
  if (interested.length === 0) return 0
  const { document, key, extraction } = await subjectOf(tx, event, options)
  if (document && !(await options.announces(tx, document))) return 0
  for (const endpoint of interested) {
    const id = options.newId('msg')
    const rendered = renderMessage({
      event,
      position,
      document,
      extraction: endpoint.includeFields ? extraction : null,
      publicUrl: options.publicUrl,
    })
    await insertDelivery(tx, event.account, {
      id,
      endpointId: endpoint.id,
      eventId: event.id,
      eventType: event.type,
      position,
      documentId: document?.wrappedKey ? document.id : null,
      body: sealBody(key, id, rendered),
      eventAt: new Date(event.at),
      now: options.clock(),
    })
  }
  return interested.length
}

export type Followed = {
  /** Deliveries that were made. */
  made: number
  /** Placed events that are still to be looked at. */
  lag: number
}

/** One batch; null while another process follows. Deliveries and the new position commit together. */
export const followEvents = (options: FollowOptions): Promise<Followed | null> =>
  withSystem(options.db, async (tx) => {
    const lock = await sql<{
      held: boolean
    }>`select pg_try_advisory_xact_lock(${followerLock}) as held`.execute(tx)
    if (!lock.rows[0]?.held) return null
    const after = await positionOf(tx)
    const placed = await readPlaced(tx, after)
    const last = placed.at(-1)
    if (!last) return { made: 0, lag: 0 }
    const accountIds = [...new Set(placed.map(({ body }) => (JSON.parse(body) as EventBody).account))]
    const endpoints = await enabledEndpoints(tx, accountIds)
    let made = 0
    for (const each of placed) made += await announce(tx, each, { endpoints, options })
    await tx.updateTable('followers').set({ position: last.position }).where('name', '=', follower).execute()
    const tail = await tx.selectFrom('logTail').select('position').executeTakeFirstOrThrow()
    return { made, lag: Math.max(0, tail.position - last.position) }
  })
