import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFeatureFlags } from '../adapters/flags/openfeature.ts'
import { withAccount } from '../db/sql.ts'
import { addVersion } from './models.store.ts'
import { withSchool } from './testing.ts'

const seed = 63

test('a field of one’s own is marked on two samples, then read, required and tried by version', async (t) => {
  const school = await withSchool(t)
  const { ask, app, accountId } = school
  const field = { class: 'invoice', name: 'caseFile', type: 'text', required: true }
  const added = await ask('POST', '/v1/taught-fields', field)
  assert.equal(added.statusCode, 201, added.body)
  assert.equal((await ask('POST', '/v1/taught-fields', field)).json().code, 'taught_field.exists')
  const known = { ...field, name: 'number' }
  assert.equal((await ask('POST', '/v1/taught-fields', known)).json().code, 'taught_field.exists')

  for (const at of [0, 1]) {
    const { id, truth } = await school.paper({ seed, at })
    const put = (name: string, mark: object) => ask('PUT', `/v1/documents/${id}/marks/${name}`, mark)
    assert.equal((await put('nobodysField', { value: 'x' })).json().code, 'taught_field.not_found')
    assert.equal((await put('caseFile', { value: 'not on this paper' })).json().code, 'mark.nothing_there')
    const marked = await put('caseFile', { value: truth.number })
    assert.equal(marked.json().value, truth.number, marked.body)
    assert.equal((await ask('GET', `/v1/documents/${id}/marks`)).json().items.length, 1)
  }
  assert.equal(await school.learn(), 2)

  const next = await school.paper({ seed, at: 2 })
  const { fields, learned, findings } = await school.extraction(next.id)
  const own = fields.find(({ name }) => name === 'caseFile')
  assert.equal(own?.value, next.truth.number)
  assert.deepEqual(learned?.fields, [{ name: 'caseFile', type: 'text', required: true }])
  assert.ok((own?.confidence ?? 1) < 0.9 && findings.some(({ field: of }) => of === 'caseFile'))

  await t.test('whoever goes back to nothing reads as before, and the field is missed', async () => {
    const back = await ask('PUT', '/v1/models/layouts', { live: 0 })
    assert.deepEqual([back.json().live, back.json().pinned], [0, true], back.body)
    const { id } = await school.paper({ seed, at: 3 })
    const read = await school.extraction(id)
    assert.deepEqual(read.learned?.models, [])
    assert.ok(read.findings.some(({ rule, field: of }) => rule === 'field.missing' && of === 'caseFile'))
  })

  await t.test('a version on trial is named, and the report holds both sides together', async () => {
    const tried = await ask('PUT', '/v1/models/layouts', { live: 1, trial: { version: 2, share: 1 } })
    assert.deepEqual(tried.json().trial, { version: 2, share: 1 }, tried.body)
    const { id, truth } = await school.paper({ seed, at: 4 })
    assert.deepEqual((await school.extraction(id)).learned?.models, [
      { kind: 'layouts', version: 2, trial: true },
    ])
    await school.corrected(id, truth)
    await school.learn()
    const { sides } = (await ask('GET', '/v1/models/layouts/report')).json()
    const trial = sides.find((side: { trial: boolean }) => side.trial)
    assert.ok(trial.version === 2 && trial.seen > 5 && trial.correctionRate < 1, JSON.stringify(sides))
    assert.equal((await ask('PUT', '/v1/models/layouts', { live: 99 })).json().code, 'model.not_found')
    const kept = (await ask('PUT', '/v1/models/layouts', { live: 'newest', trial: null })).json()
    assert.deepEqual([kept.live >= 2, kept.pinned, kept.trial], [true, false, null])
  })

  await t.test('corrections and confidence are told per field and week', async () => {
    const { items } = (await ask('GET', '/v1/learning-figures?by=week&class=invoice')).json()
    const number = items.find((one: { field: string }) => one.field === 'number')
    assert.ok(number.seen >= 1 && number.confidence > 0 && number.correctionRate !== undefined)
  })

  await t.test('a threshold that was learned counts until the workflow says otherwise', async () => {
    await withAccount(app.archive.db, accountId, (tx) =>
      addVersion(tx, accountId, {
        ...{
          kind: 'thresholds',
          body: { 'invoice.currency': 1, 'invoice.iban': 1 },
          figures: {},
          at: app.clock(),
        },
      }),
    )
    await ask('PUT', '/v1/models/thresholds', { live: 1 })
    const { id } = await school.paper({ seed, at: 5 })
    const read = await school.extraction(id)
    assert.equal(read.learned?.thresholds['invoice.currency'], 1)
    const doubts = read.findings.flatMap(({ rule, field: of }) => (rule === 'field.uncertain' ? [of] : []))
    // The workflow says itself how sure the account to pay to must be.
    assert.deepEqual([doubts.includes('currency'), doubts.includes('iban')], [true, false])
  })
})

test('a share of the documents goes by the trial, each always the same way', async () => {
  const flags = openFeatureFlags()
  const ids = Array.from({ length: 400 }, (_, at) => `doc_${at}`)
  const asked = (documentId: string, share: number) =>
    flags.onTrial({ flag: 'learning.layouts', accountId: 'acc', documentId, share })
  const on = await Promise.all(ids.map((id) => asked(id, 25)))
  const count = on.filter(Boolean).length
  assert.ok(count > 60 && count < 140, `${count} of 400`)
  assert.deepEqual(await Promise.all(ids.map((id) => asked(id, 25))), on)
  assert.deepEqual(new Set(await Promise.all(ids.map((id) => asked(id, 0)))), new Set([false]))
})
