// Keys are replaced, and their certificates taken back, when a person says so. The issuer and the root stay: lists are
// signed with their keys, and everybody was given the root.
import { createHash, X509Certificate } from 'node:crypto'
import { type Db, withSystem } from '../db/sql.ts'
import { Problem } from '../platform/problem.ts'
import type { MakerPorts } from './keys.ts'
import { findSigningKey, lockSigningKeys, putRevoked, type SigningKeyRow } from './signer.store.ts'
import { type Addresses, issue } from './signer.ts'

export const rotatedKinds = ['seal', 'timestamp'] as const
export type RotatedKind = (typeof rotatedKinds)[number]

export type KeyInfo = {
  kind: SigningKeyRow['kind']
  subject: string
  serialNumber: string
  notBefore: Date
  notAfter: Date
}

function infoOf({ kind, certificate }: SigningKeyRow): KeyInfo {
  const { subject, serialNumber, validFromDate, validToDate } = new X509Certificate(certificate)
  return {
    ...{ kind, subject: subject.replaceAll('\n', ', '), serialNumber: serialNumber.toLowerCase() },
    ...{ notBefore: validFromDate, notAfter: validToDate },
  }
}

export const listKeys = (db: Db): Promise<KeyInfo[]> =>
  withSystem(db, async (tx) => {
    const kinds = ['authority', 'issuer', 'seal', 'timestamp'] as const
    const rows = await Promise.all(kinds.map((kind) => findSigningKey(tx, kind)))
    return rows.flatMap((row) => (row ? [infoOf(row)] : []))
  })

/** What was replaced and what it was replaced with. With `revoke` the old certificate is in the next list. */
export const rotateKey = (
  ports: MakerPorts & Addresses,
  { kind, revoke }: { kind: RotatedKind; revoke: boolean },
): Promise<{ before: KeyInfo; after: KeyInfo }> =>
  withSystem(ports.db, async (tx) => {
    await lockSigningKeys(tx)
    const before = await findSigningKey(tx, kind)
    const by = (await findSigningKey(tx, 'issuer')) ?? (await findSigningKey(tx, 'authority'))
    if (!before || !by)
      throw new Problem('key.unusable', 'There is no key yet: it is made when the service starts first.')
    if (revoke)
      await putRevoked(tx, {
        serialNumber: new X509Certificate(before.certificate).serialNumber.toLowerCase(),
        issuer: createHash('sha256').update(by.certificate).digest('hex'),
        revokedAt: ports.clock(),
      })
    const after = await issue(tx, ports, { kind, by })
    return { before: infoOf(before), after: infoOf(after) }
  })
