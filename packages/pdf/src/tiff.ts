// The directories of a TIFF file (TIFF 6.0 §2), as far as sharp does not tell what is in them.

const [xResolution, yResolution] = [282, 283]
const maxFrames = 10_000
/** A fax of standard resolution has 204 pixels an inch across and 98 down; beyond this no machine goes. */
const mostStretch = 4
/** 204 and 196 are both called 200. */
const leastStretch = 1.1

/** Width of a pixel through its height, 1 where the file does not say otherwise believably. */
export function tiffPixelAspect(file: Buffer, frame: number): number {
  const entries = tiffDirectory(file, frame)
  const aspect = (entries?.get(yResolution) ?? 1) / (entries?.get(xResolution) ?? 1)
  const stretch = Math.max(aspect, 1 / aspect)
  return stretch >= leastStretch && stretch <= mostStretch ? aspect : 1
}

/** Numbers of the nth directory by tag; those with several values are left out, and those that are not classic TIFF. */
export function tiffDirectory(file: Buffer, frame: number): Map<number, number> | undefined {
  if (file.length < 8 || frame > maxFrames) return undefined
  const little = file[0] === 0x49
  const short = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at))
  const long = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  if (short(2) !== 42) return undefined
  let at = long(4)
  for (let index = 0; ; index += 1) {
    if (at === 0 || at + 2 > file.length) return undefined
    const end = at + 2 + short(at) * 12
    if (end + 4 > file.length) return undefined
    if (index === frame) return entries(file, { short, long, start: at + 2, end })
    at = long(end)
  }
}

type Numbers = { short(at: number): number; long(at: number): number; start: number; end: number }

const [short, long, rational] = [3, 4, 5]

function entries(file: Buffer, numbers: Numbers): Map<number, number> {
  const found = new Map<number, number>()
  for (let at = numbers.start; at < numbers.end; at += 12) {
    const [tag, type, count] = [numbers.short(at), numbers.short(at + 2), numbers.long(at + 4)]
    if (count !== 1) continue
    if (type === short) found.set(tag, numbers.short(at + 8))
    if (type === long) found.set(tag, numbers.long(at + 8))
    const place = numbers.long(at + 8)
    if (type === rational && place + 8 <= file.length)
      found.set(tag, numbers.long(place) / numbers.long(place + 4))
  }
  return found
}
