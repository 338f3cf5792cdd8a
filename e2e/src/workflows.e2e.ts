// A customer's own process: a file is checked and applied, people share the work out, and it runs to the seal.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Document } from '@countersign/contract/document'
import type { ProblemBody } from '@countersign/contract/problem'
import type { ReviewTask } from '@countersign/contract/review'
import { runCommand } from './command.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { type Api, type House, openHouse } from './house.ts'
import { invoice } from './papers.ts'

const total = (minor: number) => ({ class: 'invoice', fields: { total: { minor, currency: 'EUR' } } })

const bills = {
  name: 'bills',
  read: { languages: [], searchable: true },
  understand: { classes: ['invoice'] },
  validate: {
    rules: [
      {
        id: 'total.positive',
        check: 'fields.total.minor > 0',
        fields: ['total'],
        examples: { passes: total(1), fails: total(-1) },
      },
    ],
  },
  review: { risk: [{ when: 'true', route: 'twoReviewers' }] },
  approve: [{ by: 'finance' }],
  sign: { seal: { level: 'B-B' } },
  publish: ['webhook'],
}

describe('a workflow of one’s own', () => {
  let house: House
  let api: Api
  let folder = ''
  let file = ''
  let document: Document
  before(async () => {
    house = await openHouse()
    api = house.api
    folder = await makeFolder()
    file = join(folder, 'bills.json')
  })
  after(async () => {
    await house.stop()
    await removeFolder(folder)
  })
  const countersign = (...args: string[]) => runCommand([...args, '--data', house.data])
  const ask = (person: string, path: string, body: object) =>
    api.ask<ReviewTask & { task: ReviewTask | null } & ProblemBody>(path, {
      ...{ method: 'POST', body, headers: { 'countersign-on-behalf-of': person } },
    })
  const next = async (person: string) => (await ask(person, '/v1/tasks/next', {})).body.task

  test('a file with a mistake is explained with its line and not applied', async () => {
    await writeFile(
      file,
      JSON.stringify(bills, null, 2).replace('fields.total.minor > 0', 'fields.totl.minor > 0'),
    )
    const checked = await runCommand(['workflow', 'check', file])
    assert.equal(checked.code, 1)
    assert.match(checked.output, /bills\.json:\d+:\d+: No class .* "totl"\. Did you mean "total"\?/)
    assert.equal((await countersign('workflow', 'apply', file)).code, 1)
    assert.doesNotMatch((await countersign('workflow', 'list')).output, /^bills /m)
  })

  test('applied, new documents start with it', async () => {
    await writeFile(file, JSON.stringify(bills, null, 2))
    const { code, output } = await countersign('workflow', 'apply', file)
    assert.equal(code, 0, output)
    assert.match(output, /bills version 1 is active/)
    const sent = await api.upload((await invoice(61)).bytes, { workflow: 'bills' })
    document = await api.settled(sent.id)
    assert.deepEqual([document.state, document.workflow, document.workflowVersion], ['in_review', 'bills', 1])
  })

  test('two people read it, and neither can be both', async () => {
    const first = await next('anna')
    assert.deepEqual([first?.documentId, first?.kind], [document.id, 'field'])
    assert.equal((await next('ben')) === null || (await next('ben'))?.id !== first?.id, true)
    for (let task = first; task?.kind === 'field'; task = await next('anna')) {
      const answer = await ask('anna', `/v1/tasks/${task.id}/decision`, {
        decision: 'confirm',
        reason: 'seen',
      })
      assert.equal(answer.status, 200, answer.bytes.toString())
    }
    assert.equal((await api.document(document.id)).state, 'in_review')
    assert.equal(await next('anna'), null, 'the second look is for somebody else')
    for (let task = await next('ben'); task?.kind === 'second'; task = await next('ben'))
      assert.equal((await ask('ben', `/v1/tasks/${task.id}/decision`, { decision: 'confirm' })).status, 200)
    assert.equal((await api.document(document.id)).state, 'validated')
  })

  test('an approval lets it go on to its seal', async () => {
    let task = await next('cleo')
    for (let tries = 0; task === null && tries < 600; tries += 1) {
      await sleep(100)
      task = await next('cleo')
    }
    assert.equal(task?.kind, 'approval')
    const wrong = await ask('cleo', `/v1/tasks/${task?.id}/decision`, { decision: 'confirm' })
    assert.equal(wrong.body.code, 'task.decision_unfit')
    assert.equal((await ask('cleo', `/v1/tasks/${task?.id}/approval`, { decision: 'approve' })).status, 200)
    assert.equal((await api.settled(document.id)).state, 'completed')
    const types = (await api.history(document.id)).map(({ type }) => type)
    assert.deepEqual(types.slice(-5), [
      'document.approval_asked',
      'document.task_claimed',
      'document.approved',
      'document.sealed',
      'document.completed',
    ])
  })

  test('a dry run says what another definition would have done', async () => {
    await writeFile(file, JSON.stringify({ ...bills, review: {}, approve: [{ by: 'board' }] }))
    const { code, output } = await countersign('workflow', 'apply', file, '--dry-run')
    assert.equal(code, 0, output)
    assert.match(output, new RegExp(`${document.id} .*It is approved by board; before, by finance\\.`))
    assert.match((await countersign('workflow', 'list')).output, /^bills +account +version 1$/m)
  })

  test('`process` says that a document waits for approval, and waits no longer itself', async () => {
    assert.equal((await countersign('workflow', 'apply', file)).code, 0)
    const paper = join(folder, 'march.pdf')
    await writeFile(paper, (await invoice(62)).bytes)
    const { code, output } = await countersign('process', paper, '--workflow', 'bills')
    assert.equal(code, 0, output)
    assert.match(
      output,
      /march\.pdf +waits for approval[\s\S]*Waits for approval: GET http:\S+\/v1\/tasks\?document=doc_/,
    )
  })
})
