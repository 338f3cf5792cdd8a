// HEIC, the photos of telephones. Its decoder is under the LGPL and large, so it is not ours to bring along:
// whoever wants it installs `heic-decode` beside us, and it is found.
import type { Raster } from './raster.ts'
import { readError } from './read-error.ts'

type Size = { width: number; height: number }
type File = { buffer: Uint8Array }

/** The part of `heic-decode` that is used: the main picture's pixels (RGBA), and the sizes of all. */
export type HeicDecoder = {
  (file: File): Promise<Size & { data: ArrayLike<number> }>
  all(file: File): Promise<Size[] & { dispose(): void }>
}

/** A picture of a telephone; `decode` gives its pixels, which the decoder has turned upright. */
export type HeicFile = Size & { decode(): Promise<Raster> }

/** Looks at the sizes only. Throws a ReadError where no decoder is installed, or the file is damaged. */
export async function openHeic(
  buffer: Uint8Array,
  load: () => Promise<HeicDecoder> = installedDecoder,
): Promise<HeicFile> {
  const decoder = await load()
  const pictures = await decoder.all({ buffer }).catch(refuse)
  const width = Math.max(0, ...pictures.map((picture) => picture.width))
  const height = Math.max(0, ...pictures.map((picture) => picture.height))
  pictures.dispose()
  if (width === 0) refuse(new RangeError('There is no picture in it.'))
  return { width, height, decode: async () => opaque(await decoder({ buffer }).catch(refuse)) }
}

/** Red, green and blue without the fourth byte. */
function opaque({ width, height, data }: Size & { data: ArrayLike<number> }): Raster {
  const out = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; to < out.length; from += 4, to += 3) {
    out[to] = data[from] as number
    out[to + 1] = data[from + 1] as number
    out[to + 2] = data[from + 2] as number
  }
  return { data: out, width, height, channels: 3 }
}

// In a variable, so that nothing looks for the package before somebody sends such a file.
const decoderPackage = 'heic-decode'

async function installedDecoder(): Promise<HeicDecoder> {
  const loaded: { default: HeicDecoder } = await import(decoderPackage).catch((cause: unknown) => {
    throw readError(
      'file.unsupported',
      'HEIC pictures are read where the package heic-decode is installed (npm install heic-decode). Install it, or send the picture as JPEG.',
      cause,
    )
  })
  return loaded.default
}

function refuse(cause: unknown): never {
  throw readError(
    'file.unreadable',
    'The picture is damaged or incomplete. Send it again, or as JPEG.',
    cause,
  )
}
