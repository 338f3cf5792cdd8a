// Values that programs trip over, and text that is almost right.
import type { Random } from '@countersign/fixtures/random'

const idLetters = [...'0123456789abcdefghjkmnpqrstvwxyz']

export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u202egnp.exe',
  '\ufeff',
  '\ud800',
  'ä'.repeat(300),
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'file:///etc/passwd',
  'http://127.0.0.1:1/',
  'https://receiver.invalid/hook',
  "' OR '1'='1",
  '$(reboot)',
  '%00',
  '%',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'null',
  'true',
  '[]',
  '{}',
  '-1',
  '0',
  '1e309',
  'NaN',
  '2147483648',
  '9223372036854775808',
  '0x10',
  '1,2,3',
  '1-',
  '1-99999',
  '99999-1',
  '1-100000,1-100000',
  '9999-12-31T23:59:60Z',
  '2026-02-30T25:61:61Z',
  '2016-12-31T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00+14:00',
  '275760-09-13T00:00:00.001Z',
  'latest',
  'p0',
  'p-1',
  'p999999999999999',
  'p9999999999999999',
  'x'.repeat(5000),
  '\r\ninjected: yes',
]

export const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53 + 2,
  [],
  {},
  [null],
  [[]],
  { a: { b: { c: {} } } },
  { ['__proto__']: { admin: true } },
  Array.from({ length: 3000 }, (_, index) => index),
  'y'.repeat(100_000),
]

/** An id of the right form that nobody has. */
export const foreignId = (kind: string, random: Random): string =>
  `${kind}_${Array.from({ length: 26 }, () => random.pick(idLetters)).join('')}`

/** A cursor as documents have it, of an id that nobody has. */
export const forgedCursor = (random: Random): string =>
  random.pick([
    Buffer.from(foreignId('doc', random)).toString('base64url'),
    Buffer.from(foreignId('evt', random)).toString('base64url'),
    Buffer.from(`doc_${random.pick(hostileTexts)}`).toString('base64url'),
    foreignId('whe', random),
    foreignId('msg', random),
    `p${random.digits(random.int(1, 20))}`,
  ])

/** The bytes with one to five small wounds; `wide` ones may be anywhere, others stand near the beginning. */
export function wound(bytes: Uint8Array, random: Random): Uint8Array {
  let out = Buffer.from(bytes)
  for (let left = random.int(1, 5); left > 0 && out.length > 0; left -= 1) {
    const at = random.int(0, out.length - 1)
    const piece = out.subarray(at, at + random.int(1, 40))
    const change = random.pick(['flip', 'cut', 'drop', 'double', 'insert'] as const)
    if (change === 'flip') out[at] = random.int(0, 255)
    if (change === 'cut') out = out.subarray(0, at)
    if (change === 'drop') out = Buffer.concat([out.subarray(0, at), out.subarray(at + piece.length)])
    if (change === 'double') out = Buffer.concat([out.subarray(0, at), piece, out.subarray(at)])
    if (change === 'insert')
      out = Buffer.concat([out.subarray(0, at), Buffer.from(random.pick(hostileTexts)), out.subarray(at)])
  }
  return out
}
