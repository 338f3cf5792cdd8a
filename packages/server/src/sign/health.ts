// Whether seals can be made tomorrow: the certificate's time and purpose, and whether timestamp authorities answer.
import { createHash } from 'node:crypto'
import { stamp } from '@countersign/pdf/sign/timestamper'
import { purpose, readCertificate, subjectOf } from '@countersign/pdf/trust/certificates'
import type { SealTrust } from '../ports/document-engine.ts'
import type { KeyProvider } from '../ports/key-provider.ts'

const warnDays = 30
const dayMs = 24 * 60 * 60 * 1000

/** A sentence for each thing that somebody should mend; none where all is well. */
export async function sealTroubles({
  keys,
  trust,
}: {
  keys: KeyProvider
  trust: SealTrust
}): Promise<string[]> {
  const now = trust.now()
  const signer = await keys.signer()
  return [...certificateTroubles(signer.certificate, now), ...(await timestampTroubles(trust))]
}

export function certificateTroubles(der: Uint8Array, now: Date): string[] {
  const certificate = readCertificate(der)
  const { notBefore, notAfter, purposes } = certificate
  const named = `The seal certificate ${subjectOf(certificate)}`
  const days = Math.floor((notAfter.getTime() - now.getTime()) / dayMs)
  const troubles: string[] = []
  if (now < notBefore)
    troubles.push(`${named} is not valid before ${notBefore.toISOString()}. Check the clock.`)
  if (days < 0)
    troubles.push(
      `${named} ended on ${notAfter.toISOString()}. Seals made now will not be trusted: replace it.`,
    )
  else if (days < warnDays) troubles.push(`${named} ends in ${days} days. Replace it before.`)
  const forDocuments: readonly string[] = [purpose.documentSigning, purpose.emailProtection]
  if (purposes && !purposes.some((one) => forDocuments.includes(one)))
    troubles.push(
      `${named} is not meant for documents: validators will refuse it. Ask for one for document signing.`,
    )
  return troubles
}

async function timestampTroubles({ timestamps, now }: SealTrust): Promise<string[]> {
  const digest = createHash('sha256').update('Does anybody answer?').digest()
  const answers = timestamps.map((one) =>
    stamp(digest, { authorities: [one], now }).then(
      () => [],
      (error: unknown) => [
        `The timestamp authority ${one.name} gave none: ${error instanceof Error ? error.message : error}`,
      ],
    ),
  )
  return (await Promise.all(answers)).flat()
}
