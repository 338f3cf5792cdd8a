// Proofs that a signature itself carries: its timestamp, and answers about revocation.
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { attributeValue, type SignedMessage } from '../trust/signed-data.ts'

const signatureTimestamp = '1.2.840.113549.1.9.16.2.14'
const revocationArchival = '1.2.840.113583.1.1.8'

/** The bytes as they came: written anew, a signature over them might not hold. */
const encoded = (block: asn1js.BaseBlock): Uint8Array =>
  block.valueBeforeDecodeView.length > 0
    ? Uint8Array.from(block.valueBeforeDecodeView)
    : new Uint8Array(block.toBER(false))

/** Tokens over the signature value (RFC 3161 appendix A), at most ten. */
export function timestampsOf({ info }: SignedMessage): Uint8Array[] {
  const attributes = info.unsignedAttrs?.attributes ?? []
  return attributes
    .filter(({ type }) => type === signatureTimestamp)
    .flatMap(({ values }) => values as asn1js.BaseBlock[])
    .slice(0, 10)
    .map(encoded)
}

/** Answers in the message: adbe-revocationInfoArchival (ISO 32000-2 §12.8.3.3.2) and its own lists. */
export function answersOf({ info, signed }: SignedMessage): { crls: Uint8Array[]; ocsps: Uint8Array[] } {
  const archive = attributeValue(info.signedAttrs, revocationArchival)
  const parts = archive instanceof asn1js.Sequence ? archive.valueBlock.value : []
  const inside = (tag: number) =>
    parts
      .filter((part) => part.idBlock.tagClass === 3 && part.idBlock.tagNumber === tag)
      .flatMap((part) => listOf(part))
      .slice(0, 100)
      .map(encoded)
  const own = (signed.crls ?? []).flatMap((list) =>
    list instanceof pkijs.CertificateRevocationList ? [encoded(list.toSchema())] : [],
  )
  return { crls: [...inside(0), ...own], ocsps: inside(1) }
}

/** [n] EXPLICIT SEQUENCE OF */
function listOf(part: asn1js.BaseBlock): asn1js.BaseBlock[] {
  const [sequence] = part instanceof asn1js.Constructed ? part.valueBlock.value : []
  return sequence instanceof asn1js.Sequence ? sequence.valueBlock.value : []
}
