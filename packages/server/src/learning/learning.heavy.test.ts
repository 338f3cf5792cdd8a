import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeSupplierPaper } from '@countersign/fixtures/business/supplier-paper'
import { openFeatureFlags } from '../adapters/flags/openfeature.ts'
import { withAccount } from '../db/sql.ts'
import { otherAccount } from '../events/testing.ts'
import { learningOf } from './known.ts'
import { countLessons } from './lessons.store.ts'
import { saveLife } from './models.store.ts'
import { type School, same, withSchool } from './testing.ts'

const seed = 41

async function wrongIn(school: School, { id, truth }: { id: string; truth: Record<string, unknown> }) {
  const { fields } = await school.extraction(id)
  return Object.entries(truth).flatMap(([name, value]) =>
    same(fields.find((field) => field.name === name)?.value, value as string) ? [] : [name],
  )
}

test('after three corrected invoices the next one of the same sender is read right, by versions it names', async (t) => {
  const school = await withSchool(t)
  const surprises: number[] = []
  for (const at of [0, 1, 2]) {
    const { id, truth } = await school.paper({ seed, at })
    surprises.push((await school.extraction(id)).novelty?.score ?? 0)
    const wrong = await school.corrected(id, truth)
    if (at === 0) assert.ok(wrong.includes('number'), `only ${wrong} wrong`)
    assert.equal(await school.learn(), 1)
  }
  const next = await school.paper({ seed, at: 3 })
  const extraction = await school.extraction(next.id)
  assert.deepEqual(await wrongIn(school, next), [])
  const [used] = extraction.learned?.models ?? []
  assert.ok(used?.kind === 'layouts' && used.version >= 2)
  assert.equal(extraction.learned?.lessons, used.version)
  const number = extraction.fields.find(({ name }) => name === 'number')
  assert.match(number?.why?.[0]?.reason ?? '', /^taught by [23] of/)

  await t.test('a sender nobody has corrected is read as before', async () => {
    const other = await school.paper({ seed: seed + 1, at: 0 })
    const { learned, novelty } = await school.extraction(other.id)
    assert.deepEqual([learned?.lessons, novelty?.sender], [0, 'new'])
  })

  await t.test('how novel documents are is said of each, and counted by week', async () => {
    assert.ok((surprises[0] ?? 0) >= 0.5 && (extraction.novelty?.score ?? 1) < 0.2, `${surprises}`)
    assert.deepEqual(extraction.novelty?.sender, 'known')
    await school.learn()
    const answer = await school.ask('GET', '/v1/novelty-figures?by=month&class=invoice')
    const [{ documents, novel, share }] = answer.json().items
    assert.deepEqual([documents, novel >= 2 && novel < 5, share], [5, true, novel / 5])
  })

  await t.test('another account is never read by what this one taught', async () => {
    const { app, accountId } = school
    const { db } = app.archive
    const { id: stranger } = await otherAccount({
      ports: { ...app, db },
      as: async () => ({ authorization: '' }),
    })
    // As if it had learned as much: only whose lessons they are keeps them apart.
    await withAccount(db, stranger, (tx) =>
      saveLife(tx, stranger, {
        ...{ kind: 'layouts', live: 99, trial: null, share: 0, pinned: false, at: app.clock() },
      }),
    )
    const learning = learningOf({ ...app.archive, flags: openFeatureFlags() })
    const { pages } = makeSupplierPaper({ seed, at: 3 })
    const asked = { documentId: 'doc_none', pages }
    const [own, other] = [await learning.known(accountId, asked), await learning.known(stranger, asked)]
    assert.deepEqual([own?.learned.lessons.length, other?.learned.lessons.length], [3, 0])
  })

  await t.test('who erases a document takes back what it taught', async () => {
    const { app, accountId, ask } = school
    const count = () => withAccount(app.archive.db, accountId, (tx) => countLessons(tx, accountId))
    assert.equal(await count(), 3)
    const { items } = (await ask('GET', '/v1/documents?limit=50')).json()
    for (const { id } of items) await ask('DELETE', `/v1/documents/${id}`)
    assert.equal(await count(), 0)
    assert.deepEqual((await ask('GET', '/v1/novelty-figures')).json().items, [])
    const again = await school.paper({ seed, at: 4 })
    assert.equal((await school.extraction(again.id)).learned?.lessons, 0)
  })
})
