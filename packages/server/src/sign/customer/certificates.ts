// Certificates of accounts: taken in when they are fit, chosen to seal with, revoked and removed.
import { createHash } from 'node:crypto'
import type { NewSealCertificate, SealCertificate } from '@countersign/contract/seal-certificate'
import { pemCertificates } from '@countersign/pdf/sign/hardware'
import { type Certificate, chainOf, readCertificate, subjectOf } from '@countersign/pdf/trust/certificates'
import { type Tx, withAccount } from '../../db/sql.ts'
import { newKey, seal } from '../../platform/cipher.ts'
import type { Clock } from '../../platform/clock.ts'
import type { NewId } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import type { DocumentEngine, SealIdentity } from '../../ports/document-engine.ts'
import { certificateTroubles } from '../health.ts'
import type { KeyPorts } from '../keys.ts'
import {
  activate,
  type CertificateRow,
  findCertificate,
  insertCertificate,
  listCertificates,
  lockCertificates,
  remove,
  revoke,
} from './certificates.store.ts'
import { unfitness } from './fitness.ts'

export type CustomerPorts = KeyPorts & {
  clock: Clock
  newId: NewId
  engine: Pick<DocumentEngine, 'openKeyFile'>
  /** The key that the installation seals with, wherever it is. */
  installation(): Promise<SealIdentity>
}

/** For opening a key file: a million iterations take less than a second. */
const patienceMs = 20_000

