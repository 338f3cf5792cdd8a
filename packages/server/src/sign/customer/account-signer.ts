// The key that seals for an account: its own where it chose one, else the installation's.
import { memorySigner } from '@countersign/pdf/pki'
import { readCertificate, subjectOf } from '@countersign/pdf/trust/certificates'
import { withAccount, withSystem } from '../../db/sql.ts'
import { unseal } from '../../platform/cipher.ts'
import type { Clock } from '../../platform/clock.ts'
import { Problem } from '../../platform/problem.ts'
import type { AccountSigner } from '../../ports/account-signer.ts'
import type { SealIdentity, SealSigner } from '../../ports/document-engine.ts'
import type { KeyProvider } from '../../ports/key-provider.ts'
import { certificateTroubles } from '../health.ts'
import type { KeyPorts } from '../keys.ts'
import { activeCertificate, activeCertificates, type CertificateRow } from './certificates.store.ts'
import { sameKey } from './certificates.ts'

type Ports = KeyPorts & {
  clock: Clock
  /** The installation's key. */
  keys: KeyProvider
  /** The same without asking for a signature. */
  identity(): Promise<SealIdentity>
}

/** Asked anew for every seal: a certificate that was revoked signs nothing more. */
export function accountSigner(ports: Ports): AccountSigner {
  const active = (accountId: string) =>
    withAccount(ports.db, accountId, (tx) => activeCertificate(tx, accountId))
  return {
    own: () => ports.keys.signer(),
    async signer(accountId) {
      const row = await active(accountId)
      if (!row) return ports.keys.signer()
      assertInTime(row, ports.clock())
      if (row.privateKey) return keptSigner(ports, row)
      const own = await ports.keys.signer()
      return { ...certified(row, own), sign: (data) => own.sign(data) }
    },
    async ofService(accountId) {
      const row = await active(accountId)
      if (!row) return null
      if (row.privateKey) return 'kept'
      assertInTime(row, ports.clock())
      return certified(row, await ports.identity())
    },
  }
}

const chainOf = (row: CertificateRow): Uint8Array[] => row.chain.map((der) => new Uint8Array(der))

async function keptSigner({ kms }: KeyPorts, row: CertificateRow): Promise<SealSigner> {
  const { id, privateKey, wrappedKey, kekId } = row
  if (!privateKey || !wrappedKey || !kekId) throw new Error(`the key of ${id} is not whole`)
  const key = await kms.unwrap({ kekId, wrapped: wrappedKey }, id)
  return memorySigner({
    certificate: new Uint8Array(row.certificate),
    chain: chainOf(row),
    privateKey: new Uint8Array(unseal(key, privateKey, id)),
  })
}

/** The account's certificate over the installation's key, which the operator may have replaced since. */
function certified(row: CertificateRow, own: SealIdentity): SealIdentity {
  const certificate = readCertificate(row.certificate)
  if (!sameKey(certificate, readCertificate(own.certificate)))
    throw unusable(row, 'is not for the key that this installation seals with now')
  return { certificate: certificate.der, chain: chainOf(row), algorithm: own.algorithm }
}

function assertInTime(row: CertificateRow, now: Date): void {
  const { notBefore, notAfter } = readCertificate(row.certificate)
  if (now > notAfter) throw unusable(row, `ended on ${notAfter.toISOString().slice(0, 10)}`)
  if (now < notBefore) throw unusable(row, `is not valid before ${notBefore.toISOString()}`)
}

const unusable = ({ id, certificate }: CertificateRow, why: string) =>
  new Problem(
    'key.unusable',
    `The account's certificate ${id} (${subjectOf(readCertificate(certificate))}) ${why}. Activate another one, or deactivate it: POST /v1/certificates/${id}/deactivate.`,
  )

/** What should be mended about the certificates that accounts seal with. */
export const customerTroubles = ({
  db,
  clock,
}: Pick<Ports, 'db' | 'clock'>): Promise<{ accountId: string; certificateId: string; trouble: string }[]> =>
  withSystem(db, async (tx) =>
    (await activeCertificates(tx)).flatMap(({ id, accountId, certificate }) =>
      certificateTroubles(certificate, clock()).map((trouble) => ({
        ...{ accountId, certificateId: id, trouble },
      })),
    ),
  )
