// For tests: documents that were understood as a test says, taken on by the runner from there.
import type { Document } from '@countersign/contract/document'
import type { Extraction, Field } from '@countersign/contract/extraction'
import type { ReviewTask } from '@countersign/contract/review'
import { makeUpload } from '@countersign/fixtures/upload'
import { createKey } from '../access/accounts.ts'
import { buildRunner } from '../app.ts'
import { withAccount } from '../db/sql.ts'
import { documentKey } from '../documents/keys.ts'
import { recordEvent } from '../documents/record.ts'
import { saveExtraction } from '../documents/results.store.ts'
import { fieldType } from '../domain/fields.ts'
import { bySystem } from '../events/append.ts'
import { listHistory } from '../events/history.ts'
import { lookAt, type Runner } from '../pipeline/runner.ts'
import { type Installation, withInstallation } from '../pipeline/testing.ts'

const bytes = Buffer.from((await makeUpload({ bytes: 17_000, seed: 1, format: 'pdf' })).bytes)

export const field = (name: string, value: Field['value'], confidence = 0.99): Field => ({
  name,
  type: fieldType(name),
  value,
  raw: typeof value === 'string' ? value : String(value.minor),
  confidence,
  evidence: [{ page: 1, box: [0.1, 0.1, 0.2, 0.02] }],
  origin: 'document',
})

export const euros = (minor: number) => ({ minor, currency: 'EUR' })

/** An invoice that passes, with what a test says otherwise. */
export const invoiceFields = (changed: Record<string, Field | null> = {}): Field[] => {
  const usual = {
    seller: field('seller', 'Nordlicht GmbH'),
    number: field('number', 'RE-1'),
    date: field('date', '2026-01-15'),
    currency: field('currency', 'EUR'),
    net: field('net', euros(10_000)),
    tax: field('tax', euros(1_900)),
    total: field('total', euros(11_900)),
  }
  return Object.values({ ...usual, ...changed }).filter((one) => one !== null)
}

type Understood = Partial<Pick<Extraction, 'class' | 'fields' | 'findings'>>

type Body = {
  code?: string
  detail?: string
  state?: string
  mine?: boolean
  task?: ReviewTask | null
  items?: unknown[]
  nextCursor?: string | null
}
export type Answer = { status: number; body: Body }

export type Desk = Installation & {
  runner: Runner
  /** Takes a document on from where it stands. */
  goOn(id: string): Promise<Document>
  understood(workflow: string, found?: Understood & { packet?: string }): Promise<string>
  document(id: string): Promise<Document>
  /** As a person, by name. */
  as(person: string): {
    post(url: string, body?: object, headers?: Record<string, string>): Promise<Answer>
    get(url: string): Promise<Answer>
  }
  types(id: string): Promise<string[]>
}

type TestContext = { after(hook: () => Promise<void>): void }

type Asked = { method: 'GET' | 'POST'; url: string; payload?: object }

/** Every name a person, all through one key that may say for whom it acts. */
async function peopleOf({ app, http, accountId }: Installation): Promise<Desk['as']> {
  const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
  const { key } = await createKey(ports, {
    accountId,
    name: 'people',
    scopes: ['documents:read', 'review:write', 'approvals:write', 'actors:assert'],
  })
  const ask = async (by: Record<string, string>, asked: Asked): Promise<Answer> => {
    const answer = await http.inject({ ...asked, headers: by })
    return { status: answer.statusCode, body: answer.json() as Answer['body'] }
  }
  return (person) => {
    const by = { authorization: `Bearer ${key}`, host: 'localhost', 'countersign-on-behalf-of': person }
    return {
      post: (url, body, more = {}) =>
        ask({ ...by, ...more }, { method: 'POST', url, ...(body ? { payload: body } : {}) }),
      get: (url) => ask(by, { method: 'GET', url }),
    }
  }
}

export async function withDesk(t: TestContext, settings: Record<string, string> = {}): Promise<Desk> {
  const installation = await withInstallation(t, settings)
  const { app, http, accountId, headers } = installation
  const runner = buildRunner(app)
  t.after(() => runner.close())
  const document = async (id: string) =>
    (await http.inject({ method: 'GET', url: `/v1/documents/${id}`, headers })).json() as Document
  const goOn = async (id: string) => {
    const { run, state, version } = await document(id)
    const job = {
      accountId,
      documentId: id,
      state,
      run,
      version,
      tier: 'standard',
      traceparent: null,
    } as const
    const attempt = { id: 'test', attempt: 1, lastAttempt: false, enqueuedAt: app.clock() }
    await lookAt(runner, { ...job, ...attempt }, new AbortController().signal)
    return document(id)
  }
  return {
    ...installation,
    ...{ runner, goOn, document },
    understood: (workflow, found = {}) => understand({ installation, goOn }, workflow, found),
    as: await peopleOf(installation),
    async types(id) {
      const history = await withAccount(app.archive.db, accountId, (tx) => listHistory(tx, accountId, id))
      return history.map(({ type }) => type)
    },
  }
}

async function understand(
  { installation, goOn }: { installation: Installation; goOn: Desk['goOn'] },
  workflow: string,
  {
    packet,
    class: name = 'invoice',
    fields = invoiceFields(),
    findings = [],
  }: Understood & { packet?: string },
): Promise<string> {
  const { app, http, headers, accountId } = installation
  const sent = await http.inject({
    method: 'POST',
    url: `/v1/documents?workflow=${workflow}${packet ? `&packet=${packet}` : ''}`,
    headers: { ...headers, 'content-type': 'application/pdf' },
    payload: bytes,
  })
  const { id, run } = sent.json() as Document
  await withAccount(app.archive.db, accountId, async (tx) => {
    const record = (event: 'document.read' | 'document.understood') =>
      recordEvent(tx, accountId, {
        ...bySystem(null),
        ...{ documentId: id, event, data: {}, recorder: app.recorder, goesOn: true },
        set: { pageCount: 1, class: name },
      })
    await record('document.read')
    await record('document.understood')
    const key = await documentKey(tx, accountId, { documentId: id, kms: app.kms })
    const extraction = {
      documentId: id,
      run,
      class: name,
      classConfidence: 1,
      language: 'en',
      fields,
      findings,
    }
    await saveExtraction(tx, accountId, { documentId: id, run, key, extraction, at: app.clock() })
  })
  await goOn(id)
  return id
}
