// What keys in hardware and key services answer with, as certificates and signatures are written.
import * as asn1js from 'asn1js'
import { buffer } from '../cms.ts'

/** ECDSA: r and s side by side, as PKCS#11 and others give them, as DER (RFC 3279 §2.2.3). */
export function derSignature(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2
  const [r, s] = [raw.subarray(0, half), raw.subarray(half)].map((part) => {
    const first = part.findIndex((byte) => byte !== 0)
    const bytes = part.subarray(first < 0 ? half - 1 : first)
    const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
    return new asn1js.Integer({ valueHex: buffer(positive) })
  })
  return new Uint8Array(new asn1js.Sequence({ value: [r, s].flatMap((part) => part ?? []) }).toBER(false))
}

/** The certificates (DER) of a PEM text, in their order. */
export const pemCertificates = (text: string): Uint8Array[] =>
  [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g)].map(
    ([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')),
  )
