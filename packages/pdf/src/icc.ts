// Whether a colour profile that a picture brings along may be embedded.

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
