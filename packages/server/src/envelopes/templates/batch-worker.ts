// Works lists of people off, row by row. Each row's envelope is made under a key of its own, so a row that is done again,
// after a crash for instance, finds the envelope that it made.
import { withAccount, withSystem } from '../../db/sql.ts'
import { accountKey } from '../../documents/keys.ts'
import type { Circumstances } from '../../events/append.ts'
import type { Log } from '../../platform/log.ts'
import { loop } from '../../platform/loop.ts'
import { isOutage } from '../../platform/outage.ts'
import { isProblem } from '../../platform/problem.ts'
import { createEnvelope } from '../create.ts'
import type { Office } from '../life.ts'
import {
  type BatchRow,
  countUnprepared,
  type LineRow,
  listRows,
  updateBatch,
  updateRow,
} from './batches.store.ts'
import { openRow } from './batches.ts'
import { claimBatch } from './due.store.ts'
import { askedFrom, getTemplate } from './templates.ts'

export type Batching = Office & { log: Pick<Log, 'warn'> }

const leaseMs = 60_000
const pollMs = 1_000
/** So many of a list wait to be prepared, so that other envelopes come in between. */
const mostUnprepared = 20
const mostAttempts = 5
const restMs = 2_000

export function startBatches(batching: Batching): { stop(): Promise<void> } {
  let stopped = false
  const working = loop({
    pauseMs: pollMs,
    log: batching.log,
    failure: 'lists of envelopes could not be worked off; trying again',
    work: async () => {
      while (!stopped && (await workOffBatch(batching))) {}
    },
  })
  working.now()
  return {
    stop() {
      stopped = true
      return working.stop()
    },
  }
}

/** Some rows of a list that is due; false where none was. */
export async function workOffBatch(batching: Batching): Promise<boolean> {
  const { archive, scribe } = batching
  const now = scribe.clock()
  const lockedUntil = new Date(now.getTime() + leaseMs)
  const batch = await withSystem(archive.db, (tx) => claimBatch(tx, { now, lockedUntil }))
  if (!batch) return false
  const { accountId, id } = batch
  const { free, rows } = await withAccount(archive.db, accountId, async (tx) => {
    const room = mostUnprepared - (await countUnprepared(tx, accountId, id))
    const limit = Math.max(1, room)
    const waiting = await listRows(tx, accountId, { batchId: id, state: 'waiting', after: 0, limit })
    return { free: room > 0, rows: waiting }
  })
  let smooth = free
  if (free) for (const row of rows) smooth = (await workOffRow(batching, batch, row)) && smooth
  await withAccount(archive.db, accountId, async (tx) => {
    const at = scribe.clock()
    const [left] = await listRows(tx, accountId, { batchId: id, state: 'waiting', after: 0, limit: 1 })
    const pause = smooth ? 0 : restMs
    const nextAt = left ? new Date(at.getTime() + pause) : null
    const settled = left ? {} : { settledAt: at }
    await updateBatch(tx, accountId, { id, set: { nextAt, lockedUntil: null, ...settled } })
  })
  return true
}

/** False where it is to be tried again later. */
async function workOffRow(batching: Batching, batch: BatchRow, row: LineRow): Promise<boolean> {
  const { archive, log } = batching
  const { accountId, id: batchId } = batch
  const { number } = row
  const note = (set: Parameters<typeof updateRow>[2]['set']) =>
    withAccount(archive.db, accountId, (tx) => updateRow(tx, accountId, { batchId, number, set }))
  try {
    const envelopeId = await sendRow(batching, batch, row)
    await note({ state: 'made', envelopeId, body: null })
    return true
  } catch (error) {
    const attempts = row.attempts + 1
    const known = isProblem(error) && !isOutage(error)
    if (!known) log.warn({ err: error, batch: batchId, row: number }, 'a row of a list could not be sent')
    if (!known && attempts < mostAttempts) {
      await note({ attempts })
      return false
    }
    const failure = known
      ? { failureCode: error.code, failureDetail: error.message }
      : { failureCode: 'stage.failed', failureDetail: 'It failed again and again. The log says why.' }
    await note({ ...failure, state: 'failed', attempts, body: null })
    return true
  }
}

async function sendRow(batching: Batching, batch: BatchRow, row: LineRow): Promise<string> {
  const { archive } = batching
  const { accountId, template: name, version } = batch
  const { template, said } = await withAccount(archive.db, accountId, async (tx) => {
    const { batchId, number, body } = row
    if (!body) throw new Error(`row ${number} of batch ${batchId} is empty`)
    return {
      template: await getTemplate(tx, accountId, { name, version, kms: archive.kms }),
      said: openRow(await accountKey(tx, accountId, archive.kms), { batchId, number, body }),
    }
  })
  const { id } = await createEnvelope(batching, {
    ...{ accountId, said, asked: askedFrom(template, said) },
    requestKey: `row ${row.number} of ${batch.id}`,
    circumstances: byKey(batch.createdBy),
  })
  return id
}

const byKey = (id: string): Circumstances => ({
  actor: { kind: 'key', id },
  source: { channel: 'worker' },
  traceparent: null,
})
