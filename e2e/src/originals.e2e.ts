// Documents that were signed before they came: what somebody else signed stays as it is.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { signPdf } from '@countersign/pdf/sign/sign'
import { judgeDetached } from '../../packages/pdf/conformance/judge.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, type House, openHouse } from './house.ts'
import { accepted, acceptSealed } from './judges.ts'
import { agreement, stranger } from './papers.ts'

describe('an original that is signed already', () => {
  let house: House
  let api: Api
  let folder = ''
  let root = ''
  before(async () => {
    house = await openHouse()
    api = house.api
    folder = await makeFolder()
    root = (await api.ask('/v1/certificates/root')).bytes.toString('utf8')
  })
  after(async () => {
    await house.stop()
    await removeFolder(folder)
  })

  /** To the end of the way; a person approves what is not sure. */
  async function through(bytes: Uint8Array): Promise<string> {
    const document = await api.settled((await api.upload(bytes)).id)
    if (document.state === 'in_review') {
      const answer = await api.ask(`/v1/documents/${document.id}/review`, {
        method: 'POST',
        headers: { 'if-match': `"v${document.version}"` },
        body: { decision: 'approve', override: true, reason: 'a test page with little on it' },
      })
      assert.equal(answer.status, 200, answer.bytes.toString())
    }
    const done = await api.settled(document.id)
    assert.equal(done.state, 'completed', JSON.stringify(done.failure))
    return done.id
  }

  test('is sealed by appending to it, and both signatures are valid', async () => {
    const { bytes: signed } = await signPdf(agreement(), await stranger())
    const id = await through(signed)
    const sealed = (await api.ask(`/v1/documents/${id}/artifacts/sealed`)).bytes
    assert.deepEqual(sealed.subarray(0, signed.length), Buffer.from(signed))
    const file = join(folder, 'twice.pdf')
    await writeFile(file, sealed)
    const verdict = await acceptSealed(file, root)
    assert.equal(verdict.match(/Signature is Valid/g)?.length, 2, verdict)
  })

  test('keeps its bytes where its certification forbids every change: the seal stands in the evidence', async () => {
    const certified = agreement({ level: 1 })
    const id = await through(certified)
    const { findings } = await api.extraction(id)
    assert.ok(findings.some(({ rule }) => rule === 'seal.forbidden_by_certification'))
    assert.equal((await api.ask(`/v1/documents/${id}/artifacts/sealed`)).status, 404)
    const { detachedSeal } = await api.get<{ detachedSeal: { cms: string; ofSha256: string } }>(
      `/v1/documents/${id}/artifacts/evidence`,
    )
    assert.equal(detachedSeal.ofSha256, createHash('sha256').update(certified).digest('hex'))
    const cms = Buffer.from(detachedSeal.cms, 'base64')
    accepted(judgeDetached({ content: certified, cms, rootPem: root }), 'openssl')
    const changed = Uint8Array.from(certified)
    changed[100] = (changed[100] ?? 0) ^ 1
    const verdict = judgeDetached({ content: changed, cms, rootPem: root })
    assert.ok(!verdict.missing && !verdict.ok, 'a changed original is noticed')
  })

  test('is sealed by appending where its certification allows that', async () => {
    const certified = agreement({ level: 2 })
    const id = await through(certified)
    const sealed = (await api.ask(`/v1/documents/${id}/artifacts/sealed`)).bytes
    assert.deepEqual(sealed.subarray(0, certified.length), Buffer.from(certified))
  })
})
