// For tests: an installation whose clock can be set forward, and documents of it brought to rest.
import assert from 'node:assert/strict'
import { withAccount, withSystem } from '../db/sql.ts'
import { documentKey } from '../documents/keys.ts'
import { recordEvent } from '../documents/record.ts'
import { insertBlob, saveExtraction } from '../documents/results.store.ts'
import { type DocumentEvent, replay } from '../domain/document.ts'
import { bySystem } from '../events/append.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'
import { createLog } from '../platform/log.ts'
import { findWorkflow } from '../workflows/workflows.ts'
import { applyRetention } from './retention.ts'

type Test = { after(hook: () => Promise<void>): void }

const roles = ['searchable', 'sealed', 'evidence'] as const

async function addFindings({ app, accountId }: Installation, documentId: string): Promise<void> {
  const { archive, clock } = app
  await withAccount(archive.db, accountId, async (tx) => {
    const key = await documentKey(tx, accountId, { documentId, kms: archive.kms })
    const of = { documentId, run: 1, at: clock() }
    for (const role of roles) {
      const blob = await archive.blobs.put(Buffer.from(role), key)
      await insertBlob(tx, accountId, { ...of, role, blob, kekId: 'k' })
    }
    const found = { class: 'invoice' as const, classConfidence: 1, language: 'en', fields: [], findings: [] }
    await saveExtraction(tx, accountId, { ...of, key, extraction: { documentId, run: 1, ...found } })
  })
}

const logOf = ({ app }: Installation) => ({
  row: (id: string) =>
    withSystem(app.archive.db, (tx) =>
      tx.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    ),
  async events(id: string) {
    const rows = await withSystem(app.archive.db, (tx) =>
      tx.selectFrom('events').select(['type', 'body']).where('subject', '=', id).orderBy('version').execute(),
    )
    return rows.map(({ type, body }) => ({ type: type as DocumentEvent, body: JSON.parse(body) }))
  },
  /** State, run and version by the row and by the log: always the same. */
  async replays(id: string): Promise<void> {
    const { state, run, version } = await this.row(id)
    const types = (await this.events(id)).map(({ type }) => type)
    assert.deepEqual(replay(types), { state, run, version })
  },
  async storedFiles(): Promise<number> {
    let count = 0
    for await (const _ of app.archive.blobs.list()) count += 1
    return count
  },
})

const clientOf = ({ http, headers }: Installation) => ({
  async ask(method: 'GET' | 'PUT' | 'DELETE' | 'POST', url: string, payload?: object) {
    const answer = await http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  },
  async upload(query = ''): Promise<string> {
    const payload = Buffer.from('%PDF-1.7\nnothing much')
    const url = `/v1/documents?workflow=archive${query}`
    const asking = { ...headers, 'content-type': 'application/pdf' }
    const answer = await http.inject({ method: 'POST', url, headers: asking, payload })
    assert.equal(answer.statusCode, 202, answer.body)
    return answer.json().id
  },
})

export async function retentionHouse(t: Test) {
  const installation = await withInstallation(t)
  const { app, accountId } = installation
  let aheadMs = 0
  const clock = () => new Date(app.clock().getTime() + aheadMs)
  const recorder = { ...app.recorder, clock }
  const log = createLog({ level: 'silent', role: 'test' })
  const record = (documentId: string, event: DocumentEvent) =>
    withAccount(app.archive.db, accountId, (tx) =>
      recordEvent(tx, accountId, { ...bySystem(null), documentId, event, data: {}, recorder }),
    )
  return {
    ...installation,
    ...logOf(installation),
    ...clientOf(installation),
    clock,
    record,
    forward: (days: number) => {
      aheadMs += days * 24 * 3_600_000
    },
    apply: () =>
      applyRetention({
        archive: app.archive,
        recorder,
        workflow: (accountId, of) => findWorkflow(app.archive.db, accountId, of),
        log,
      }),
    /** As if it had gone all the way. */
    async settle(documentId: string, event: 'document.completed' | 'document.failed' = 'document.completed') {
      await record(documentId, 'document.read')
      await addFindings(installation, documentId)
      await record(documentId, event)
    },
  }
}
