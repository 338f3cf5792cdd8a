import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeBomb } from '@countersign/fixtures/bomb'
import { makeHybrid } from '@countersign/fixtures/einvoice/e-invoice'
import { PDF } from '@libpdf/core'
import { createLog } from '../../platform/log.ts'
import { engineFile, letterPdf } from '../../ports/document-engine.contract.ts'
import { localEngine } from './local.ts'

test('attachments come from every PDF of a document; what takes too much, or a password, is told', async (t) => {
  const engine = localEngine({
    ...{ children: 1, memoryMb: 700, pageSeconds: 60, maxPages: 20, maxPageMegapixels: 20 },
    log: createLog({ level: 'silent', role: 'test' }),
  })
  t.after(() => engine.close())
  const { signal } = new AbortController()
  const ask = async (files: Uint8Array[], password: string | null = null) => {
    const found = await engine.attachments({
      files: files.map((bytes) => engineFile(bytes)),
      password,
      signal,
    })
    return [found.refused, ...found.files.map(({ name }) => name)]
  }
  const { pdf } = await makeHybrid({ seed: 3, profile: 'facturx-basic' })
  const { pdf: older } = await makeHybrid({ seed: 3, profile: 'zugferd1-basic' })
  assert.deepEqual(await ask([pdf, await letterPdf(1), older]), [null, 'factur-x.xml', 'ZUGFeRD-invoice.xml'])
  const open = await PDF.load(pdf)
  open.setProtection({ userPassword: 'sesame', ownerPassword: 'owner' })
  const locked = await open.save()
  assert.deepEqual(await ask([locked]), ['encrypted'])
  assert.deepEqual(await ask([locked], 'sesame'), [null, 'factur-x.xml'])
  assert.deepEqual(await ask([Buffer.from('%PDF-1.7 broken')]), ['crashed'])
  const [refused, ...names] = await ask([makeBomb('an attachment of 1 GB').bytes])
  assert.ok(refused === 'crashed' || names.length === 0)
  assert.deepEqual(await ask([pdf]), [null, 'factur-x.xml'])
})
