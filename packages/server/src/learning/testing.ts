// For tests: papers of suppliers whose layouts nobody knows, put before the desk as if they had just been read.
import assert from 'node:assert/strict'
import type { Extraction, FieldValue } from '@countersign/contract/extraction'
import { makeSupplierPaper } from '@countersign/fixtures/business/supplier-paper'
import { makeUpload } from '@countersign/fixtures/upload'
import { withAccount } from '../db/sql.ts'
import { encodeLayout } from '../documents/holdings.ts'
import { documentKey } from '../documents/keys.ts'
import { recordEvent } from '../documents/record.ts'
import { insertPage } from '../documents/results.store.ts'
import { bySystem } from '../events/append.ts'
import { place } from '../events/testing.ts'
import { type Desk, withDesk } from '../review/testing.ts'
import { ensureSealKey } from '../sign/signer.ts'
import { learnDue } from './learner.ts'

type TestContext = Parameters<typeof withDesk>[0]
export type Paper = ReturnType<typeof makeSupplierPaper>

type Answered = { statusCode: number; body: string; json(): ReturnType<typeof JSON.parse> }

export type SentPaper = { id: string; truth: Paper['fields']; lines: Paper['lines'] }

export type School = Desk & {
  /** A paper that was read, and understood as far as it goes by itself. */
  paper(of: { seed: number; at: number; odd?: boolean }): Promise<SentPaper>
  extraction(id: string): Promise<Extraction>
  /** As a person would: what is wrong is corrected, the rest approved. */
  corrected(id: string, truth: Paper['fields'], lines?: Paper['lines']): Promise<string[]>
  /** Everything that is due is learned. */
  learn(): Promise<number>
  ask(method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, payload?: object): Promise<Answered>
}

export const same = (one: FieldValue | undefined, other: FieldValue): boolean =>
  typeof other === 'string' ? one === other : typeof one === 'object' && one.minor === other.minor

export async function withSchool(t: TestContext): Promise<School> {
  const desk = await withDesk(t)
  const { app, http, headers } = desk
  const { db } = app.archive
  await ensureSealKey({ ...app, db, organisation: 'Test' })
  const { archive, clock, newId, log } = app
  const learnNow = () => learnDue({ archive, clock, newId, log })
  // From now on.
  await learnNow()
  const ask: School['ask'] = (method, url, payload) =>
    http.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  const extraction = async (id: string): Promise<Extraction> =>
    (await ask('GET', `/v1/documents/${id}/extraction`)).json()
  return {
    ...desk,
    ...{ ask, extraction },
    paper: (of) => paperOn(desk, makeSupplierPaper(of)),
    async corrected(id, truth, lines) {
      const { fields } = await extraction(id)
      const wrong = Object.entries(truth).filter(
        ([name, value]) => !same(fields.find((field) => field.name === name)?.value, value),
      )
      const { version } = await desk.document(id)
      const answer = await http.inject({
        method: 'POST',
        url: `/v1/documents/${id}/review`,
        headers: { ...headers, 'if-match': `"v${version}"` },
        payload: {
          decision: 'approve',
          corrections: wrong.map(([field, value]) => ({ field, value })),
          ...(lines && { lines: lines.map(typed) }),
          ...{ override: true, reason: 'compared with the paper' },
        },
      })
      assert.equal(answer.statusCode, 200, answer.body)
      return wrong.map(([name]) => name)
    },
    async learn() {
      await place(app.archive.db)
      return learnNow()
    },
  }
}

/** As somebody types a line in who has the paper in hand. */
const typed = ({ description, article, quantity, price, amount }: Paper['lines'][number]) => ({
  ...{ description, article, amount: { minor: amount, currency: null } },
  quantity: quantity === null ? null : String(quantity),
  unitPrice: price === null ? null : (price / 100).toFixed(2),
})

let count = 0

async function paperOn(desk: Desk, { pages, fields: truth, lines }: Paper): Promise<SentPaper> {
  const { app, http, headers, accountId } = desk
  const { bytes } = await makeUpload({ bytes: 17_000 + count++, seed: 1, format: 'pdf' })
  const sent = await http.inject({
    method: 'POST',
    url: '/v1/documents?workflow=supplier-invoices',
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: Buffer.from(bytes),
  })
  const { id, run } = sent.json()
  const key = await withAccount(app.archive.db, accountId, (tx) =>
    documentKey(tx, accountId, { documentId: id, kms: app.kms }),
  )
  for (const page of pages) {
    const layout = await app.archive.blobs.put(encodeLayout(page), key)
    const preview = await app.archive.blobs.put(Buffer.from('preview'), key)
    await withAccount(app.archive.db, accountId, (tx) =>
      insertPage(tx, accountId, {
        ...{ documentId: id, run, kekId: 'test', at: app.clock() },
        result: { page, layout, preview, seconds: 0 },
      }),
    )
  }
  await withAccount(app.archive.db, accountId, (tx) =>
    recordEvent(tx, accountId, {
      ...bySystem(null),
      ...{ documentId: id, event: 'document.read', data: {}, recorder: app.recorder, goesOn: true },
      set: { pageCount: pages.length },
    }),
  )
  await desk.goOn(id)
  return { id, truth, lines }
}
