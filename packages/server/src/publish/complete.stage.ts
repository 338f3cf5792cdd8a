// The end of the way: everything that is known is put into one file of evidence beside the document.
import { canonical } from '../events/append.ts'
import { sha256 } from '../platform/cipher.ts'
import type { Outcome, Stage, StageInput } from '../ports/stage.ts'

async function evidenceOf({ document, holdings, ports }: StageInput) {
  const history = await holdings.history()
  const artifact = async (role: 'searchable' | 'sealed' | 'cades') =>
    (await holdings.artifact(role))?.sha256 ?? null
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
      files: document.files.map((file) => ({
        contentType: file.contentType,
        bytes: file.bytes,
        sha256: file.sha256,
      })),
    },
    searchableSha256: await artifact('searchable'),
    sealedSha256: await artifact('sealed'),
    detachedSealSha256: await artifact('cades'),
    fields: extraction?.fields ?? [],
    findings: extraction?.findings ?? [],
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
