// Searchable PDFs: what was recognised lies as invisible text over what is printed.
import type { Page } from '@countersign/contract/layout'
import { openDocument } from './document.ts'
import { type ImagePage, imagesToPdf } from './image-pages.ts'
import { isolated } from './isolate.ts'
import { pageSpaceAt } from './open-page.ts'
import { rewritePdf } from './rewrite.ts'

export type { ImagePage }

/**
 * A PDF with the pages read in it (`page.number` counts from `firstNumber`, 1 if not given), or pictures.
 */
export type SearchableInput =
  | { kind: 'pdf'; bytes: Uint8Array; password?: string; pages: Page[]; firstNumber?: number }
  | { kind: 'images'; images: ImagePage[] }

/**
 * A copy with an invisible text layer on every page that was recognised from pixels (`source` is `ocr`); those pages
 * stand upright in it. Pages with text of their own stay as they are, and where there are only such pages the
 * input itself is returned. Encrypted files come out decrypted. Signatures in the input do not survive.
 * Throws the errors of `openPdf`, and `pdf.image_unreadable`.
 */
export async function searchablePdf(input: SearchableInput): Promise<Uint8Array> {
  if (input.kind === 'images') return imagesToPdf(input.images)
  const { bytes, password, firstNumber = 1 } = input
  const options = password === undefined ? {} : { password }
  const pages = input.pages.filter((page) => page.source === 'ocr' && page.blocks.length > 0)
  if (pages.length === 0) return bytes
  const document = await openDocument(bytes, password)
  try {
    const places = pages.map((page) => {
      const index0 = page.number - firstNumber
      return {
        index0,
        page,
        space: document.guarded(() => pageSpaceAt(document.home, document.handle, index0)),
      }
    })
    // What libpdf cannot take as it is (encrypted, damaged tables), PDFium saves anew first.
    return await isolated('addTextLayer', { bytes, pages: places }).catch(async () =>
      isolated('addTextLayer', { bytes: await rewritePdf(bytes, options), pages: places }),
    )
  } finally {
    document.close()
  }
}
