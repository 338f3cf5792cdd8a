// The end of the way: everything that is known is put into one file of evidence beside the document.
import { canonical } from '../events/append.ts'
import { sha256 } from '../platform/cipher.ts'
import { readBlob } from '../ports/blob-store.ts'
import type { Outcome, Stage, StageInput } from '../ports/stage.ts'

/** Where the original forbade a seal inside it: the signature itself, its certificates in it, and what it is over. */
async function detachedSealOf({ holdings, ports }: StageInput) {
  const blob = await holdings.artifact('cades')
  if (!blob) return null
  const cms = Buffer.from(await readBlob(ports.blobs, blob.id, holdings.dataKey))
  const history = await holdings.history()
  const sealed = history.findLast(({ type }) => type === 'document.sealed')
  return {
    format: 'CAdES',
    level: sealed?.data.level ?? 'B-B',
    ofSha256: holdings.originals[0]?.sha256 ?? null,
    sha256: blob.sha256,
    // DER in base64: `openssl cms -verify -cades -inform DER -content ORIGINAL -CAfile ROOT`
    cms: cms.toString('base64'),
  }
}

async function evidenceOf(input: StageInput) {
  const { document, holdings, ports } = input
  const history = await holdings.history()
  const artifact = async (role: 'searchable' | 'sealed') => (await holdings.artifact(role))?.sha256 ?? null
  const extraction = await holdings.extraction()
  return {
    v: 1,
    document: {
      id: document.id,
      run: document.run,
      workflow: document.workflow,
      workflowVersion: document.workflowVersion,
      class: document.class,
      pageCount: document.pageCount,
      // With it, who has a source file can find it in the log: SHA-256 of `salt:sha256`.
      salt: holdings.salt,
      files: document.files.map((file) => ({
        contentType: file.contentType,
        bytes: file.bytes,
        sha256: file.sha256,
      })),
    },
    searchableSha256: await artifact('searchable'),
    sealedSha256: await artifact('sealed'),
    detachedSeal: await detachedSealOf(input),
    fields: extraction?.fields ?? [],
    findings: extraction?.findings ?? [],
    // Without a review there is none to ask for.
    corrections: history.some(({ data }) => data.by === 'review') ? await holdings.corrections() : [],
    // Each event with the hash of its RFC 8785 text, so that a reader can check the file against the log.
    events: history.map((body) => ({ sha256: sha256(canonical(body)).toString('hex'), body })),
    madeAt: ports.clock().toISOString(),
  }
}

export const complete: Stage = {
  name: 'complete',
  async run(input): Promise<Outcome> {
    const evidence = Buffer.from(`${JSON.stringify(await evidenceOf(input), null, 2)}\n`)
    const blob = await input.ports.blobs.put(evidence, input.holdings.dataKey)
    return {
      event: 'document.completed',
      data: { evidenceSha256: blob.sha256 },
      artifacts: [{ role: 'evidence', blob }],
    }
  },
}
