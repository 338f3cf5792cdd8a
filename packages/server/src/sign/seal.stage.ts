// Seals the searchable PDF, or the original where that is signed already, with the account's own key or the installation's.
import type { Finding } from '@countersign/contract/extraction'
import type { Sealed } from '../ports/document-engine.ts'
import type { SignatureDesk } from '../ports/signature-desk.ts'
import type { Holdings, Outcome, Stage, StageInput } from '../ports/stage.ts'
import { sealElsewhere, type ToSeal } from './elsewhere/seal.ts'
import { firstLook } from './prolong/prolong.ts'

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

async function sealHere({ accountId, ports, signal }: StageInput, toSeal: ToSeal): Promise<Sealed> {
  const signer = await ports.sealSigner.signer(accountId)
  return ports.engine.seal({ ...toSeal, at: ports.clock(), signer, trust: ports.sealTrust, signal })
}

/** Null where the key is at hand. */
async function deskFor({ accountId, ports }: StageInput): Promise<SignatureDesk | null> {
  const desk = ports.signatureDesk
  const chosen = desk && (await ports.sealSigner.ofService(accountId))
  if (!desk || chosen === 'kept') return null
  return chosen ? { ...desk, identity: async () => chosen } : desk
}

export const seal: Stage = {
  name: 'seal',
  async run(input): Promise<Outcome | null> {
    const { document, workflow, holdings, ports } = input
    const searchable = await holdings.artifact('searchable')
    const [original] = holdings.originals
    const target = searchable ?? original
    if (!target) throw new Error(`document ${document.id} has nothing to seal`)
    const unread = !searchable && (await wasEntered(holdings, document.run))
    const toSeal: ToSeal = {
      pdf: {
        // Nobody could read it, so nothing is put into it: it is sealed from outside, whatever it is.
        contentType: unread ? 'application/octet-stream' : 'application/pdf',
        bytes: target.bytes,
        open: () => ports.blobs.open(target.id, holdings.dataKey),
      },
      reason: `Sealed by Countersign as ${document.id}, version ${document.version}`,
      level: workflow.sign?.seal.level ?? 'B-B',
    }
    const desk = await deskFor(input)
    const sealed = desk ? await sealElsewhere(input, { ...toSeal, desk }) : await sealHere(input, toSeal)
    if (!sealed) return null
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
        ...(sealed.level === 'B-LTA' && { prolongAt: firstLook(ports.clock()) }),
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
