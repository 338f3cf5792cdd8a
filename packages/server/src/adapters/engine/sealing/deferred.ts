// Seals whose key answers later: the two halves of `seal`, with a value between them that can be stored.
import { dataToSign, digestNamed } from '@countersign/pdf/cms'
import { digestOver, requestFor, roomy } from '@countersign/pdf/sign/prepare'
import { reaches, signPrepared } from '@countersign/pdf/sign/sign'
import type {
  FinishSealRequest,
  PreparedSeal,
  PrepareSealRequest,
  Sealed,
  SealSigner,
} from '../../../ports/document-engine.ts'
import {
  appenderOf,
  detached,
  digestOf,
  headsOf,
  type InChild,
  preparedOf,
  sealCrashed,
  signProblem,
  wordsOf,
} from './seal.ts'

export async function prepareSeal(inChild: InChild, sealing: PrepareSealRequest): Promise<PreparedSeal> {
  const { pdf, at, level, signer, field: given } = sealing
  const algorithm = digestNamed(signer.algorithm)
  const outside = async (): Promise<PreparedSeal> => {
    const digest = new Uint8Array(await digestOf(pdf, algorithm))
    return { kind: 'detached', digest, data: dataToSign(signer, { digest, signingTime: at }) }
  }
  if (pdf.contentType !== 'application/pdf') return outside()
  const request = requestFor(wordsOf(sealing), { timestamped: reaches(level, 'B-T') })
  const task = { kind: 'prepare', files: headsOf([pdf]), request, mayRewrite: given === undefined } as const
  const item = await inChild(task, [pdf]).catch(sealCrashed)
  if (item.head.item === 'forbidden') return outside()
  const { bytes, length, byteRange, field } = preparedOf(item)
  const digest = digestOver({ bytes, byteRange }, algorithm)
  const data = dataToSign(signer, { digest })
  return { kind: 'embedded', pdf: bytes.subarray(0, length), byteRange, field, data }
}

export async function finishSeal(inChild: InChild, finishing: FinishSealRequest): Promise<Sealed> {
  const { prepared, signature, level, at, trust } = finishing
  const signer: SealSigner & { chain: Uint8Array[] } = {
    ...finishing.signer,
    chain: [...finishing.signer.chain],
    sign: async () => signature,
  }
  if (prepared.kind === 'detached')
    return detached({ digest: prepared.digest, at, level, trust }, signer).catch(signProblem)
  const { pdf, byteRange, field } = prepared
  const file = { ...roomy(pdf), byteRange, field }
  const options = { ...trust, at, level, signer, appender: appenderOf(inChild) }
  const original = pdf.subarray(0, byteRange[1])
  const { bytes } = await signPrepared(file, { ...options, original }).catch(signProblem)
  return { kind: 'embedded', pdf: bytes, level }
}
