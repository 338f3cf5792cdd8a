import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Document } from '@countersign/contract/document'
import type { Extraction } from '@countersign/contract/extraction'
import { attach, attachmentName, makeXml } from '@countersign/fixtures/einvoice/e-invoice'
import { inventEInvoice } from '@countersign/fixtures/einvoice/facts'
import { makeInvoice } from '@countersign/fixtures/invoice'
import { makeLetter } from '@countersign/fixtures/letter'
import { makeTextPdf } from '@countersign/fixtures/pdf'
import { buildRunner } from '../app.ts'
import { withSystem } from '../db/sql.ts'
import type { Job } from '../ports/job-queue.ts'
import { lookAt } from './runner.ts'
import { type Installation, withInstallation } from './testing.ts'

const { signal } = new AbortController()

const jobFor = ({ accountId }: Installation, documentId: string): Job => ({
  id: 'test',
  accountId,
  documentId,
  state: 'received',
  run: 1,
  version: 1,
  tier: 'standard',
  traceparent: null,
  attempt: 1,
  lastAttempt: false,
  enqueuedAt: new Date(),
})

async function get<Answer>({ http, headers }: Installation, url: string): Promise<Answer> {
  const answer = await http.inject({ url, headers })
  assert.equal(answer.statusCode, 200, answer.body.slice(0, 300))
  return answer.json() as Answer
}

type Event = { type: string; actor: unknown; source: unknown; data: Record<string, unknown> }
const eventsOf = async ({ app }: Installation, id: string): Promise<Event[]> => {
  const rows = await withSystem(app.archive.db, (tx) =>
    tx.selectFrom('events').select('body').where('subject', '=', id).orderBy('version').execute(),
  )
  return rows.map(({ body }) => JSON.parse(body) as Event)
}

/** An invoice of one page and a letter of two, in one file. */
async function packet(): Promise<Buffer> {
  const invoice = makeInvoice({ seed: 7, language: 'en', layout: 0, wording: 'usual' })
  const letter = makeLetter({ seed: 3, language: 'en', pages: 2 })
  return Buffer.from(await makeTextPdf({ ...invoice, sheets: [...invoice.sheets, ...letter.sheets] }))
}

async function sent(installation: Installation, payload: Buffer): Promise<string> {
  const answer = await installation.http.inject({
    method: 'POST',
    url: '/v1/documents?packet=case-7&workflow=archive',
    headers: { ...installation.headers, 'content-type': 'application/pdf' },
    payload,
  })
  assert.equal(answer.statusCode, 202, answer.body)
  return answer.json().id
}

function splittingRunner(t: { after(hook: () => Promise<void>): void }, { app }: Installation) {
  const runner = buildRunner(app)
  t.after(() => runner.close())
  const workflow: typeof runner.workflow = async (accountId, of) => ({
    ...(await runner.workflow(accountId, of)),
    understand: { classes: [], split: {} },
  })
  return { ...runner, workflow }
}

describe('a file that holds several documents', () => {
  test('becomes several, which keep who sent it and know where they come from', async (t) => {
    const installation = await withInstallation(t)
    const runner = splittingRunner(t, installation)
    const id = await sent(installation, await packet())
    await lookAt(runner, jobFor(installation, id), signal)
    assert.equal((await get<Document>(installation, `/v1/documents/${id}`)).state, 'split')
    const events = await eventsOf(installation, id)
    const last = events.at(-1)
    assert.ok(last)
    const { children } = last.data as { children: { id: string; pages: string; class: string }[] }
    assert.deepEqual(
      children.map((child) => [child.pages, child.class]),
      [
        ['1', 'invoice'],
        ['2-3', 'letter'],
      ],
    )
    for (const child of children) {
      const document = await get<Document>(installation, `/v1/documents/${child.id}`)
      assert.deepEqual(
        [document.state, document.parentId, document.pages, document.packetId],
        ['received', id, child.pages, 'case-7'],
      )
      const [born] = await eventsOf(installation, child.id)
      assert.deepEqual([born?.actor, born?.source], [events[0]?.actor, events[0]?.source])
      await lookAt(runner, jobFor(installation, child.id), signal)
      const understood = await get<Document>(installation, `/v1/documents/${child.id}`)
      assert.equal(understood.class, child.class)
      assert.notEqual(understood.state, 'split', 'a part is not split again')
    }
  })

  test('stays in one piece where an e-invoice is attached', async (t) => {
    const installation = await withInstallation(t)
    const runner = splittingRunner(t, installation)
    const profile = 'facturx-en16931'
    const bytes = Buffer.from(makeXml(inventEInvoice({ seed: 5 }), profile))
    const whole = await attach(await packet(), { name: attachmentName(profile), bytes })
    const id = await sent(installation, Buffer.from(whole))
    await lookAt(runner, jobFor(installation, id), signal)
    assert.notEqual((await get<Document>(installation, `/v1/documents/${id}`)).state, 'split')
    const { findings } = await get<Extraction>(installation, `/v1/documents/${id}/extraction`)
    assert.ok(
      findings.some(({ rule, message }) => rule === 'split.kept_whole' && /2 documents/.test(message)),
    )
  })
})
