// The certificate of completion: made once the log has signed everything that happened, and kept beside the files.
import { withAccount } from '../../db/sql.ts'
import { insertBlob } from '../../documents/results.store.ts'
import { envelopeFacts } from '../facts.ts'
import { recordEnvelope } from '../record.ts'
import { type Step, settle, worker } from './driving.ts'
import { holderOf } from './files.ts'

export async function prove(step: Step): Promise<void> {
  const { driving, opened, signal } = step
  const { archive, scribe, evidence } = driving
  const { accountId, id, documentId } = opened.envelope
  if (!evidence) return
  const facts = await withAccount(archive.db, accountId, (tx) =>
    envelopeFacts(tx, accountId, { id, kms: archive.kms }),
  )
  const { pdf, json } = await evidence({ accountId, facts, signal })
  const { run, key, kekId } = await holderOf(archive, accountId, documentId)
  const certificate = await archive.blobs.put(pdf, key)
  const statement = await archive.blobs.put(json, key)
  const kept = await settle(step, {
    made: [],
    async write(tx, now) {
      if (now.envelope.certificateBlob) return
      const at = scribe.clock()
      for (const blob of [certificate, statement])
        await insertBlob(tx, accountId, { documentId, run, kekId, blob, role: 'envelope', at })
      await recordEnvelope(tx, accountId, {
        envelope: now.envelope,
        event: 'envelope.proven',
        data: { certificateSha256: certificate.sha256, evidenceSha256: statement.sha256 },
        set: { certificateBlob: certificate.id, evidenceBlob: statement.id },
        circumstances: worker,
        scribe,
      })
    },
  })
  if (!kept) for (const blob of [certificate, statement]) await archive.blobs.delete(blob.id)
}
