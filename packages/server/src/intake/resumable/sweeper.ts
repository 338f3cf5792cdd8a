// What no request does any more: makes the documents of uploads whose server died, deletes those nobody finishes.
import { type Db, withSystem } from '../../db/sql.ts'
import type { Log } from '../../platform/log.ts'
import { deleteBlobs, finish } from './finish.ts'
import type { Resumable } from './resumable.ts'
import { deleteUpload } from './uploads.store.ts'

const atOnce = 100
/** A request that has just brought the last byte does it itself. */
const restMs = 15_000
/** All bytes were acknowledged, so it is tried for longer before they go. */
const lastChanceMs = 7 * 24 * 3_600_000

const unfinished = (db: Db, now: Date) =>
  withSystem(db, (tx) =>
    tx
      .selectFrom('uploads')
      .select(['id', 'accountId'])
      .whereRef('received', '=', 'length')
      .where('documentId', 'is', null)
      .where('failureCode', 'is', null)
      .where('updatedAt', '<=', new Date(now.getTime() - restMs))
      .where((eb) => eb.or([eb('finishingUntil', 'is', null), eb('finishingUntil', '<=', now)]))
      .orderBy('updatedAt')
      .limit(atOnce)
      .execute(),
  )

export async function finishUploads({ intake }: Resumable, log: Pick<Log, 'warn'>): Promise<number> {
  let made = 0
  for (const { id, accountId } of await unfinished(intake.archive.db, intake.recorder.clock()))
    try {
      if ((await finish(intake, accountId, id)) !== null) made += 1
    } catch (err) {
      log.warn({ err, uploadId: id }, 'an upload did not become a document')
    }
  return made
}

async function deleteExpired(db: Db, now: Date): Promise<{ uploads: number; blobIds: string[] }> {
  return withSystem(db, async (tx) => {
    const rows = await tx
      .selectFrom('uploads')
      .select(['id', 'accountId'])
      .where('expiresAt', '<=', now)
      .where((eb) =>
        eb.or([
          eb('length', 'is', null),
          eb('received', '<', eb.ref('length')),
          eb('documentId', 'is not', null),
          eb('failureCode', 'is not', null),
          eb('expiresAt', '<=', new Date(now.getTime() - lastChanceMs)),
        ]),
      )
      .limit(atOnce)
      .forUpdate()
      .skipLocked()
      .execute()
    const blobIds: string[] = []
    for (const { id, accountId } of rows) blobIds.push(...(await deleteUpload(tx, accountId, id)))
    return { uploads: rows.length, blobIds }
  })
}

export async function sweepUploads({ intake }: Resumable): Promise<number> {
  const { archive, recorder } = intake
  let swept = 0
  for (;;) {
    const { uploads, blobIds } = await deleteExpired(archive.db, recorder.clock())
    await deleteBlobs(
      intake,
      blobIds.map((blobId) => ({ blobId })),
    )
    swept += uploads
    if (uploads < atOnce) return swept
  }
}
