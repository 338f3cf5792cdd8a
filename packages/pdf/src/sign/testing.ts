// Keys, authorities and answers for tests of signatures; nothing of it leaves the process.
import { createHash } from 'node:crypto'
import type { Signer } from '../cms.ts'
import {
  createAuthority,
  issueCertificate,
  issuerOf,
  type KeyKind,
  memorySigner,
  type Revoked,
  revocationList,
} from '../pki.ts'
import { localTimestampAuthority } from './responders.ts'
import type { Trust } from './sign.ts'

/** The time of all tests. */
export const testTime = new Date('2026-03-01T12:00:00Z')

/** A root, an issuer under it and a timestamp authority, and lists of what they took back. */
export async function testTrust({ now = testTime }: { now?: Date } = {}) {
  const root = issuerOf(await createAuthority({ organisation: 'Acme, Inc.', now }))
  const issuer = await issueCertificate(root, {
    ...{ kind: 'issuer', commonName: 'Acme Issuing 1', now, years: 10 },
  })
  const tsa = await issueCertificate(issuer, { kind: 'timestamp', commonName: 'Acme Time', now, years: 8 })
  const revoked: Revoked[] = []
  const lists = async (of: Uint8Array) => {
    const owner = [root, issuer].find(({ certificate }) => Buffer.compare(certificate, of) === 0)
    return owner ? revocationList(owner, { revoked, now, days: 7, number: 1 }) : null
  }
  const timestamps = [
    localTimestampAuthority({ signer: memorySigner(tsa), now: () => new Date(now), policy: '1.2.3.4' }),
  ]
  const trust = { timestamps, revocation: { own: lists }, now: () => now } satisfies Trust
  const signer = async (keys: KeyKind = 'p256', { pss = false } = {}): Promise<Signer> =>
    memorySigner(
      await issueCertificate(issuer, { kind: 'seal', commonName: `Acme ${keys}`, now, years: 3, keys }),
      { pss },
    )
  return { root, issuer, tsa, trust, signer, revoked }
}

/** SHA-256 in hex, for comparing files. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
