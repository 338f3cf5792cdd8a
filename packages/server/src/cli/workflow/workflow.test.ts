import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkFiles, checkWorkflowAction } from './workflow.ts'

test('a file is checked without a server, and each fault has file, line and column', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-workflow-'))
  t.after(() => rm(folder, { recursive: true }))
  const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')]
  const workflow = { name: 'bills', read: { languages: [], searchable: true }, publish: [] }
  await writeFile(good, JSON.stringify(workflow))
  await writeFile(bad, JSON.stringify({ ...workflow, publish: ['fax'] }, null, 2))
  const lines: string[] = []
  assert.equal(await checkFiles([good], (line) => lines.push(line)), 0)
  assert.equal(await checkFiles([bad], (line) => lines.push(line)), 1)
  assert.deepEqual(lines, [
    `${good}: bills has no fault.`,
    `${bad}:8:5: It must be one of "webhook". (/publish/0)`,
  ])
})

test('what to do is asked before a server is looked for', () => {
  for (const [action, ...rest] of [
    ['check'],
    ['apply'],
    ['activate', 'bills'],
    ['activate', 'bills', 'one'],
    ['x'],
  ])
    assert.throws(() => checkWorkflowAction(action, rest), /workflow check FILE/)
  checkWorkflowAction('list', [])
  checkWorkflowAction('activate', ['bills', '2'])
})
