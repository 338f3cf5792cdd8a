import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryBlobStore } from '../../adapters/blob/memory.ts'
import type { AwaitedEnvelope } from '../../ports/awaited-envelopes.ts'
import { readBlob } from '../../ports/blob-store.ts'
import type { Outcome, StageInput } from '../../ports/stage.ts'
import { conclude } from './conclude.stage.ts'

const dataKey = new Uint8Array(32).fill(7)
const now = new Date('2026-03-01T12:00:00Z')

async function concluded(found: Partial<AwaitedEnvelope> | null) {
  const blobs = memoryBlobStore()
  const file = await blobs.put(Buffer.from('signed by all'), dataKey)
  const envelope = found && {
    ...{ id: 'env_1', state: 'sent' as const, level: 'B-LTA' as const, of: 'searchable' as const },
    ...{ failure: null, file, ...found },
  }
  const ports = { blobs, clock: () => now, envelopes: { find: async () => envelope } }
  const input = { accountId: 'acc_1', document: { id: 'doc_1', run: 1 }, holdings: { dataKey }, ports }
  const outcome = (await conclude.run(input as unknown as StageInput)) as Outcome | null
  return { outcome, blobs, file }
}

test('a document waits as long as its envelope is under way', async () => {
  for (const state of ['created', 'sent', 'signed'] as const)
    assert.equal((await concluded({ state })).outcome, null)
  assert.equal((await concluded(null)).outcome, null)
})

test('what all have signed is the document’s own sealed file, and its timestamp is looked after', async () => {
  const { outcome, blobs, file } = await concluded({ state: 'completed' })
  assert.equal(outcome?.event, 'document.sealed')
  const [made] = outcome?.artifacts ?? []
  assert.ok(made && made.role === 'sealed' && made.blob.id !== file.id)
  assert.equal(String(await readBlob(blobs, made.blob.id, dataKey)), 'signed by all')
  assert.ok(outcome?.prolongAt && outcome.prolongAt > now)
})

test('every other end of the envelope ends the document, and says how', async () => {
  for (const state of ['declined', 'voided', 'expired'] as const) {
    const { outcome } = await concluded({ state })
    assert.deepEqual(
      [outcome?.event, outcome?.data],
      ['document.rejected', { by: 'envelope', envelope: 'env_1', ended: state }],
    )
  }
  const failure = { code: 'envelope.document_signed', detail: 'It is signed already.' }
  const { outcome } = await concluded({ state: 'failed', failure, file: null })
  assert.deepEqual([outcome?.event, outcome?.failure?.code], ['document.failed', failure.code])
  assert.match(outcome?.failure?.detail ?? '', /signed already\. To send it again: .*reopen/)
})
