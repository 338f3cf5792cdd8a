// Seals the searchable PDF, or the original where that is signed already, with the installation's own key.
import type { Finding } from '@countersign/contract/extraction'
import type { Holdings, Outcome, Stage } from '../ports/stage.ts'

const forbidden: Finding = {
  rule: 'seal.forbidden_by_certification',
  severity: 'warning',
  message:
    'The certification of the original forbids changes, so its seal is a detached CAdES signature in the evidence.',
}
const outside: Finding = {
  rule: 'seal.detached',
  severity: 'warning',
  message:
    'The file could not be read and its values were typed in, so its seal is a detached CAdES signature in the evidence.',
}

const wasEntered = async (holdings: Holdings, run: number): Promise<boolean> =>
  (await holdings.history()).some((event) => event.type === 'document.entered' && event.run === run)

export const seal: Stage = {
  name: 'seal',
  async run({ document, workflow, holdings, ports, signal }): Promise<Outcome> {
    const searchable = await holdings.artifact('searchable')
    const [original] = holdings.originals
    const target = searchable ?? original
    if (!target) throw new Error(`document ${document.id} has nothing to seal`)
    const signer = await ports.sealSigner()
    const unread = !searchable && (await wasEntered(holdings, document.run))
    const level = workflow.sign?.seal.level ?? 'B-B'
    const sealed = await ports.engine.seal({
      pdf: {
        // Nobody could read it, so nothing is put into it: it is sealed from outside, whatever it is.
        contentType: unread ? 'application/octet-stream' : 'application/pdf',
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
    const finding = unread ? outside : forbidden
    return {
      event: 'document.sealed',
      data: { level: sealed.level, format: 'CAdES', of: 'original', sha256: target.sha256 },
      findings: [...(extraction?.findings ?? []), finding],
      artifacts: [{ role: 'cades', blob: cades }],
    }
  },
}
