// How a page looks, for people. Node only: sharp writes it.
import sharp from 'sharp'
import { previewLongSide } from './page.ts'
import type { Raster } from './raster.ts'

/** The upright page as a JPEG. */
export async function previewOf({ data, width, height, channels }: Raster): Promise<Uint8Array> {
  return (
    sharp(data, { raw: { width, height, channels } })
      .resize({ width: previewLongSide, height: previewLongSide, fit: 'inside', withoutEnlargement: true })
      // Tables fitted to each picture save a tenth of its bytes and cost more than all the rest of the encoding.
      .jpeg({ quality: 80, optimiseCoding: false })
      .toBuffer()
  )
}
