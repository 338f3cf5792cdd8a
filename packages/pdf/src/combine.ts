// Several PDFs as one.
import { type OpenDocument, openDocument } from './document.ts'
import { type Engine, engine, fileClosed, withMemory } from './engine.ts'
import { failure } from './failure.ts'
import { saveAnew } from './rewrite.ts'

/**
 * All pages of all parts, in order, with their text, fonts and annotations; what belongs to a whole file (outline,
 * form, attachments, signatures) stays behind. Parts must open without a password. Throws the errors of `openPdf`.
 */
export async function combinePdfs(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const home = await engine()
  home.open += 1
  const target = home.pdfium.FPDF_CreateNewDocument()
  try {
    if (target === 0) throw new RangeError('PDFium has no memory left')
    let pageCount = 0
    for (const part of parts) pageCount += await appendPart({ home, target, pageCount }, part)
    return saveAnew(home, target)
  } finally {
    if (target !== 0) home.pdfium.FPDF_CloseDocument(target)
    fileClosed(home)
  }
}

type Target = { home: Engine; target: number; pageCount: number }

async function appendPart(to: Target, part: Uint8Array): Promise<number> {
  const document = await openDocument(part, undefined)
  try {
    // An engine that trapped is replaced: then the two documents live in different memories.
    if (document.home !== to.home) throw cannotCombine()
    return document.guarded(() => importPages(to, document))
  } finally {
    document.close()
  }
}

function importPages(
  { home, target, pageCount }: Target,
  { handle, pageCount: count }: OpenDocument,
): number {
  withMemory(home, count * Int32Array.BYTES_PER_ELEMENT, (pointer) => {
    const indices = Int32Array.from({ length: count }, (_, index) => index)
    home.memory().set(new Uint8Array(indices.buffer), pointer)
    if (!home.pdfium.FPDF_ImportPagesByIndex(target, handle, pointer, count, pageCount)) throw cannotCombine()
  })
  return count
}

const cannotCombine = () =>
  failure('pdf.damaged', 'The pages of this PDF cannot be put into another. Print it to a new PDF.')
