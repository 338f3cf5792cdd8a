import {
  BatchCsvQuery,
  BatchPage,
  BatchParams,
  BatchQuery,
  BatchRowPage,
  BatchRowQuery,
  EnvelopeBatch,
  EnvelopeBatchRow,
  NewEnvelopeBatch,
  TemplateParams,
} from '@countersign/contract/envelope-template'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { withAccount } from '../../db/sql.ts'
import { cursorAfter, readCursor } from '../../documents/cursor.ts'
import type { Http } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import type { Office } from '../life.ts'
import { parseBatchRows } from './batch-rows.ts'
import { countRows, findBatch, listBatches, listRows } from './batches.store.ts'
import { createBatch, toBatch } from './batches.ts'
import { RequestKey } from './templates.routes.ts'
import { getTemplate } from './templates.ts'

const tags = ['Envelope templates']
const write = { needs: 'sign:write' } as const
const read = { needs: 'documents:read' } as const
const mostBytes = 8_000_000

const sending = {
  tags,
  sends: ['location' as const],
  headers: RequestKey,
  params: TemplateParams,
  response: { 202: EnvelopeBatch },
}
const problems = ['envelope.batch_invalid', 'envelope.template_not_found', 'idempotency.mismatch'] as const

export async function batchRoutes(http: Http, office: Office): Promise<void> {
  createRoute(http, office)
  await csvRoute(http, office)
  readRoutes(http, office)
  rowsRoute(http, office)
}

function createRoute(http: Http, office: Office) {
  http.post(
    '/v1/envelope-templates/:name/batches',
    {
      bodyLimit: mostBytes,
      schema: {
        operationId: 'envelopeBatches.create',
        summary: 'Send one envelope to each row of a list',
        description:
          'Up to 5,000 rows. All are looked at before anything is sent; then they are worked off one after the other. What became of each is in the report.',
        ...sending,
        problems: [...problems],
        body: NewEnvelopeBatch,
      },
      config: write,
    },
    async ({ caller: { accountId, keyId }, params, headers, body }, reply) => {
      const requestKey = headers['idempotency-key'] ?? null
      const batch = await createBatch(office, {
        ...{ accountId, keyId, template: params.name, wanted: body, requestKey },
      })
      return reply.code(202).header('location', `/v1/envelope-batches/${batch.id}`).send(batch)
    },
  )
}

const invalid = (faults: { path: string; message: string }[]) =>
  new Problem('envelope.batch_invalid', `${faults[0]?.path}: ${faults[0]?.message}`, { errors: faults })

function rowsFrom(bytes: Uint8Array): EnvelopeBatchRow[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new Problem(
      'envelope.batch_invalid',
      'The list is not UTF-8. Save it as "CSV UTF-8" and send it again.',
      { cause },
    )
  }
  const { rows, faults } = parseBatchRows(text)
  if (faults.length > 0) throw invalid(faults)
  const wrong = rows.flatMap((row, index) =>
    [...Value.Errors(EnvelopeBatchRow, row)].slice(0, 1).map(({ instancePath, message }) => ({
      path: `row ${index + 1}${instancePath}`,
      message: `It ${message}.`,
    })),
  )
  if (wrong.length > 0) throw invalid(wrong.slice(0, 50))
  return rows
}

async function csvRoute(http: Http, office: Office): Promise<void> {
  const { db, kms } = office.archive
  await http.register(async (scope) => {
    const own: Http = scope
    own.removeAllContentTypeParsers()
    own.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) =>
      done(null, body),
    )
    own.post(
      '/v1/envelope-templates/:name/batches/csv',
      {
        schema: {
          operationId: 'envelopeBatches.createCsv',
          summary: 'Send one envelope to each row of a CSV file',
          description:
            'The first line names the columns: `PERSON.name`, `PERSON.email`, `PERSON.language`, `PERSON.accessCode` for each person of the template, `values.NAME`, `title`, `message`, `document`. Comma, semicolon or tab.',
          ...sending,
          problems: [...problems],
          consumes: ['text/csv'],
          querystring: BatchCsvQuery,
          body: Type.Unsafe<Buffer>({ description: 'CSV' }),
        },
        config: write,
      },
      async ({ caller: { accountId, keyId }, params, query, headers, body }, reply) => {
        const { document, version } = query
        // Whether there is such a template is said before what is wrong with the file.
        await withAccount(db, accountId, (tx) =>
          getTemplate(tx, accountId, { name: params.name, version, kms }),
        )
        const wanted = {
          ...(version && { version }),
          ...(document && { documents: [{ documentId: document }] }),
          rows: rowsFrom(body),
        }
        const requestKey = headers['idempotency-key'] ?? null
        const batch = await createBatch(office, {
          ...{ accountId, keyId, template: params.name, wanted, requestKey },
        })
        return reply.code(202).header('location', `/v1/envelope-batches/${batch.id}`).send(batch)
      },
    )
  })
}

function readRoutes(http: Http, { archive: { db } }: Office) {
  http.get(
    '/v1/envelope-batches',
    {
      schema: {
        operationId: 'envelopeBatches.list',
        tags,
        summary: 'List batches, newest first',
        problems: ['cursor.invalid'],
        querystring: BatchQuery,
        response: { 200: BatchPage },
      },
      config: read,
    },
    ({ caller: { accountId }, query: { cursor, limit = 50 } }) =>
      withAccount(db, accountId, async (tx) => {
        const before = cursor === undefined ? undefined : readCursor(cursor, 'bat')
        const rows = await listBatches(tx, accountId, { before, limit: limit + 1 })
        const page = rows.slice(0, limit)
        const last = page.at(-1)
        const counts = await countRows(
          tx,
          accountId,
          page.map(({ id }) => id),
        )
        return {
          items: page.map((row) => toBatch(row, counts.get(row.id))),
          nextCursor: rows.length > limit && last ? cursorAfter(last.id) : null,
        }
      }),
  )
  http.get(
    '/v1/envelope-batches/:id',
    {
      schema: {
        operationId: 'envelopeBatches.get',
        tags,
        summary: 'How far a batch is',
        problems: ['envelope.batch_not_found'],
        params: BatchParams,
        response: { 200: EnvelopeBatch },
      },
      config: read,
    },
    ({ caller: { accountId }, params: { id } }) =>
      withAccount(db, accountId, async (tx) => {
        const row = await findBatch(tx, accountId, id)
        return toBatch(row, (await countRows(tx, accountId, [id])).get(id))
      }),
  )
}

function rowsRoute(http: Http, { archive: { db } }: Office) {
  http.get(
    '/v1/envelope-batches/:id/rows',
    {
      schema: {
        operationId: 'envelopeBatches.rows',
        tags,
        summary: 'What became of each row',
        description:
          'By number, at most `limit` at a time (100 if left out); `after` goes on behind that number. `state=failed` is the list of what to mend.',
        problems: ['envelope.batch_not_found'],
        params: BatchParams,
        querystring: BatchRowQuery,
        response: { 200: BatchRowPage },
      },
      config: read,
    },
    ({ caller: { accountId }, params: { id }, query: { state, after = 0, limit = 100 } }) =>
      withAccount(db, accountId, async (tx) => {
        await findBatch(tx, accountId, id)
        const rows = await listRows(tx, accountId, { batchId: id, state, after, limit })
        const items = rows.map(({ number, state: stands, envelopeId, failureCode, failureDetail }) => ({
          ...{ number, state: stands, envelopeId },
          failure: failureCode === null ? null : { code: failureCode, detail: failureDetail ?? '' },
        }))
        return { items }
      }),
  )
}
