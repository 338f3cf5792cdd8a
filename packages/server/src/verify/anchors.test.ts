import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAuthority } from '@countersign/pdf/pki'
import { isProblem } from '../platform/problem.ts'
import { readAnchors } from './anchors.ts'

test('certificates to trust are read from PEM and DER, from a file or a folder', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-anchors-'))
  t.after(() => rm(folder, { recursive: true }))
  const now = new Date('2026-03-01T12:00:00Z')
  const authorities = ['One', 'Two', 'Three'].map((organisation) => createAuthority({ organisation, now }))
  const ders = (await Promise.all(authorities)).map(({ rootCertificate }) => rootCertificate)
  const pem = (der: Uint8Array | undefined) => new X509Certificate(der ?? new Uint8Array()).toString()
  await writeFile(join(folder, 'a.pem'), `Roots\n${pem(ders[0])}${pem(ders[1])}`)
  await writeFile(join(folder, 'b.der'), ders[2] ?? '')
  await writeFile(join(folder, 'notes.txt'), 'not a certificate')
  assert.deepEqual(await readAnchors(folder), ders)
  assert.deepEqual(await readAnchors(join(folder, 'b.der')), [ders[2]])
  for (const path of [join(folder, 'notes.txt'), join(folder, 'nowhere')])
    await assert.rejects(readAnchors(path), (error) => isProblem(error) && error.code === 'config.invalid')
})
