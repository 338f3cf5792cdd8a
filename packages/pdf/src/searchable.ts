// Searchable PDFs: what was recognised lies as invisible text over what is printed.
import type { Page } from '@countersign/contract/layout'
import type { Archived, PageToWrite } from './add-text-layer.ts'
import { combinePdfs } from './combine.ts'
import { openDocument } from './document.ts'
import { type ImagePage, imagesToPdf } from './image-pages.ts'
import { isolated } from './isolate.ts'
import { printedOn } from './open-page.ts'
import { srgbProfile } from './profiles.ts'
import { rewritePdf } from './rewrite.ts'

export type { ImagePage }

/**
 * A PDF with the pages read in it (`page.number` counts from `firstNumber`, 1 if not given), or pictures.
 */
export type SearchableInput =
  | { kind: 'pdf'; bytes: Uint8Array; password?: string; pages: Page[]; firstNumber?: number }
  | { kind: 'images'; images: ImagePage[] }

/** `conformance` is what the file is as a whole; `reasons` say, in sentences, why it is not PDF/A-2u. */
export type SearchablePdf = { bytes: Uint8Array; conformance: 'pdf/a-2u' | null; reasons: string[] }

/**
 * A copy with an invisible text layer on every page that was recognised from pixels (`source` is `ocr`), in place of
 * an older hidden one; those pages stand upright in it. Pages with text of their own stay as they are, and where there
 * are only such pages the input itself is returned. Pictures become PDF/A-2u, and so do PDFs that bring nothing along
 * that speaks against it. Encrypted files come out decrypted. Signatures in the input do not survive.
 * Throws the errors of `openPdf`, and `pdf.image_unreadable`.
 */
export async function searchablePdf(input: SearchableInput): Promise<SearchablePdf> {
  if (input.kind === 'images')
    return { bytes: await imagesToPdf(input.images), conformance: 'pdf/a-2u', reasons: [] }
  const { bytes, password } = input
  const pages = await pagesToWrite(input)
  if (pages.length === 0)
    return { bytes, conformance: null, reasons: ['It is the original: every page has text of its own.'] }
  const profile = await srgbProfile()
  const options = password === undefined ? {} : { password }
  // What libpdf cannot take as it is (encrypted, damaged tables), PDFium saves anew first.
  const made = await isolated('addTextLayer', { bytes, pages, profile }).catch(async () =>
    isolated('addTextLayer', { bytes: await rewritePdf(bytes, options), pages, profile }),
  )
  return withConformance(made)
}

/** Several of them as one: pages in order, PDF/A-2u again where nothing speaks against it. */
export async function combineSearchable(parts: readonly SearchablePdf[]): Promise<SearchablePdf> {
  const [only, ...others] = parts
  if (only && others.length === 0) return only
  const bytes = await combinePdfs(parts.map((part) => part.bytes))
  return withConformance(await isolated('archivePdf', { bytes, profile: await srgbProfile() }))
}

function withConformance({ bytes, reasons }: Archived): SearchablePdf {
  return { bytes, conformance: reasons.length === 0 ? 'pdf/a-2u' : null, reasons }
}

async function pagesToWrite({ bytes, password, pages, firstNumber = 1 }: PdfInput): Promise<PageToWrite[]> {
  const wanted = pages.filter((page) => page.source === 'ocr' && page.blocks.length > 0)
  if (wanted.length === 0) return []
  const document = await openDocument(bytes, password)
  try {
    return wanted.map((page) => {
      const index0 = page.number - firstNumber
      const { home, handle } = document
      return { index0, page, ...document.guarded(() => printedOn(home, handle, index0)) }
    })
  } finally {
    document.close()
  }
}

type PdfInput = Extract<SearchableInput, { kind: 'pdf' }>
