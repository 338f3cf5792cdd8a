// Colour profiles: the two that come with libvips, and whether one that a picture brings along may be embedded.
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

const spaces = new Map([
  [1, 'GRAY'],
  [3, 'RGB '],
  [4, 'CMYK'],
])
const classes = new Set(['mntr', 'prtr', 'scnr', 'spac'])
const maxProfile = 4 * 1024 * 1024

/** A profile that PDF/A-2 takes for a picture of so many colours (ISO 19005-2 §6.2.4.2, ICC.1:2010 §7.2). */
export function isUsable(icc: Uint8Array, components: number): boolean {
  if (icc.length < 132 || icc.length > maxProfile) return false
  const header = Buffer.from(icc.buffer, icc.byteOffset, 128)
  const text = (from: number) => header.toString('latin1', from, from + 4)
  const version = header[8] ?? 0
  return (
    header.readUInt32BE(0) === icc.length &&
    (version === 2 || version === 4) &&
    classes.has(text(12)) &&
    text(16) === spaces.get(components) &&
    text(36) === 'acsp'
  )
}
