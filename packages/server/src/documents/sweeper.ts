// Removes what nothing refers to: stored files whose transaction never committed, and keys of requests long answered.
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import type { Clock } from '../platform/clock.ts'
import type { BlobStore } from '../ports/blob-store.ts'

const dayMs = 24 * 3600 * 1000
const lookedUpAtOnce = 500
const removedAtOnce = 1000

/** An upload may take long and its row comes last; nothing takes a day. */
export const abandonedBefore = (now: Date): Date => new Date(now.getTime() - dayMs)

/** Of these files, the ones to remove: old enough, and without a row. */
export function abandoned(
  files: readonly { id: string; writtenAt: Date }[],
  { known, before }: { known: ReadonlySet<string>; before: Date },
): string[] {
  return files.filter(({ id, writtenAt }) => writtenAt < before && !known.has(id)).map(({ id }) => id)
}

type Sweep = {
  db: Db
  /** What a store calls half written, only it can know. */
  blobs: BlobStore & { sweepTemporary(before: Date): Promise<number> }
  clock: Clock
}

export async function sweepBlobs({ db, blobs, clock }: Sweep): Promise<{ blobs: number; temporary: number }> {
  const before = abandonedBefore(clock())
  let removed = 0
  for await (const files of inGroups(oldOnes(blobs, before), lookedUpAtOnce)) {
    const known = await knownBlobs(
      db,
      files.map(({ id }) => id),
    )
    for (const id of abandoned(files, { known, before })) {
      await blobs.delete(id)
      removed += 1
    }
  }
  return { blobs: removed, temporary: await blobs.sweepTemporary(before) }
}

/** Requests with these keys are new requests from now on (24 h, as `Idempotency-Key` promises). */
export async function sweepIdempotency({ db, clock }: Pick<Sweep, 'db' | 'clock'>): Promise<number> {
  const { numDeletedRows } = await withSystem(db, (tx) =>
    tx.deleteFrom('idempotencyKeys').where('expiresAt', '<', clock()).executeTakeFirst(),
  )
  return Number(numDeletedRows)
}

type MessageTimes = { db: Db; clock: Clock; bodyDays: number; days: number }

/** What was sent is kept for a while to be looked at and sent again: first its body goes, later all of it. */
export async function sweepDeliveries({ db, clock, bodyDays, days }: MessageTimes) {
  const before = (count: number) => new Date(clock().getTime() - count * dayMs)
  return {
    deliveryBodies: await untilNoneIsLeft(db, (tx) => emptyDeliveries(tx, before(bodyDays))),
    deliveries: await untilNoneIsLeft(db, (tx) => removeDeliveries(tx, before(days))),
  }
}

/** In parts, each in its own transaction: the sequencer waits for the oldest one. */
async function untilNoneIsLeft(db: Db, some: (tx: Tx) => Promise<number>): Promise<number> {
  for (let all = 0; ; ) {
    const done = await withSystem(db, some)
    all += done
    if (done < removedAtOnce) return all
  }
}

const settledBefore = (tx: Tx, before: Date) =>
  tx
    .selectFrom('deliveries')
    .select('id')
    .where('state', '<>', 'pending')
    .where('createdAt', '<', before)
    .limit(removedAtOnce)

async function emptyDeliveries(tx: Tx, before: Date): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('deliveries')
    .set({ body: null })
    .where('id', 'in', settledBefore(tx, before).where('body', 'is not', null))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

async function removeDeliveries(tx: Tx, before: Date): Promise<number> {
  const ids = (await settledBefore(tx, before).execute()).map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx.deleteFrom('attempts').where('deliveryId', 'in', ids).execute()
  await tx.deleteFrom('deliveries').where('id', 'in', ids).execute()
  return ids.length
}

async function knownBlobs(db: Db, ids: readonly string[]): Promise<Set<string>> {
  const rows = await withSystem(db, (tx) =>
    tx
      .selectFrom('blobs')
      .select('id')
      .where('id', 'in', ids)
      // An upload that goes on for days has bytes and no document yet.
      .unionAll(tx.selectFrom('uploadParts').select('blobId as id').where('blobId', 'in', ids))
      .execute(),
  )
  return new Set(rows.map(({ id }) => id))
}

async function* oldOnes(blobs: BlobStore, before: Date): AsyncGenerator<{ id: string; writtenAt: Date }> {
  for await (const file of blobs.list()) if (file.writtenAt < before) yield file
}

async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = []
  for await (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
