// Seals the searchable PDF, or the original where that is signed already, with the installation's own key.
import type { Outcome, Stage } from '../ports/stage.ts'

export const seal: Stage = {
  name: 'seal',
  async run({ document, workflow, holdings, ports, signal }): Promise<Outcome> {
    const searchable = await holdings.artifact('searchable')
    const [original] = holdings.originals
    const target = searchable ?? original
    if (!target) throw new Error(`document ${document.id} has nothing to seal`)
    const signer = await ports.sealSigner()
    const level = workflow.sign?.seal.level ?? 'B-B'
    const sealed = await ports.engine.seal({
      pdf: {
        contentType: 'application/pdf',
        bytes: target.bytes,
        open: () => ports.blobs.open(target.id, holdings.dataKey),
      },
      at: ports.clock(),
      reason: `Sealed by Countersign as ${document.id}, version ${document.version}`,
      level,
      signer,
      trust: ports.sealTrust,
      signal,
    })
    if (sealed.kind === 'embedded') {
      const blob = await ports.blobs.put(sealed.pdf, holdings.dataKey)
      return {
        event: 'document.sealed',
        data: {
          level: sealed.level,
          format: 'PAdES',
          of: searchable ? 'searchable' : 'original',
          sha256: blob.sha256,
        },
        artifacts: [{ role: 'sealed', blob }],
      }
    }
    const cades = await ports.blobs.put(sealed.cades, holdings.dataKey)
    const extraction = await holdings.extraction()
    const finding = {
      rule: 'seal.forbidden_by_certification',
      severity: 'warning',
      message:
        'The certification of the original forbids changes, so its seal is a detached CAdES signature in the evidence.',
    } as const
    return {
      event: 'document.sealed',
      data: { level: sealed.level, format: 'CAdES', of: 'original', sha256: target.sha256 },
      findings: [...(extraction?.findings ?? []), finding],
      artifacts: [{ role: 'cades', blob: cades }],
    }
  },
}
