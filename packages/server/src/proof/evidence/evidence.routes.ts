import { DocumentParams } from '@countersign/contract/document'
import { EvidenceFile } from '@countersign/contract/evidence'
import { SealLevel } from '@countersign/contract/seal-level'
import { Value } from 'typebox/value'
import { withAccount } from '../../db/sql.ts'
import { findDocument, findDocumentRow } from '../../documents/documents.store.ts'
import type { Archive } from '../../documents/holdings.ts'
import { documentKey } from '../../documents/keys.ts'
import { findArtifact, insertBlob } from '../../documents/results.store.ts'
import type { Http } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import { type DataKey, readBlob } from '../../ports/blob-store.ts'
import { gatherEvidence } from './gather.ts'
import { certificateOf, type MakerPorts } from './make.ts'

export type EvidenceParts = { archive: Archive; maker: MakerPorts }

const tags = ['Documents']
const problems = [
  'blob.not_found',
  'artifact.expired',
  'document.not_found',
  'document.erased',
  'document.not_ready',
  'event.not_proven',
] as const

type Asked = { accountId: string; id: string }
type Found = { key: DataKey; run: number; statement: string; certificate: string | null }

async function find({ archive }: EvidenceParts, { accountId, id }: Asked): Promise<Found> {
  const { db, kms, blobs } = archive
  const found = await withAccount(db, accountId, async (tx) => {
    const { run, removed } = await findDocument(tx, accountId, { id, kms })
    if (removed.includes('evidence'))
      throw new Problem('artifact.expired', 'The evidence was removed when its time was over.')
    const key = await documentKey(tx, accountId, { documentId: id, kms })
    const blob = (role: 'evidence' | 'certificate') =>
      findArtifact(tx, accountId, { documentId: id, run, role })
    return { key, run, evidence: await blob('evidence'), certificate: await blob('certificate') }
  })
  const { key, run, evidence, certificate } = found
  if (!evidence)
    throw new Problem(
      'document.not_ready',
      'There is no evidence yet: it is made when the document is completed. Ask again then.',
    )
  const statement = Buffer.from(await readBlob(blobs, evidence.id, key)).toString('utf8')
  return { key, run, statement, certificate: certificate?.id ?? null }
}

const gather = ({ maker }: EvidenceParts, { accountId, id }: Asked, { statement }: Found) =>
  gatherEvidence(maker, { accountId, kind: 'document', subject: id, statement })

/** Of the seal, where there is one. */
function levelOf({ proofs }: EvidenceFile): SealLevel {
  const levels = proofs.map(({ entry }) => (JSON.parse(entry) as { data: { level?: unknown } }).data.level)
  const level = levels.findLast((one) => Value.Check(SealLevel, one))
  return (level as SealLevel | undefined) ?? 'B-B'
}

async function make(parts: EvidenceParts, asked: Asked, found: Found): Promise<Uint8Array> {
  const { archive, maker } = parts
  const file = await gather(parts, asked, found)
  const level = levelOf(file)
  const pdf = await certificateOf(maker, { file, level, signal: AbortSignal.timeout(longestMs) })
  const blob = await archive.blobs.put(pdf, found.key)
  await withAccount(archive.db, asked.accountId, async (tx) => {
    const { kekId } = await findDocumentRow(tx, asked.accountId, asked.id)
    const of = { documentId: asked.id, run: found.run, role: 'certificate' as const }
    await insertBlob(tx, asked.accountId, { ...of, blob, kekId: kekId ?? '', at: maker.clock() })
  })
  return pdf
}

const longestMs = 60_000

export function evidenceRoutes(http: Http, parts: EvidenceParts): void {
  http.get(
    '/v1/documents/:id/evidence',
    {
      schema: {
        operationId: 'evidence.get',
        summary: 'All that proves what was done with a completed document',
        description:
          'The evidence as it was when the document was completed, and a proof for each event about it up to now. `countersign evidence verify` checks it without a server.',
        tags,
        problems,
        params: DocumentParams,
        response: { 200: EvidenceFile },
      },
      config: { needs: 'documents:read' },
    },
    async ({ caller: { accountId }, params: { id } }) => {
      const asked = { accountId, id }
      return gather(parts, asked, await find(parts, asked))
    },
  )
  http.get(
    '/v1/documents/:id/certificate',
    {
      schema: {
        operationId: 'evidence.certificate',
        summary: 'The certificate of completion as a sealed PDF',
        description: 'PDF/A-3 with `evidence.json` inside; made when it is first asked for, and kept.',
        tags,
        problems: [
          ...problems,
          'key.unusable',
          'timestamp.unavailable',
          'revocation.unavailable',
          'seal.failed',
        ],
        produces: ['application/pdf'],
        params: DocumentParams,
      },
      config: { needs: 'documents:read' },
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      const asked = { accountId, id }
      const found = await find(parts, asked)
      const { key, certificate } = found
      const pdf = certificate
        ? await readBlob(parts.archive.blobs, certificate, key)
        : await make(parts, asked, found)
      return reply
        .type('application/pdf')
        .header('cache-control', 'private, no-store')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .send(Buffer.from(pdf))
    },
  )
}
