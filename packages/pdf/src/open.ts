// Opens a PDF with PDFium: page sizes, the text layer as words with boxes, and pixels.
import { type Engine, engine, fileClosed, retireEngine } from './engine.ts'
import { failure, isFailure } from './failure.ts'
import { openPage, type PdfPage } from './open-page.ts'

/** Why a file could not be opened. */
export type PdfErrorCode = 'pdf.encrypted' | 'pdf.password_wrong' | 'pdf.damaged' | 'pdf.empty'

/** An open file. Its memory is outside of the JavaScript heap: `close()` it in a `finally`. */
export type PdfFile = { pageCount: number; page(index0: number): PdfPage; close(): void }

/** True for the errors that `openPdf` and the methods of its file throw. */
export function isPdfError(error: unknown): error is Error & { code: PdfErrorCode } {
  return isFailure(error) && error.code.startsWith('pdf.')
}

const damaged =
  'The PDF is damaged and cannot be opened. Save it again with the program that made it, or print it to a new PDF.'
const passwordErrors = new Set([4, 5]) // FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

/**
 * Opens a PDF from memory. The bytes are copied, so the caller may let go of them.
 * Throws an Error with a `PdfErrorCode` as `code`; a file that traps PDFium costs its engine, not the process.
 */
export async function openPdf(bytes: Uint8Array, options: { password?: string } = {}): Promise<PdfFile> {
  if (bytes.length === 0) throw failure('pdf.empty', 'The file has no content. Upload it again.')
  const home = await engine()
  home.open += 1
  const load = () => guarded(home, () => loadDocument(home, bytes, options.password))
  try {
    return fileOf(home, load())
  } catch (error) {
    fileClosed(home)
    throw error
  }
}

type Loaded = { document: number; pointer: number; pageCount: number }

function loadDocument(home: Engine, bytes: Uint8Array, password: string | undefined): Loaded {
  const { pdfium } = home
  const { malloc, free } = pdfium.pdfium.wasmExports
  const pointer = malloc(bytes.length)
  if (pointer === 0) throw new RangeError('PDFium has no memory left')
  home.memory().set(bytes, pointer)
  const document = pdfium.FPDF_LoadMemDocument64(pointer, bytes.length, password ?? '')
  const error = document === 0 ? pdfium.FPDF_GetLastError() : 0
  const pageCount = document === 0 ? 0 : pdfium.FPDF_GetPageCount(document)
  if (pageCount > 0) return { document, pointer, pageCount }
  if (document !== 0) pdfium.FPDF_CloseDocument(document)
  free(pointer)
  if (document !== 0) throw failure('pdf.empty', 'The PDF has no pages.')
  if (!passwordErrors.has(error)) throw failure('pdf.damaged', damaged)
  if (password === undefined)
    throw failure(
      'pdf.encrypted',
      'The PDF is protected by a password. Send the password, or a copy without one.',
    )
  throw failure('pdf.password_wrong', 'The password does not open this PDF. Check it and try again.')
}

function fileOf(home: Engine, { document, pointer, pageCount }: Loaded): PdfFile {
  const { pdfium } = home
  const openPages = new Set<PdfPage>()
  let closed = false
  return {
    pageCount,
    page(index0) {
      if (closed) throw new Error('this PdfFile is closed')
      if (!Number.isInteger(index0) || index0 < 0 || index0 >= pageCount)
        throw new RangeError(`page ${index0} of a file with ${pageCount} pages`)
      const page = guarded(home, () => openPage(home, document, index0))
      const owned = {
        ...page,
        textBlocks: () => guarded(home, page.textBlocks),
        imageCoverage: () => guarded(home, page.imageCoverage),
        render: (options: Parameters<PdfPage['render']>[0]) => guarded(home, () => page.render(options)),
        close: () => openPages.delete(owned) && guarded(home, page.close),
      }
      openPages.add(owned)
      return owned
    },
    close() {
      if (closed) return
      closed = true
      try {
        for (const page of openPages) page.close()
        guarded(home, () => pdfium.FPDF_CloseDocument(document))
        pdfium.pdfium.wasmExports.free(pointer)
      } finally {
        fileClosed(home)
      }
    },
  }
}

/** A trap inside of WebAssembly leaves the engine in an unknown state: the next file gets a new one. */
function guarded<T>(home: Engine, call: () => T): T {
  try {
    return call()
  } catch (error) {
    if (isFailure(error)) throw error
    retireEngine(home)
    throw failure('pdf.damaged', damaged, error)
  }
}
