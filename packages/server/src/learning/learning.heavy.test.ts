import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withAccount } from '../db/sql.ts'
import { countLessons } from './lessons.store.ts'
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
  for (const at of [0, 1, 2]) {
    const { id, truth } = await school.paper({ seed, at })
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
    assert.equal((await school.extraction(other.id)).learned?.lessons, 0)
  })

  await t.test('who erases a document takes back what it taught', async () => {
    const { app, accountId, ask } = school
    const count = () => withAccount(app.archive.db, accountId, (tx) => countLessons(tx, accountId))
    assert.equal(await count(), 3)
    const { items } = (await ask('GET', '/v1/documents?limit=50')).json()
    for (const { id } of items) await ask('DELETE', `/v1/documents/${id}`)
    assert.equal(await count(), 0)
    const again = await school.paper({ seed, at: 4 })
    assert.equal((await school.extraction(again.id)).learned?.lessons, 0)
  })
})
