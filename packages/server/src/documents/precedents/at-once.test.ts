import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import { makeUpload } from '@countersign/fixtures/upload'
import { withAccount } from '../../db/sql.ts'
import { fingerprintOf } from '../../domain/fingerprint.ts'
import { bySystem } from '../../events/append.ts'
import { withInstallation } from '../../pipeline/testing.ts'
import { invoiceFields } from '../../review/testing.ts'
import { precedentsOf } from '../../roles/parts/precedents.ts'
import { recordEvent } from '../record.ts'

test('of two invoices that say the same and are judged at once, one is told of the other', async (t) => {
  const { app, http, headers, accountId } = await withInstallation(t)
  const { db } = app.archive
  const understood = async (seed: number): Promise<string> => {
    const { bytes } = await makeUpload({ bytes: 17_000, seed, format: 'pdf' })
    const sent = await http.inject({
      ...{ method: 'POST', url: '/v1/documents?workflow=invoice', payload: Buffer.from(bytes) },
      headers: { ...headers, 'content-type': 'application/pdf' },
    })
    const { id } = sent.json() as Document
    for (const event of ['document.read', 'document.understood'] as const)
      await withAccount(db, accountId, (tx) =>
        recordEvent(tx, accountId, {
          ...bySystem(null),
          ...{ documentId: id, event, data: {}, recorder: app.recorder, goesOn: true },
        }),
      )
    return id
  }
  const [one, other] = [await understood(1), await understood(2)]
  const { duplicates } = precedentsOf(app.archive)
  const facts = fingerprintOf({ class: 'invoice', fields: invoiceFields() }, null)
  const told = (documentId: string) =>
    duplicates(accountId, { documentId, run: 1, facts, at: app.clock() }).then((found) =>
      found.map((duplicate) => [duplicate.documentId, duplicate.how]),
    )
  // Neither has come to an end of its validation, so that nothing of it is written yet.
  const both = await Promise.all([told(one), told(other)])
  assert.equal(both.flat().length, 1, JSON.stringify(both))
  assert.equal(both.flat()[0]?.[1], 'document')

  const gone = await http.inject({ method: 'DELETE', url: `/v1/documents/${other}`, headers })
  assert.equal(gone.statusCode, 204, gone.body)
  await told(other)
  assert.deepEqual(await told(one), [], 'an erased document does not come back by being judged late')
})
