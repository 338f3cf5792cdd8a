// A document inside of PDFium: loaded from memory, guarded against traps, and always freed.
import { type Engine, engine, fileClosed, retireEngine } from './engine.ts'
import { failure, isFailure } from './failure.ts'

/** `handle` belongs to `home`. Calls that read the file go through `guarded`. `close` may be called twice. */
export type OpenDocument = {
  home: Engine
  handle: number
  pageCount: number
  guarded<T>(call: () => T): T
  close(): void
}

const damaged =
  'The PDF is damaged and cannot be opened. Save it again with the program that made it, or print it to a new PDF.'
const passwordErrors = new Set([4, 5]) // FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

/** Loads a document; throws the errors that `openPdf` names. */
export async function openDocument(bytes: Uint8Array, password: string | undefined): Promise<OpenDocument> {
  if (bytes.length === 0) throw failure('pdf.empty', 'The file has no content. Upload it again.')
  const home = await engine()
  home.open += 1
  try {
    const { document, pointer, pageCount } = guarded(home, () => loadDocument(home, bytes, password))
    let closed = false
    return {
      home,
      handle: document,
      pageCount,
      guarded: (call) => guarded(home, call),
      close() {
        if (closed) return
        closed = true
        try {
          guarded(home, () => home.pdfium.FPDF_CloseDocument(document))
          home.pdfium.pdfium.wasmExports.free(pointer)
        } finally {
          fileClosed(home)
        }
      },
    }
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
