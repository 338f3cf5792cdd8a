import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { readCertificate } from '@countersign/pdf/trust/certificates'
import { checkCrl } from '@countersign/pdf/trust/crl'
import { memoryKms } from '../adapters/key/memory.ts'
import { withSystem } from '../db/sql.ts'
import { withDatabase } from '../db/testing.ts'
import { fixedClock } from '../platform/clock.ts'
import { idsWith } from '../platform/ids.ts'
import { ownList } from './revocation.ts'
import { listKeys, rotateKey } from './rotate.ts'
import { findSigningKey } from './signer.store.ts'
import { ensureSealKey } from './signer.ts'

it('a seal key is replaced when a person says so, and its certificate taken back where that was said', async (t: TestContext) => {
  const { db } = await withDatabase(t)
  const clock = fixedClock('2026-03-01T12:00:00Z')
  const ports = { db, kms: memoryKms(), clock, newId: idsWith(clock), organisation: 'Acme GmbH' }
  await ensureSealKey(ports)
  const rowOf = async (kind: 'seal' | 'issuer') => {
    const row = await withSystem(db, (tx) => findSigningKey(tx, kind))
    assert.ok(row)
    return readCertificate(new Uint8Array(row.certificate))
  }
  const [first, issuer] = [await rowOf('seal'), await rowOf('issuer')]
  const statusOf = async (certificate: typeof first) =>
    checkCrl(await ownList(ports, 'issuer'), { certificate, issuer }).status
  await rotateKey(ports, { kind: 'seal', revoke: false })
  const second = await rowOf('seal')
  assert.notDeepEqual(second.der, first.der)
  assert.equal(await statusOf(first), 'good')
  const { before, after } = await rotateKey(ports, { kind: 'seal', revoke: true })
  assert.equal(before.serialNumber, second.x509.serialNumber.toLowerCase())
  assert.equal(await statusOf(second), 'revoked')
  assert.equal(await statusOf(await rowOf('seal')), 'good')
  const keys = await listKeys(db)
  assert.deepEqual(
    keys.map(({ kind }) => kind),
    ['authority', 'issuer', 'seal', 'timestamp'],
  )
  assert.equal(keys[2]?.serialNumber, after.serialNumber)
})
