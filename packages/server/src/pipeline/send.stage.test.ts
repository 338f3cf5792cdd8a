import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Workflow } from '@countersign/contract/workflow'
import type { Outcome, StageInput } from '../ports/stage.ts'
import { send } from './send.stage.ts'

const pdf = { id: 'blb_1', bytes: 1, sha256: '', contentType: 'application/pdf' }
const ann = { name: 'Ann', email: 'ann@example.com' }
type Recipients = NonNullable<NonNullable<Workflow['sign']>['envelope']>['recipients']
type Situation = {
  recipients?: Recipients
  originals?: { contentType: string }[]
  searchable?: boolean
  entered?: boolean
  missing?: string | null
}

async function sent(situation: Situation) {
  const {
    recipients = [ann],
    originals = [pdf],
    searchable = false,
    entered = false,
    missing = null,
  } = situation
  const holdings = {
    originals: originals.map((one) => ({ ...pdf, ...one })),
    extraction: async () => ({ class: 'contract', fields: [] }),
    artifact: async () => (searchable ? pdf : null),
    history: async () => (entered ? [{ type: 'document.entered', run: 1 }] : []),
  }
  const envelope = { title: 'X', recipients, expiresAfterDays: 5 }
  const workflow = { sign: { seal: { level: 'B-T' }, envelope } }
  const document = { id: 'doc_1', run: 1, metadata: {} }
  const ports = { envelopes: { missingWay: () => missing } }
  return (await send.run({ document, workflow, holdings, ports } as unknown as StageInput)) as Outcome
}

test('who is asked goes with the event, in the terms of the workflow', async () => {
  const { event, envelope } = await sent({})
  assert.equal(event, 'document.sent')
  assert.deepEqual(
    [envelope?.level, envelope?.expiresAfterDays, envelope?.remindAfterDays],
    ['B-T', 5, undefined],
  )
  assert.deepEqual(envelope?.wanted.recipients[0]?.people, [ann])
})

test('what people cannot sign is not sent: no PDF, several files, values that were typed in', async () => {
  const picture = { contentType: 'image/png' }
  for (const situation of [
    { originals: [picture] },
    { originals: [pdf, pdf] },
    { entered: true },
    { recipients: [{ name: 'Ann', email: { field: 'nowhere' } }] },
  ]) {
    const { event, failure } = await sent(situation)
    assert.deepEqual([event, failure?.code], ['document.failed', 'envelope.document_unfit'])
  }
  assert.equal((await sent({ originals: [picture], searchable: true })).event, 'document.sent')
  const { failure } = await sent({ missing: 'Ann is to use a passkey.' })
  assert.match(failure?.detail ?? '', /passkey\. Then reopen/)
})
