// A searchable PDF of one file that was read.
import type { Page } from '@countersign/contract/layout'
import { blankPage } from '@countersign/contract/layout'
import { inspectSignatures } from '@countersign/pdf/inspect'
import { openPdf } from '@countersign/pdf/open'
import { rewritePdf } from '@countersign/pdf/rewrite'
import { type ImagePage, searchablePdf } from '@countersign/pdf/searchable'
import { openImage } from '../image-file.ts'
import { sniff } from '../sniff.ts'

/** `limits` as for reading. */
export type Opening = { password: string | null; maxPixels: number }

/** The file as a PDF with the words of `pages` in it. A signed PDF comes back as it is: any change breaks its proof. */
export async function makeSearchable(
  bytes: Uint8Array,
  pages: readonly Page[],
  { password, maxPixels }: Opening,
): Promise<Uint8Array> {
  const type = sniff(bytes) ?? ''
  if (type !== 'application/pdf') return imagesWithText({ bytes, type, maxPixels }, pages)
  if ((await inspectSignatures(bytes)).signed) return bytes
  const options = password === null ? {} : { password }
  // The key to this name is never compressed nor encrypted (ISO 32000-2 §7.5.5, §7.6.2).
  const encrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('/Encrypt')
  const open = encrypted ? await rewritePdf(bytes, options) : bytes
  const file = await openPdf(open)
  file.close()
  return (await searchablePdf({ kind: 'pdf', bytes: open, pages: [...pages] })).bytes
}

async function imagesWithText(
  { bytes, type, maxPixels }: { bytes: Uint8Array; type: string; maxPixels: number },
  pages: readonly Page[],
): Promise<Uint8Array> {
  const file = await openImage(bytes, { maxPages: Infinity, maxPixels })
  const read = new Map(pages.map((page) => [page.number, page]))
  const images: ImagePage[] = []
  const pixels = file.pixels && { pixels: await file.pixels() }
  for (let frame = 0; frame < file.pageCount; frame += 1) {
    const page = read.get(frame + 1) ?? (await unread(file, frame))
    images.push({ bytes, contentType: type, page, ...pixels, ...(file.pageCount > 1 && { frame }) })
  }
  return (await searchablePdf({ kind: 'images', images })).bytes
}

/** A page that nobody asked for still belongs to the file. */
async function unread(file: Awaited<ReturnType<typeof openImage>>, frame: number): Promise<Page> {
  const { width, height } = await file.page(frame)
  return { ...blankPage, number: frame + 1, width, height }
}
