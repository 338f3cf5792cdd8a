// What this installation says of the certificates it issued: revocation lists and OCSP answers.
import { createHash, X509Certificate } from 'node:crypto'
import { revocationList } from '@countersign/pdf/pki'
import { answerOcsp } from '@countersign/pdf/sign/responders'
import { withSystem } from '../db/sql.ts'
import type { Clock } from '../platform/clock.ts'
import { type KeyPorts, keyOf, materialOf, signerWith } from './keys.ts'
import { findSigningKey, listRevoked, type SigningKeyRow } from './signer.store.ts'

type Ports = KeyPorts & { clock: Clock }

/** A list is good for a week, an answer for a day: who holds an older one asks again. */
const listDays = 7
const answerDays = 1

export type IssuerKind = 'authority' | 'issuer'

const idOf = ({ certificate }: SigningKeyRow): string =>
  createHash('sha256').update(certificate).digest('hex')

/** The revocation list (DER) of one of our issuers, made now. */
export async function ownList({ db, kms, clock }: Ports, kind: IssuerKind): Promise<Uint8Array> {
  const row = await keyOf(db, kind)
  const entries = await withSystem(db, (tx) => listRevoked(tx, idOf(row)))
  const now = clock()
  now.setUTCMilliseconds(0)
  const revoked = entries.map(({ serialNumber, revokedAt }) => ({ serialNumber, at: revokedAt }))
  // Lists are numbered by the second they are made in, so that every process counts upwards.
  const number = Math.floor(now.getTime() / 1000)
  return revocationList(await materialOf(kms, row), { revoked, now, days: listDays, number })
}

/** The list of an issuer by its certificate (DER), or null for those that are not ours. */
export async function listOfIssuer(ports: Ports, certificate: Uint8Array): Promise<Uint8Array | null> {
  const rows = await withSystem(ports.db, (tx) =>
    Promise.all([findSigningKey(tx, 'issuer'), findSigningKey(tx, 'authority')]),
  )
  const ours = rows.find((row) => row && Buffer.compare(row.certificate, certificate) === 0)
  return ours ? ownList(ports, ours.kind as IssuerKind) : null
}

/** The OCSP response (DER) to a request about certificates of our issuer, or of the root where that issues itself. */
export async function ocspAnswer({ db, kms, clock }: Ports, request: Uint8Array): Promise<Uint8Array> {
  const { issuer, rows, entries } = await withSystem(db, async (tx) => {
    const kinds = ['issuer', 'authority', 'seal', 'timestamp'] as const
    const found = await Promise.all(kinds.map((kind) => findSigningKey(tx, kind)))
    const first = found[0] ?? found[1]
    return { issuer: first, rows: found, entries: first ? await listRevoked(tx, idOf(first)) : [] }
  })
  const row = issuer ?? (await keyOf(db, 'authority'))
  const issued = new Set(rows.flatMap((one) => (one ? [serialOf(one.certificate)] : [])))
  const taken = new Map(entries.map(({ serialNumber, revokedAt }) => [plain(serialNumber), revokedAt]))
  return answerOcsp(request, {
    issuer: signerWith(await materialOf(kms, row)),
    async standing(serialNumber) {
      const revokedAt = taken.get(plain(serialNumber))
      if (revokedAt) return { revokedAt }
      return issued.has(plain(serialNumber)) ? 'good' : null
    },
    now: clock(),
    days: answerDays,
  })
}

/** Without leading zeroes, in small letters. */
const plain = (hex: string): string => hex.toLowerCase().replace(/^0+/, '')
const serialOf = (der: Uint8Array): string => plain(new X509Certificate(der).serialNumber)
