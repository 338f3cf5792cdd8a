// The XML files that a PDF carries along (ISO 32000-2 §7.11.4), as hybrid invoices do.
import { type OpenDocument, openDocument } from './document.ts'
import { numbersAt, withMemory } from './engine.ts'

/** `name` as the file's author gave it. */
export type Attachment = { name: string; bytes: Uint8Array }

/** Bounds against hostile files; nobody attaches a hundred invoices. */
const mostAttachments = 100
const mostRead = 20
const mostBytes = 16 * 1024 * 1024
const longestName = 512

/**
 * Attachments that are XML by name or type, the first 20 of up to 16 MiB each. Throws the errors that `openPdf` names.
 * PDFium decodes an attachment whole to tell its size: call it where memory is watched.
 */
export async function xmlAttachments(
  bytes: Uint8Array,
  options: { password?: string } = {},
): Promise<Attachment[]> {
  const document = await openDocument(bytes, options.password)
  try {
    return document.guarded(() => read(document))
  } finally {
    document.close()
  }
}

function read({ home, handle }: OpenDocument): Attachment[] {
  const { pdfium } = home
  const count = Math.min(mostAttachments, pdfium.FPDFDoc_GetAttachmentCount(handle))
  const found: Attachment[] = []
  for (let index = 0; index < count && found.length < mostRead; index += 1) {
    const attachment = pdfium.FPDFDoc_GetAttachment(handle, index)
    if (attachment === 0) continue
    const name = textOf(home, (buffer, size) => pdfium.FPDFAttachment_GetName(attachment, buffer, size))
    const type = textOf(home, (buffer, size) => pdfium.FPDFAttachment_GetSubtype(attachment, buffer, size))
    if (!/\.xml$/i.test(name) && !/\bxml$/i.test(type)) continue
    const content = contentOf(home, attachment)
    if (content) found.push({ name: name || 'attachment.xml', bytes: content })
  }
  return found
}

/** PDFium writes UTF-16LE with a zero at its end and says how many bytes that takes. */
function textOf(home: OpenDocument['home'], write: (buffer: number, size: number) => number): string {
  return withMemory(home, longestName, (buffer) => {
    const length = Math.min(longestName, write(buffer, longestName))
    const bytes = home.memory().slice(buffer, buffer + Math.max(0, length - 2))
    return new TextDecoder('utf-16le').decode(bytes)
  })
}

function contentOf(home: OpenDocument['home'], attachment: number): Uint8Array | null {
  const { pdfium } = home
  return withMemory(home, 4, (out) => {
    if (!pdfium.FPDFAttachment_GetFile(attachment, 0, 0, out)) return null
    const size = numbersAt(home, out).getUint32(0, true)
    if (size === 0 || size > mostBytes) return null
    return withMemory(home, size, (buffer) =>
      pdfium.FPDFAttachment_GetFile(attachment, buffer, size, out)
        ? home.memory().slice(buffer, buffer + size)
        : null,
    )
  })
}
