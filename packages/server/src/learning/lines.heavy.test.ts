import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Correction, LineItem } from '@countersign/contract/extraction'
import { type Paper, withSchool } from './testing.ts'

const seed = 4

const shown = (lines: readonly LineItem[] = []) =>
  lines.map(({ description, quantity, unitPrice, amount }) => [
    description,
    quantity === null ? null : Number(quantity),
    unitPrice === null ? null : Math.round(Number(unitPrice) * 100),
    amount?.minor,
  ])
const wanted = (lines: Paper['lines']) =>
  lines.map(({ description, quantity, price, amount }) => [description, quantity, price, amount])

test('lines that somebody typed in teach the table of the sender, and the correction is on the log', async (t) => {
  const school = await withSchool(t)
  const first = await school.paper({ seed, at: 0, odd: true })
  assert.notDeepEqual(shown((await school.extraction(first.id)).lines), wanted(first.lines))
  await school.corrected(first.id, first.truth, first.lines)
  const after = await school.extraction(first.id)
  assert.deepEqual(shown(after.lines), wanted(first.lines))
  assert.equal(after.lines?.[0]?.amount?.currency, first.truth.currency)
  const { items } = (await school.ask('GET', `/v1/documents/${first.id}/corrections`)).json()
  const said = items.find(({ field }: Correction) => field === 'lines')
  assert.deepEqual([shown(said?.lines.after), said?.why], [wanted(first.lines), 'compared with the paper'])
  await school.learn()

  const next = await school.paper({ seed, at: 1, odd: true })
  const read = await school.extraction(next.id)
  assert.deepEqual(shown(read.lines), wanted(next.lines))
  assert.match(read.lines?.[0]?.why?.[0]?.reason ?? '', /^taught: the table/)

  await t.test('how often lines were corrected is told like of any field', async () => {
    await school.corrected(next.id, next.truth)
    await school.learn()
    const answer = await school.ask('GET', '/v1/learning-figures?by=month&field=lines')
    const [figure] = answer.json().items
    assert.deepEqual([figure.documents, figure.seen, figure.corrected, figure.taught], [2, 2, 1, 1])
  })

  await t.test('a line that says nothing is refused', async () => {
    const { id } = await school.paper({ seed, at: 2, odd: true })
    const { version } = await school.document(id)
    const answer = await school.http.inject({
      ...{ method: 'POST', url: `/v1/documents/${id}/review` },
      headers: { ...school.headers, 'if-match': `"v${version}"` },
      payload: { decision: 'approve', lines: [{}] },
    })
    assert.equal(answer.json().code, 'request.invalid')
  })
})
