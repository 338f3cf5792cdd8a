// Whether a file holds several documents, and which of its pages are missing.
import type { Finding } from '@countersign/contract/extraction'
import { splitPages } from '@countersign/understand/split/split'
import { countedPages } from '@countersign/understand/split/whole'
import type { Outcome, StageInput } from '../ports/stage.ts'
import type { EInvoiceFiles } from './e-invoice-files.ts'

/** Beyond these somebody should look: it is more likely a heap than a packet, and every part keeps its own copy. */
const most = { documents: 100, bytes: 1_000_000_000 }

export type Splitting = { outcome: Outcome } | { findings: Finding[] }

/** Parted only where the workflow asks for it, and only files that were sent; whether pages are missing is always said. */
export async function splitting(
  { workflow, document, holdings }: StageInput,
  eInvoice: () => Promise<EInvoiceFiles>,
): Promise<Splitting> {
  const asked = workflow.understand?.split
  if (asked === undefined) return { findings: countedPages(await holdings.pages()) }
  const { parts, findings } = splitPages(await holdings.pages(), asked)
  if (document.parentId !== null || parts.length < 2) return { findings }
  // A part of it would be a print without its XML, or beside an XML that says more than the part shows.
  if ((await eInvoice()).files.length > 0) return { findings: [...findings, keptWhole(parts.length)] }
  const bytes = document.files.reduce((sum, file) => sum + file.bytes, 0) * parts.length
  if (parts.length > most.documents || bytes > most.bytes)
    return { findings: [...findings, tooMany(parts.length)] }
  const children = parts.map(({ from, to, class: name, why }) => ({
    pages: from === to ? `${from}` : `${from}-${to}`,
    class: name,
    why,
  }))
  return { outcome: { event: 'document.split', data: {}, children } }
}

const keptWhole = (documents: number): Finding => ({
  rule: 'split.kept_whole',
  severity: 'info',
  message: `The pages look like ${documents} documents, but XML is attached to the file: it was kept in one piece, so that nothing is parted from it.`,
})

const tooMany = (documents: number): Finding => ({
  rule: 'split.too_many',
  severity: 'error',
  message: `The file seems to hold ${documents} documents, more than are split at once. Send it in smaller files.`,
})
