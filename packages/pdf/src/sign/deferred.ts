// Signatures by keys that answer later: what they must sign, and what becomes of the file once they have.
import { dataToSign, digestNamed, type Signer, type SignerIdentity } from '../cms.ts'
import { failure } from '../failure.ts'
import { type PreparedSignature, roomy } from './prepare.ts'
import { type Level, type SignedPdf, signPrepared, type Trust } from './sign.ts'

/** Who will sign: the certificate, its chain up to the root, and how the key signs. */
export type LaterSigner = SignerIdentity & Pick<Signer, 'chain'>

/**
 * What a key elsewhere must sign for a prepared file: the signed attributes of its CMS (DER). A service that takes
 * hashes is given their hash, by the digest of the algorithm. The same input gives the same bytes, today and in a week.
 * Throws `seal.wrong_digest` where the file was prepared for another kind of key.
 */
export function dataToSignLater(
  prepared: Pick<PreparedSignature, 'digest' | 'algorithm'>,
  signer: SignerIdentity,
): Uint8Array {
  const algorithm = digestNamed(signer.algorithm)
  if (prepared.algorithm !== algorithm)
    throw failure(
      'seal.wrong_digest',
      `The file was prepared with ${prepared.algorithm}, and a key of the kind ${signer.algorithm} needs ${algorithm}. Prepare it again with { algorithm: '${algorithm}' }.`,
    )
  return dataToSign(signer, { digest: Buffer.from(prepared.digest, 'hex') })
}

/**
 * Puts the signature that a key elsewhere made into the prepared file, with timestamps and proofs as its `level` asks
 * for. Throws where the signature is not one over these bytes by the certificate's key, and the errors of `signPdf`.
 * The prepared value can be used again.
 */
export function finishSignature(
  prepared: Pick<PreparedSignature, 'bytes' | 'byteRange' | 'field'>,
  options: Trust & {
    signer: LaterSigner
    signature: Uint8Array
    at: Date
    level?: Level
    password?: string
  },
): Promise<SignedPdf> {
  const { signature, signer, ...rest } = options
  const file = { ...roomy(prepared.bytes), byteRange: prepared.byteRange, field: prepared.field }
  return signPrepared(file, {
    ...rest,
    signer: { ...signer, sign: async () => signature },
    // What it was prepared from is what stands before the signature.
    original: prepared.bytes.subarray(0, prepared.byteRange[1]),
  })
}
