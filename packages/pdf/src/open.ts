// Opens a PDF with PDFium: page sizes, the text layer as words with boxes, and pixels.
import { type OpenDocument, openDocument } from './document.ts'
import { isFailure } from './failure.ts'
import { openPage, type PdfPage } from './open-page.ts'

export type { PdfPage }

/** Why a file could not be opened. */
export type PdfErrorCode = 'pdf.encrypted' | 'pdf.password_wrong' | 'pdf.damaged' | 'pdf.empty'

/** An open file. Its memory is outside of the JavaScript heap: `close()` it in a `finally`. */
export type PdfFile = { pageCount: number; page(index0: number): PdfPage; close(): void }

/** True for the errors that `openPdf` and the methods of its file throw. */
export function isPdfError(error: unknown): error is Error & { code: PdfErrorCode } {
  return isFailure(error) && error.code.startsWith('pdf.')
}

/**
 * Opens a PDF from memory. The bytes are copied, so the caller may let go of them.
 * Throws an Error with a `PdfErrorCode` as `code`; a file that traps PDFium costs its engine, not the process.
 */
export async function openPdf(bytes: Uint8Array, options: { password?: string } = {}): Promise<PdfFile> {
  const document = await openDocument(bytes, options.password)
  const openPages = new Set<PdfPage>()
  return {
    pageCount: document.pageCount,
    page(index0) {
      if (!Number.isInteger(index0) || index0 < 0 || index0 >= document.pageCount)
        throw new RangeError(`page ${index0} of a file with ${document.pageCount} pages`)
      const page = guardedPage(document, index0, (closed) => openPages.delete(closed))
      openPages.add(page)
      return page
    },
    close() {
      try {
        for (const page of openPages) page.close()
      } finally {
        document.close()
      }
    },
  }
}

function guardedPage(
  { home, handle, guarded }: OpenDocument,
  index0: number,
  forget: (page: PdfPage) => boolean,
) {
  const page = guarded(() => openPage(home, handle, index0))
  const outer: PdfPage = {
    width: page.width,
    height: page.height,
    textBlocks: () => guarded(() => page.textBlocks()),
    pictures: () => guarded(() => page.pictures()),
    drawings: () => guarded(() => page.drawings()),
    render: (options) => guarded(() => page.render(options)),
    close() {
      if (forget(outer)) guarded(() => page.close())
    },
  }
  return outer
}
