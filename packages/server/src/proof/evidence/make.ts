// Makes certificates of completion: gathers the proofs, draws the report, and seals it as any other file.
import type { EnvelopeFacts } from '@countersign/contract/envelope-facts'
import type { EvidenceFile } from '@countersign/contract/evidence'
import type { SealLevel } from '@countersign/contract/seal-level'
import { reportPdf } from '@countersign/pdf/report/report'
import type { DocumentEngine, SealSigner, SealTrust } from '../../ports/document-engine.ts'
import { type GatherPorts, gatherEvidence } from './gather.ts'
import { evidenceReport } from './report.ts'

export type MakerPorts = GatherPorts & {
  engine: Pick<DocumentEngine, 'seal'>
  sealSigner(): Promise<SealSigner>
  sealTrust: SealTrust
}

/** Sealed PDF/A-3 with the file inside. */
export async function certificateOf(
  { engine, sealSigner, sealTrust, clock }: MakerPorts,
  { file, level, signal }: { file: EvidenceFile; level: SealLevel; signal: AbortSignal },
): Promise<Uint8Array> {
  const report = await reportPdf(evidenceReport(file))
  const sealed = await engine.seal({
    pdf: {
      contentType: 'application/pdf',
      bytes: report.length,
      async *open() {
        yield report
      },
    },
    at: clock(),
    reason: `Certificate of completion of ${file.subject}`,
    ...{ level, signer: await sealSigner(), trust: sealTrust, signal },
  })
  if (sealed.kind !== 'embedded') throw new Error('the report forbids its own seal')
  return sealed.pdf
}

/**
 * The certificate of an envelope and the file beside it. Throws `event.not_proven` until a signed checkpoint reaches the
 * last event about it; whoever calls tries again then.
 */
export async function envelopeEvidence(
  ports: MakerPorts,
  { accountId, facts, signal }: { accountId: string; facts: EnvelopeFacts; signal: AbortSignal },
): Promise<{ pdf: Uint8Array; json: Uint8Array }> {
  const statement = JSON.stringify(facts)
  const file = await gatherEvidence(ports, { accountId, kind: 'envelope', subject: facts.id, statement })
  const pdf = await certificateOf(ports, { file, level: facts.level, signal })
  return { pdf, json: Buffer.from(`${JSON.stringify(file, null, 2)}\n`) }
}
