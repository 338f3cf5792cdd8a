// The files of a document that may hold an e-invoice: bare XML, and what its PDFs carry along.
import type { Finding } from '@countersign/contract/extraction'
import type { EInvoiceFile } from '@countersign/understand/einvoice/e-invoice'
import { readBlob } from '../ports/blob-store.ts'
import type { StageInput } from '../ports/stage.ts'

/** `drawn`: all pages were drawn from XML, so that nothing is printed to compare it with. */
export type EInvoiceFiles = { files: EInvoiceFile[]; drawn: boolean; findings: Finding[] }

const isXml = ({ contentType }: { contentType: string }) => contentType === 'application/xml'
const isPdf = ({ contentType }: { contentType: string }) => contentType === 'application/pdf'

export async function eInvoiceFiles({
  document,
  holdings,
  ports,
  signal,
}: StageInput): Promise<EInvoiceFiles> {
  const { originals, dataKey, password } = holdings
  const bare: EInvoiceFile[] = []
  for (const [index, original] of originals.entries()) {
    if (!isXml(original)) continue
    const name = document.files[index]?.name ?? 'the uploaded XML'
    bare.push({ name, bytes: await readBlob(ports.blobs, original.id, dataKey) })
  }
  const pdfs = originals.filter(isPdf)
  const drawn = bare.length > 0 && bare.length === originals.length
  if (pdfs.length === 0) return { files: bare, drawn, findings: [] }
  const { files, refused } = await ports.engine.attachments({
    files: pdfs.map(({ id, bytes, contentType }) => ({
      contentType,
      bytes,
      open: () => ports.blobs.open(id, dataKey),
    })),
    password,
    signal,
  })
  return { files: [...bare, ...files], drawn, findings: refused === null ? [] : [unread[refused]] }
}

const unread: Record<'crashed' | 'encrypted', Finding> = {
  crashed: {
    rule: 'einvoice.unreadable',
    severity: 'warning',
    message:
      'The files attached to the PDF could not be read. If it should be an e-invoice, ask the seller for the XML and upload that.',
  },
  encrypted: {
    rule: 'einvoice.unreadable',
    severity: 'warning',
    message:
      'The files attached to the protected PDF could not be opened any more. Reopen the document with its password if it should be an e-invoice.',
  },
}