export function shown(row: CertificateRow, now: Date): SealCertificate {
  const certificate = readCertificate(row.certificate)
  const { x509 } = certificate
  const revoked = row.revokedAt !== null
  return {
    ...{ id: row.id, name: row.name, subject: subjectOf(certificate) },
    issuer: x509.issuer.replaceAll('\n', ', '),
    serialNumber: x509.serialNumber.toLowerCase(),
    sha256: row.sha256.toString('hex'),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    key: row.privateKey || revoked ? 'kept' : 'installation',
    state: revoked ? 'revoked' : row.activatedAt ? 'active' : 'ready',
    troubles: revoked ? [] : certificateTroubles(row.certificate, now),
    createdAt: row.createdAt.toISOString(),
    activatedAt: row.activatedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}

const unfit = (faults: readonly string[]) =>
  new Problem('certificate.unfit', `The certificate was not taken: ${faults.join(' ')}`, {
    errors: faults.map((message) => ({ path: 'certificate', message })),
  })

type Taken = { certificate: Certificate; chain: Certificate[]; privateKey: Uint8Array | null }

async function take(ports: CustomerPorts, given: NewSealCertificate): Promise<Taken> {
  const { pkcs12, certificates, password = '' } = given
  if ((pkcs12 === undefined) === (certificates === undefined))
    throw unfit(['Send either `pkcs12`, a key file in base64, or `certificates`, a chain in PEM.'])
  if (certificates !== undefined) return ofInstallation(ports, certificates)
  const bytes = new Uint8Array(Buffer.from(pkcs12 ?? '', 'base64'))
  const signal = AbortSignal.timeout(patienceMs)
  const found = await ports.engine.openKeyFile({ bytes, password, signal })
  if ('fault' in found) throw unfit([found.fault])
  const { certificate, chain, privateKey } = found.key
  return { certificate: readCertificate(certificate), chain: chain.map(readCertificate), privateKey }
}

/** A chain alone: it must be for the key that is there already. */
async function ofInstallation(ports: CustomerPorts, pem: string): Promise<Taken> {
  const [certificate, ...others] = read(pem)
  if (!certificate) throw unfit(['There is no certificate in the text. Send PEM, the own certificate first.'])
  const own = readCertificate((await ports.installation()).certificate)
  if (!sameKey(certificate, own))
    throw unfit([
      'It is not for the key that this installation seals with. Ask for a certificate of that key, or send a PKCS#12 file with a key of its own.',
    ])
  return { certificate, chain: chainOf(certificate, others).slice(1), privateKey: null }
}

function read(pem: string): Certificate[] {
  try {
    return pemCertificates(pem).map(readCertificate)
  } catch (cause) {
    throw new Problem('certificate.unfit', 'A certificate in the text cannot be read. Export it again.', {
      cause,
    })
  }
}

export const sameKey = (one: Certificate, other: Certificate): boolean =>
  one.x509.publicKey.equals(other.x509.publicKey)

async function rowOf(
  { kms, clock, newId }: CustomerPorts,
  { certificate, chain, privateKey, name }: Taken & { name: string | undefined },
): Promise<Omit<CertificateRow, 'accountId'>> {
  const id = newId('crt')
  const key = newKey()
  const wrapped = privateKey && (await kms.wrap(key, id))
  return {
    ...{ id, name: name ?? subjectOf(certificate).slice(0, 100), createdAt: clock() },
    sha256: createHash('sha256').update(certificate.der).digest(),
    certificate: Buffer.from(certificate.der),
    chain: chain.map(({ der }) => Buffer.from(der)),
    privateKey: privateKey && seal(key, privateKey, id),
    wrappedKey: wrapped && Buffer.from(wrapped.wrapped),
    kekId: wrapped?.kekId ?? null,
    ...{ activatedAt: null, revokedAt: null },
  }
}

const refusals = {
  exists: () =>
    new Problem(
      'certificate.exists',
      'The account has this certificate already, or revoked it. See GET /v1/certificates.',
    ),
  full: () =>
    new Problem(
      'certificate.limit_reached',
      'The account has as many certificates as it may have. Remove some that are no longer used.',
    ),
}

/** Throws `certificate.unfit` with every fault. The key stays in memory for no longer than this takes. */
export async function addCertificate(
  ports: CustomerPorts,
  accountId: string,
  given: NewSealCertificate,
): Promise<SealCertificate> {
  const now = ports.clock()
  const taken = await take(ports, given)
  const faults = unfitness(taken.certificate, { chain: taken.chain, now })
  if (faults.length > 0) throw unfit(faults)
  const row = await rowOf(ports, { ...taken, name: given.name })
  return withAccount(ports.db, accountId, async (tx) => {
    await lockCertificates(tx, accountId)
    const outcome = await insertCertificate(tx, accountId, row)
    if (outcome !== 'added') throw refusals[outcome]()
    if (given.activate) await activate(tx, accountId, { id: row.id, at: now })
    return standing(tx, accountId, { id: row.id, now })
  })
}

async function found(tx: Tx, accountId: string, id: string): Promise<CertificateRow> {
  const row = await findCertificate(tx, accountId, id)
  if (!row) throw new Problem('certificate.not_found', `There is no certificate ${id}.`)
  return row
}

const standing = async (tx: Tx, accountId: string, { id, now }: { id: string; now: Date }) =>
  shown(await found(tx, accountId, id), now)

export const certificatesOf = (ports: CustomerPorts, accountId: string): Promise<SealCertificate[]> =>
  withAccount(ports.db, accountId, async (tx) =>
    (await listCertificates(tx, accountId)).map((row) => shown(row, ports.clock())),
  )

export type Change = 'activate' | 'deactivate' | 'revoke' | 'remove'

/** Each can be asked for again and changes nothing then. */
export const changeCertificate = (
  { db, clock }: CustomerPorts,
  accountId: string,
  { id, change }: { id: string; change: Change },
): Promise<SealCertificate> =>
  withAccount(db, accountId, async (tx) => {
    await lockCertificates(tx, accountId)
    const now = clock()
    const row = await found(tx, accountId, id)
    const before = shown(row, now)
    if (change === 'remove') {
      if (before.state === 'active')
        throw new Problem(
          'certificate.active',
          'The account seals with this certificate. Activate another one, or deactivate it, and remove it then.',
        )
      await remove(tx, accountId, id)
      return before
    }
    if (change === 'activate') await takeUp(tx, accountId, { row, now })
    if (change === 'deactivate' && before.state === 'active')
      await activate(tx, accountId, { id: null, at: now })
    if (change === 'revoke') await revoke(tx, accountId, { id, at: now })
    return standing(tx, accountId, { id, now })
  })

async function takeUp(
  tx: Tx,
  accountId: string,
  { row, now }: { row: CertificateRow; now: Date },
): Promise<void> {
  if (row.revokedAt)
    throw new Problem(
      'certificate.revoked',
      'The certificate was revoked here. Its key is gone: upload another one.',
    )
  if (row.activatedAt) return
  const chain = row.chain.map((der) => readCertificate(der))
  const faults = unfitness(readCertificate(row.certificate), { chain, now })
  if (faults.length > 0) throw unfit(faults)
  await activate(tx, accountId, { id: row.id, at: now })
}
