// A clean copy of a PDF that cannot be appended to: decrypted, one revision, a sound cross-reference table.
import { openDocument } from './document.ts'
import { type Engine, withMemory } from './engine.ts'
import { failure } from './failure.ts'

const withoutSecurity = 3 // FPDF_REMOVE_SECURITY; writes all objects anew

/**
 * Saves the whole document anew. Only for unsigned originals: every signature in it becomes invalid.
 * Throws the errors of `openPdf`.
 */
export async function rewritePdf(
  bytes: Uint8Array,
  options: { password?: string } = {},
): Promise<Uint8Array> {
  const document = await openDocument(bytes, options.password)
  try {
    return document.guarded(() => saveAnew(document.home, document.handle))
  } finally {
    document.close()
  }
}

/** The bytes of a document inside of PDFium, all objects written anew and without encryption. */
export function saveAnew(home: Engine, handle: number): Uint8Array {
  const { pdfium } = home
  const writer = pdfium.PDFiumExt_OpenFileWriter()
  try {
    if (!pdfium.FPDF_SaveAsCopy(handle, writer, withoutSecurity))
      throw failure('pdf.damaged', 'The PDF is too damaged to be saved again. Print it to a new PDF.')
    const size = pdfium.PDFiumExt_GetFileWriterSize(writer)
    return withMemory(home, size, (pointer) => {
      pdfium.PDFiumExt_GetFileWriterData(writer, pointer, size)
      return home.memory().slice(pointer, pointer + size)
    })
  } finally {
    pdfium.PDFiumExt_CloseFileWriter(writer)
  }
}
