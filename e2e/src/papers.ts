// Documents for the tests: quick ones with their own text, and one that was signed before it came to us.

import type { Drawing } from '@countersign/fixtures/drawing'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import type { Signer } from '@countersign/pdf/cms'
import { createAuthority, issueSealCertificate, memorySigner } from '@countersign/pdf/pki'
import { rawPdf, shown } from '@countersign/pdf/testing'

export type Paper = { bytes: Uint8Array; truth: Drawing['truth'] }

/** An English invoice as a program exports it: read in a moment, complete, nothing to object to. */
export async function invoice(seed = 1): Promise<Paper> {
  const drawing = makeInvoice({ seed, language: 'en', layout: 0, wording: 'usual', currency: 'GBP' })
  return { bytes: await makeTextPdf(drawing), truth: drawing.truth }
}

/** Somebody else's signer; its root is nobody's business here. */
export async function stranger(): Promise<{ signer: Signer; at: Date }> {
  const now = new Date()
  const authority = await createAuthority({ organisation: 'Somebody Else Ltd', now })
  const seal = await issueSealCertificate(authority, { commonName: 'Somebody Else', now, years: 2 })
  return { signer: memorySigner(seal), at: now }
}

const lines = ['AGREEMENT', 'between the undersigned parties', 'This agreement takes effect on 1 March 2026.']

/** One page of text; `level` certifies it (DocMDP, ISO 32000-2 §12.8.2.2): 1 forbids every change. */
export function agreement({ level }: { level?: 1 | 2 | 3 } = {}): Uint8Array {
  const content = lines.map((line, row) => shown(line, [60, 700 - row * 40, 14])).join('')
  const page = { content, mediaBox: '[0 0 595 842]' }
  if (level === undefined) return rawPdf([page])
  return rawPdf([page], {
    catalog: '/Perms << /DocMDP 5 0 R >> /AcroForm << /Fields [6 0 R] /SigFlags 3 >>',
    objects: [
      '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents <00> /ByteRange [0 10 20 30] /Reference [7 0 R] >>',
      '<< /FT /Sig /T (Author) /V 5 0 R >>',
      `<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P ${level} /V /1.2 >> >>`,
    ],
  })
}
