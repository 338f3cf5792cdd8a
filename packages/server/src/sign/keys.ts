// The keys of this installation that certificates belong to: encrypted at rest, one of a kind.
import { createPrivateKey, sign } from 'node:crypto'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { newKey, seal, unseal } from '../platform/cipher.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import type { SealSigner } from '../ports/document-engine.ts'
import type { Kms } from '../ports/kms.ts'
import { findSigningKey, putSigningKey, type SigningKeyKind, type SigningKeyRow } from './signer.store.ts'

export type KeyPorts = { db: Db; kms: Kms }
export type MakerPorts = KeyPorts & { clock: Clock; newId: NewId; organisation: string }

/** A certificate with its key, as it is in memory. */
export type KeyMaterial = { certificate: Uint8Array; chain: Uint8Array[]; privateKey: Uint8Array }

type Made = { kind: SigningKeyKind; material: KeyMaterial }

/** Encrypts a key under one of its own and writes it; the one before is replaced. */
export async function keepKey(
  tx: Tx,
  { kms, clock, newId }: Pick<MakerPorts, 'kms' | 'clock' | 'newId'>,
  { kind, material }: Made,
): Promise<SigningKeyRow> {
  const id = newId('crt')
  const key = newKey()
  const { wrapped, kekId } = await kms.wrap(key, id)
  const row: SigningKeyRow = {
    id,
    kind,
    certificate: Buffer.from(material.certificate),
    chain: material.chain.map((certificate) => Buffer.from(certificate)),
    privateKey: seal(key, material.privateKey, id),
    wrappedKey: Buffer.from(wrapped),
    kekId,
    createdAt: clock(),
  }
  await putSigningKey(tx, row)
  return row
}

export async function materialOf(kms: Kms, row: SigningKeyRow): Promise<KeyMaterial> {
  const key = await kms.unwrap({ kekId: row.kekId, wrapped: row.wrappedKey }, row.id)
  return {
    certificate: new Uint8Array(row.certificate),
    chain: row.chain.map((der) => new Uint8Array(der)),
    privateKey: new Uint8Array(unseal(key, row.privateKey, row.id)),
  }
}

/** Signs with a P-256 key, as all keys made here are. */
export function signerWith({
  certificate,
  chain,
  privateKey,
}: KeyMaterial): SealSigner & { chain: Uint8Array[] } {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  return {
    certificate,
    chain,
    algorithm: 'ecdsa-sha256',
    sign: async (data) => new Uint8Array(sign('sha256', data, { key, dsaEncoding: 'der' })),
  }
}

export async function keyOf(db: Db, kind: SigningKeyKind): Promise<SigningKeyRow> {
  const row = await withSystem(db, (tx) => findSigningKey(tx, kind))
  if (row) return row
  throw new Problem(
    'service.unavailable',
    'The seal key of this installation is not there yet. It is made when the service starts: try again in a moment.',
  )
}
