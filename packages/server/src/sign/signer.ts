// The installation's own authority: made at the first start, its certificates renewed in time.
import { X509Certificate } from 'node:crypto'
import { createAuthority, issueCertificate, mayHaveIssuers } from '@countersign/pdf/pki'
import { type Db, type Tx, withSystem } from '../db/sql.ts'
import { monotonicMs } from '../platform/clock.ts'
import type { SealSigner } from '../ports/document-engine.ts'
import { type KeyPorts, keepKey, keyOf, type MakerPorts, materialOf, signerWith } from './keys.ts'
import { findSigningKey, lockSigningKeys, type SigningKeyKind, type SigningKeyRow } from './signer.store.ts'

const day = 24 * 60 * 60 * 1000
/** A certificate ends no later than its issuer, so that an issuer is renewed while a whole term is left under it. */
const terms = {
  issuer: { years: 10, renewBeforeMs: (3 * 366 + 30) * day },
  seal: { years: 3, renewBeforeMs: 30 * day },
  timestamp: { years: 3, renewBeforeMs: 30 * day },
} as const
/** Another process may renew the key; its predecessor is good for 30 days more. */
const rememberMs = 60 * 60 * 1000

/** Where others ask about certificates; null where nobody outside can reach this service. */
export type Addresses = { publicUrl?: string }

/** Run at every start: makes what is missing, renews what ends soon. */
export const ensureSealKey = (ports: MakerPorts & Addresses): Promise<void> =>
  withSystem(ports.db, async (tx) => {
    await lockSigningKeys(tx)
    const authority = (await findSigningKey(tx, 'authority')) ?? (await makeAuthority(tx, ports))
    const issuer = mayHaveIssuers(authority.certificate)
      ? await ensure(tx, ports, { kind: 'issuer', by: authority })
      : authority
    await ensure(tx, ports, { kind: 'seal', by: issuer })
    await ensure(tx, ports, { kind: 'timestamp', by: issuer })
  })

const endsSoon = ({ certificate }: SigningKeyRow, now: Date, marginMs: number): boolean =>
  new X509Certificate(certificate).validToDate.getTime() - now.getTime() < marginMs

async function makeAuthority(tx: Tx, ports: MakerPorts): Promise<SigningKeyRow> {
  const { organisation, clock } = ports
  const { rootCertificate, rootKey } = await createAuthority({ organisation, now: clock() })
  const material = { certificate: rootCertificate, chain: [], privateKey: rootKey }
  return keepKey(tx, ports, { kind: 'authority', material })
}

type Wanted = { kind: keyof typeof terms; by: SigningKeyRow }

async function ensure(tx: Tx, ports: MakerPorts & Addresses, { kind, by }: Wanted): Promise<SigningKeyRow> {
  const { clock } = ports
  const { renewBeforeMs } = terms[kind]
  const found = await findSigningKey(tx, kind)
  if (found && !endsSoon(found, clock(), renewBeforeMs)) return found
  return issue(tx, ports, { kind, by })
}

/** A new key with its certificate, in the place of the one before. */
export async function issue(
  tx: Tx,
  ports: MakerPorts & Addresses,
  { kind, by }: Wanted,
): Promise<SigningKeyRow> {
  const { clock, kms, publicUrl } = ports
  const { years } = terms[kind]
  const base = publicUrl ? `${publicUrl.replace(/\/+$/, '')}/v1/certificates` : null
  const material = await issueCertificate(await materialOf(kms, by), {
    ...{ kind, commonName: nameOf(kind, ports.organisation), now: clock(), years },
    ...(base && { crlUrl: `${base}/${by.kind}.crl`, ocspUrl: `${base}/ocsp` }),
  })
  return keepKey(tx, ports, { kind, material })
}

/** The built-in timestamp authority is marked where everybody looks. */
function nameOf(kind: Wanted['kind'], organisation: string): string {
  const named = { issuer: 'Seal Issuer', seal: 'Seal', timestamp: 'Development Time' }[kind]
  return `${organisation.slice(0, 63 - named.length).trim()} ${named}`
}

/** Gives the seal key of the installation; asked again, it remembers for an hour. */
export const sealSigner = (ports: KeyPorts): (() => Promise<SealSigner>) =>
  remembering(() => load(ports, 'seal'))

/** Gives the key of the built-in timestamp authority. */
export const timestampSigner = (ports: KeyPorts): (() => Promise<SealSigner & { chain: Uint8Array[] }>) =>
  remembering(() => load(ports, 'timestamp'))

const load = async ({ db, kms }: KeyPorts, kind: SigningKeyKind) =>
  signerWith(await materialOf(kms, await keyOf(db, kind)))

function remembering<T>(make: () => Promise<T>): () => Promise<T> {
  let remembered: { value: Promise<T>; until: number } | undefined
  return () => {
    if (remembered && monotonicMs() < remembered.until) return remembered.value
    const value = make()
    const now = { value, until: monotonicMs() + rememberMs }
    remembered = now
    value.catch(() => {
      if (remembered === now) remembered = undefined
    })
    return value
  }
}

/** The certificate (PEM) that receivers trust in order to trust the seals. */
export async function rootCertificate(db: Db): Promise<string> {
  return new X509Certificate((await keyOf(db, 'authority')).certificate).toString()
}
