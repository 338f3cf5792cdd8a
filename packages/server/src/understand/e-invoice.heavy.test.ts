import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Extraction, Finding } from '@countersign/contract/extraction'
import { makeHybrid, makeXml } from '@countersign/fixtures/einvoice/e-invoice'
import { inventEInvoice } from '@countersign/fixtures/einvoice/facts'
import { buildRunner } from '../app.ts'
import { lookAt } from '../pipeline/runner.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import type { Job } from '../ports/job-queue.ts'
import { ensureSealKey } from '../sign/signer.ts'

const { signal } = new AbortController()

async function house(t: { after(hook: () => Promise<void>): void }) {
  const installation = await withInstallation(t)
  const { db } = installation.app.archive
  const { kms, clock, newId } = installation.app
  await ensureSealKey({ db, kms, clock, newId, organisation: 'Test' })
  const runner = buildRunner(installation.app)
  t.after(() => runner.close())
  /** Uploads a file and takes it as far as it goes by itself. */
  const process = async (payload: Uint8Array, contentType: string) => {
    const answer = await upload(installation, payload, contentType)
    assert.equal(answer.statusCode, 202, answer.body)
    const { id } = answer.json()
    await lookAt(runner, jobFor(installation, id), signal)
    return found(installation, id)
  }
  return { ...installation, process }
}

const upload = ({ http, headers }: Installation, payload: Uint8Array, contentType: string) =>
  http.inject({
    method: 'POST',
    url: '/v1/documents?workflow=invoice',
    headers: { ...headers, 'content-type': contentType },
    payload: Buffer.from(payload),
  })

const jobFor = ({ accountId }: Installation, documentId: string): Job => ({
  ...{ id: 'test', accountId, documentId, state: 'received', run: 1, version: 1, tier: 'standard' },
  ...{ traceparent: null, attempt: 1, lastAttempt: false, enqueuedAt: new Date(0) },
})

async function found({ http, headers }: Installation, id: string) {
  const get = async (url: string) => (await http.inject({ url, headers })).json()
  const document = await get(`/v1/documents/${id}`)
  const extraction: Extraction =
    document.state === 'failed' ? null : await get(`/v1/documents/${id}/extraction`)
  return { document, extraction }
}

const stated = ({ fields }: Extraction, name: string) => fields.find((field) => field.name === name)?.value
const errorsIn = ({ findings }: { findings: Finding[] }) =>
  findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)

describe('an e-invoice on its way', () => {
  test('as a bare file is read, drawn, sealed and completed without a person', async (t) => {
    const { process } = await house(t)
    for (const profile of ['xrechnung-ubl'] as const) {
      const facts = inventEInvoice({ seed: profile.length, rich: true })
      const { document, extraction } = await process(makeXml(facts, profile), 'application/xml')
      assert.deepEqual(errorsIn(extraction), [])
      assert.equal(document.state, 'completed')
      assert.equal(document.class, 'invoice')
      assert.equal(document.files[0].contentType, 'application/xml')
      assert.equal(extraction.eInvoice?.profile, 'XRechnung 3.0')
      assert.equal(stated(extraction, 'number'), facts.invoice.number)
      assert.deepEqual(stated(extraction, 'total'), { minor: facts.total, currency: 'EUR' })
      assert.equal(extraction.lines?.length, facts.lines.length)
      const [number] = extraction.fields
      assert.equal(number?.evidence[0]?.page, 1)
      assert.deepEqual(
        Object.keys(document.links.artifacts).sort(),
        ['evidence', 'original', 'sealed', 'searchable'].sort(),
      )
    }
  })

  test('inside a PDF agrees with the print, and is held where it was changed', async (t) => {
    const { process } = await house(t)
    const { pdf, facts } = await makeHybrid({ seed: 31, profile: 'facturx-en16931' })
    const honest = await process(pdf, 'application/pdf')
    assert.deepEqual(
      honest.extraction.findings.filter(({ rule }) => rule.startsWith('einvoice.')),
      [],
    )
    assert.equal(honest.document.state, 'completed')
    assert.equal(stated(honest.extraction, 'iban'), facts.invoice.seller.iban)
    const other = 'DE89370400440532013000'
    const tampered = await makeHybrid({
      seed: 31,
      profile: 'facturx-en16931',
      tamper: (xml) => xml.replace(facts.invoice.seller.iban, other),
    })
    const { document, extraction } = await process(tampered.pdf, 'application/pdf')
    assert.equal(document.state, 'in_review')
    const finding = extraction.findings.find(({ rule }) => rule === 'einvoice.differs')
    assert.equal(finding?.field, 'iban')
    assert.ok(finding?.message.includes(other) && finding.message.includes(facts.invoice.seller.iban))
  })

  test('that is broken fails with what to do, and other XML is not taken in', async (t) => {
    const installation = await house(t)
    const broken = await installation.process(Buffer.from('<Invoice><unclosed></Invoice>'), 'text/xml')
    assert.equal(broken.document.state, 'failed')
    assert.equal(broken.document.failure.code, 'read.damaged')
    assert.match(broken.document.failure.detail, /well-formed.*Ask the seller/)
    const strange = await installation.process(Buffer.from('<Invoice xmlns="urn:mine"/>'), 'text/xml')
    assert.match(strange.document.failure.detail, /no e-invoice that is known/)
    const refused = await upload(installation, Buffer.from('<html/>'), 'text/xml')
    assert.equal(refused.statusCode, 415)
    assert.match(refused.json().detail, /e-invoice/)
  })
})
