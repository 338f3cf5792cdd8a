// The colour profiles that come with libvips.
import sharp from 'sharp'

/**
 * Colours of screens: sRGB by Clinton Ingram (CC0-1.0), as libvips embeds it. Cached: 480 bytes.
 */
export function srgbProfile(): Promise<Uint8Array> {
  srgb ??= profileOf('srgb')
  return srgb
}

/**
 * Printing inks of no known press: a chemical proof by Graeme W. Gill (public domain), as libvips embeds it, 1 MB.
 */
export const cmykProfile = (): Promise<Uint8Array> => profileOf('cmyk')

let srgb: Promise<Uint8Array> | undefined

async function profileOf(name: 'srgb' | 'cmyk'): Promise<Uint8Array> {
  const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
  const picture = await pixel.toColourspace(name).withIccProfile(name).jpeg().toBuffer()
  const { icc } = await sharp(picture).metadata()
  if (!icc) throw new Error(`libvips brings no ${name} profile`)
  return new Uint8Array(icc)
}
