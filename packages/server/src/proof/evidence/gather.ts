// Puts together what anybody can check later without us: the statement, and a proof for each event about its subject.
import { createHash } from 'node:crypto'
import type { EvidenceFile } from '@countersign/contract/evidence'
import { formatVerifierKey, type VerifierKey } from '@countersign/evidence/note'
import { type Db, withAccount, withSystem } from '../../db/sql.ts'
import { Problem } from '../../platform/problem.ts'
import { checkpointWith, timestampOf } from '../checkpoints.store.ts'
import { listPlaced } from '../proof.store.ts'
import { proofAgainst } from '../proof.ts'

export type GatherPorts = { db: Db; logKey: () => Promise<VerifierKey>; clock: () => Date }
export type Subject = { accountId: string; kind: EvidenceFile['kind']; subject: string; statement: string }

const notProven = () =>
  new Problem(
    'event.not_proven',
    'The last events are in the log, but no signed checkpoint reaches them yet. Ask again in some seconds.',
  )

/** All proofs lead to one checkpoint. Throws `event.not_proven` while there is none that reaches the last event. */
export async function gatherEvidence(
  { db, logKey, clock }: GatherPorts,
  { accountId, kind, subject, statement }: Subject,
): Promise<EvidenceFile> {
  const key = await logKey()
  const events = await withAccount(db, accountId, (tx) => listPlaced(tx, accountId, subject))
  const last = Math.max(0, ...events.map(({ position }) => position ?? Number.POSITIVE_INFINITY))
  if (!Number.isFinite(last)) throw notProven()
  return withSystem(db, async (tx) => {
    const checkpoint = await checkpointWith(tx, key.name, last)
    if (!checkpoint) throw notProven()
    const token = (await timestampOf(tx, checkpoint))?.token
    const proofs: EvidenceFile['proofs'] = []
    for (const { position, ...event } of events)
      proofs.push(await proofAgainst(tx, checkpoint, { position: position ?? 0, event, token }))
    return {
      ...{ v: 2, kind, subject, statement, proofs },
      statementSha256: createHash('sha256').update(statement).digest('hex'),
      stamped: token ? { note: checkpoint.note, token: Buffer.from(token).toString('base64') } : null,
      logKey: formatVerifierKey(key),
      madeAt: clock().toISOString(),
    }
  })
}
