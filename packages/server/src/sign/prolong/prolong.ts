// Seals are proven as long as the certificate of their last timestamp is: before it ends, they get a new one over all.
import type { VerifyReport } from '@countersign/contract/verification'
import { withAccount, withSystem } from '../../db/sql.ts'
import { type Archive, openDocument } from '../../documents/holdings.ts'
import { type Recorder, recordEvent } from '../../documents/record.ts'
import { insertBlob } from '../../documents/results.store.ts'
import { bySystem } from '../../events/append.ts'
import type { Log } from '../../platform/log.ts'
import { isProblem } from '../../platform/problem.ts'
import type { DocumentEngine, EngineFile, SealTrust } from '../../ports/document-engine.ts'
import { type DueSeal, listSealsDue, lookAtSeal } from './due.store.ts'

export type ProlongPorts = {
  archive: Archive
  recorder: Recorder
  engine: Pick<DocumentEngine, 'verify' | 'prolong'>
  trust: SealTrust
  log: Pick<Log, 'warn'>
}

const dayMs = 24 * 60 * 60 * 1000
/** An authority may be away for weeks, and somebody must notice that certificates end. */
const marginMs = 90 * dayMs
const mostAtOnce = 50

/** When a fresh seal is first looked at: in quieter times than when it was made. */
export const firstLook = (sealedAt: Date): Date => new Date(sealedAt.getTime() + dayMs)

/** Looks at all that are due; how many were prolonged. One that fails is due again the next time. */
export async function prolongDue(ports: ProlongPorts): Promise<number> {
  const { archive, recorder, log } = ports
  let prolonged = 0
  for (const due of await withSystem(archive.db, (tx) => listSealsDue(tx, recorder.clock(), mostAtOnce)))
    try {
      if (await lookAt(ports, due)) prolonged += 1
    } catch (error) {
      const code = isProblem(error) ? error.code : 'internal.error'
      log.warn({ document: due.id, code }, 'the timestamp of a seal could not be prolonged')
    }
  return prolonged
}

async function lookAt(ports: ProlongPorts, due: DueSeal): Promise<boolean> {
  const { archive, recorder, engine, trust } = ports
  const next = (at: Date | null) => withSystem(archive.db, (tx) => lookAtSeal(tx, due, at))
  const { holdings } = await openDocument(archive, due.accountId, due.id)
  const sealed = await holdings.artifact('sealed')
  if (!sealed) return next(null).then(() => false)
  const pdf: EngineFile = {
    contentType: 'application/pdf',
    bytes: sealed.bytes,
    open: () => archive.blobs.open(sealed.id, holdings.dataKey),
  }
  const now = recorder.clock()
  const { signal } = new AbortController()
  const report = await engine.verify({ pdf, trusted: [], at: now, password: null, signal })
  const end = lastTimestampEnd(report)
  if (!end) return next(null).then(() => false)
  const dueAt = end.getTime() - marginMs
  if (dueAt > now.getTime()) return next(new Date(dueAt)).then(() => false)
  const bytes = await engine.prolong({ pdf, at: now, level: 'B-LTA', trust, signal })
  const blob = await archive.blobs.put(bytes, holdings.dataKey)
  const { id: documentId, accountId, run, version, kekId } = due
  const reached = await withAccount(archive.db, accountId, async (tx) => {
    const standing = await recordEvent(tx, accountId, {
      ...{ ...bySystem(null), documentId, event: 'document.prolonged', expect: { run, version }, recorder },
      data: { level: 'B-LTA', sha256: blob.sha256, previousSha256: sealed.sha256 },
      set: { prolongAt: firstLook(now) },
    })
    if (standing)
      await insertBlob(tx, accountId, { documentId, run, role: 'sealed', blob, kekId: kekId ?? '', at: now })
    return standing
  })
  if (!reached) await archive.blobs.delete(blob.id)
  return reached !== null
}

/** Of the timestamp that covers most of the file: the others stand below it. */
export function lastTimestampEnd({ signatures }: Pick<VerifyReport, 'signatures'>): Date | null {
  const covered = ({ byteRange: [, , start = 0, length = 0] }: { byteRange: readonly number[] }) =>
    start + length
  const [last] = signatures
    .filter(({ kind }) => kind === 'timestamp')
    .sort((one, other) => covered(other) - covered(one))
  const end = last?.signer?.notAfter
  return end ? new Date(end) : null
}
