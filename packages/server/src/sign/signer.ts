// The installation's own authority and its seal key: made at the first start, encrypted at rest, renewed in time.
import { createPrivateKey, sign, X509Certificate } from 'node:crypto'
import { createAuthority, issueSealCertificate } from '@countersign/pdf/pki'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { newKey, seal, unseal } from '../platform/cipher.ts'
import { type Clock, monotonicMs } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import type { SealSigner } from '../ports/document-engine.ts'
import type { Kms } from '../ports/kms.ts'
import {
  findSigningKey,
  lockSigningKeys,
  putSigningKey,
  type SigningKeyKind,
  type SigningKeyRow,
} from './signer.store.ts'

type MakerPorts = { db: Db; kms: Kms; clock: Clock; newId: NewId; organisation: string }
type KeyMaterial = { certificate: Uint8Array; chain: readonly Uint8Array[]; privateKey: Uint8Array }

const sealYears = 3
const renewBeforeMs = 30 * 24 * 60 * 60 * 1000
/** Another process may renew the key; its predecessor is good for 30 days more. */
const rememberMs = 60 * 60 * 1000

/** Run at every start: makes what is missing, renews a seal certificate that ends within 30 days. */
export const ensureSealKey = (ports: MakerPorts): Promise<void> =>
  withSystem(ports.db, async (tx) => {
    await lockSigningKeys(tx)
    const authority = (await findSigningKey(tx, 'authority')) ?? (await makeAuthority(tx, ports))
    const found = await findSigningKey(tx, 'seal')
    if (!found || endsSoon(found, ports.clock())) await issueSeal(tx, ports, authority)
  })

const endsSoon = ({ certificate }: SigningKeyRow, now: Date): boolean =>
  new X509Certificate(certificate).validToDate.getTime() - now.getTime() < renewBeforeMs

async function makeAuthority(tx: Tx, ports: MakerPorts): Promise<SigningKeyRow> {
  const { organisation, clock } = ports
  const { rootCertificate, rootKey } = await createAuthority({ organisation, now: clock() })
  return keep(tx, ports, {
    kind: 'authority',
    material: { certificate: rootCertificate, chain: [], privateKey: rootKey },
  })
}

async function issueSeal(tx: Tx, ports: MakerPorts, authority: SigningKeyRow): Promise<void> {
  const { organisation, clock, kms } = ports
  const rootKey = await privateKeyOf(kms, authority)
  const material = await issueSealCertificate(
    { rootCertificate: new Uint8Array(authority.certificate), rootKey },
    { commonName: `${organisation.slice(0, 59).trim()} Seal`, now: clock(), years: sealYears },
  )
  await keep(tx, ports, { kind: 'seal', material })
}

type Made = { kind: SigningKeyKind; material: KeyMaterial }

async function keep(
  tx: Tx,
  { kms, clock, newId }: MakerPorts,
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

async function privateKeyOf(kms: Kms, row: SigningKeyRow): Promise<Uint8Array> {
  const key = await kms.unwrap({ kekId: row.kekId, wrapped: row.wrappedKey }, row.id)
  return new Uint8Array(unseal(key, row.privateKey, row.id))
}

/** Gives the seal key of the installation; asked again, it remembers for an hour. */
export function sealSigner({ db, kms }: { db: Db; kms: Kms }): () => Promise<SealSigner> {
  let remembered: { signer: Promise<SealSigner>; until: number } | undefined
  return () => {
    if (remembered && monotonicMs() < remembered.until) return remembered.signer
    const signer = loadSigner({ db, kms })
    const now = { signer, until: monotonicMs() + rememberMs }
    remembered = now
    signer.catch(() => {
      if (remembered === now) remembered = undefined
    })
    return signer
  }
}

async function loadSigner({ db, kms }: { db: Db; kms: Kms }): Promise<SealSigner> {
  const row = await findKey(db, 'seal')
  const der = Buffer.from(await privateKeyOf(kms, row))
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return {
    certificate: row.certificate,
    chain: row.chain,
    algorithm: 'ecdsa-sha256',
    sign: async (data) => new Uint8Array(sign('sha256', data, { key, dsaEncoding: 'der' })),
  }
}

/** The certificate (PEM) that receivers trust in order to trust the seals. */
export async function rootCertificate(db: Db): Promise<string> {
  return new X509Certificate((await findKey(db, 'authority')).certificate).toString()
}

async function findKey(db: Db, kind: SigningKeyKind): Promise<SigningKeyRow> {
  const row = await withSystem(db, (tx) => findSigningKey(tx, kind))
  if (row) return row
  throw new Problem(
    'service.unavailable',
    'The seal key of this installation is not there yet. It is made when the service starts: try again in a moment.',
  )
}
