import { DocumentParams } from '@countersign/contract/document'
import type { Field, FieldValue } from '@countersign/contract/extraction'
import {
  Mark,
  MarkParams,
  mostTaughtFields,
  NewMark,
  NewTaughtField,
  TaughtField,
  TaughtFieldParams,
} from '@countersign/contract/learning'
import { classDefinitions } from '@countersign/understand/classes/classes'
import { valueAt } from '@countersign/understand/learn/marking'
import { Type } from 'typebox'
import { withAccount } from '../db/sql.ts'
import { openDocument } from '../documents/holdings.ts'
import { documentKey } from '../documents/keys.ts'
import type { Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { markDue } from './due.store.ts'
import {
  addField,
  deleteField,
  deleteMark,
  listFields,
  listMarks,
  type Marked,
  type TaughtField as Row,
  saveMark,
} from './fields.store.ts'
import type { LearningRouteParts } from './learning.routes.ts'

const tags = ['Learning']
const reads = { needs: 'documents:read' } as const
const manages = { needs: 'workflows:manage' } as const
const marks = { needs: 'review:write' } as const
const usualThreshold = 0.9

const shown = ({ accountId: _, createdAt, ...field }: Row): TaughtField => ({
  ...field,
  createdAt: createdAt.toISOString(),
})

export function fieldRoutes(http: Http, parts: LearningRouteParts): void {
  addFieldRoute(http, parts)
  const { db } = parts.archive
  http.get(
    '/v1/taught-fields',
    {
      schema: {
        operationId: 'taughtFields.list',
        tags,
        summary: "The account's own fields",
        response: { 200: Type.Object({ items: Type.Array(TaughtField) }) },
      },
      config: reads,
    },
    async ({ caller: { accountId } }) => ({
      items: (await withAccount(db, accountId, (tx) => listFields(tx, accountId))).map(shown),
    }),
  )
  http.delete(
    '/v1/taught-fields/:id',
    {
      schema: {
        operationId: 'taughtFields.delete',
        problems: ['taught_field.not_found'],
        tags,
        summary: 'Give up a field of your own',
        params: TaughtFieldParams,
        response: { 204: Type.Null() },
      },
      config: manages,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      const gone = await withAccount(db, accountId, (tx) => deleteField(tx, accountId, id))
      if (!gone) throw new Problem('taught_field.not_found', `There is no taught field ${id}.`)
      return reply.code(204).send(null)
    },
  )
}

function addFieldRoute(http: Http, { archive: { db }, clock, newId }: LearningRouteParts): void {
  http.post(
    '/v1/taught-fields',
    {
      schema: {
        operationId: 'taughtFields.add',
        sends: ['location'],
        problems: ['taught_field.exists', 'taught_field.limit_reached'],
        tags,
        summary: 'Add a field of your own to a class',
        description: 'Then mark it on a handful of samples; documents of the same layout are read by them.',
        body: NewTaughtField,
        response: { 201: TaughtField },
      },
      config: manages,
    },
    async ({ caller: { accountId }, body }, reply) => {
      const { class: name, required = false, threshold = usualThreshold, about = null } = body
      const row = {
        ...{ id: newId('fld'), class: name, name: body.name, type: body.type },
        ...{ required, threshold, about, createdAt: clock() },
      }
      const known = Object.hasOwn(classDefinitions[name].fields, body.name)
      const done = known
        ? 'exists'
        : await withAccount(db, accountId, (tx) =>
            addField(tx, accountId, { ...row, most: mostTaughtFields }),
          )
      if (done === 'exists')
        throw new Problem(
          'taught_field.exists',
          `The class "${name}" has a field "${body.name}". Take another name.`,
        )
      if (done === 'full')
        throw new Problem(
          'taught_field.limit_reached',
          `The account has ${mostTaughtFields} fields of its own, which is the most. Delete some.`,
        )
      return reply
        .code(201)
        .header('location', `/v1/taught-fields/${row.id}`)
        .send(shown({ ...row, accountId }))
    },
  )
}

export function markRoutes(http: Http, parts: LearningRouteParts): void {
  setMarkRoute(http, parts)
  const { db, kms } = parts.archive
  http.get(
    '/v1/documents/:id/marks',
    {
      schema: {
        operationId: 'documents.listMarks',
        problems: ['document.not_found', 'document.erased'],
        tags,
        summary: 'What was marked on a sample',
        params: DocumentParams,
        response: { 200: Type.Object({ items: Type.Array(Mark) }) },
      },
      config: reads,
    },
    ({ caller: { accountId }, params: { id } }) =>
      withAccount(db, accountId, async (tx) => {
        const key = await documentKey(tx, accountId, { documentId: id, kms })
        return { items: await listMarks(tx, accountId, { documentId: id, key }) }
      }),
  )
  http.delete(
    '/v1/documents/:id/marks/:field',
    {
      schema: {
        operationId: 'documents.deleteMark',
        problems: ['document.not_found', 'document.erased', 'mark.not_found'],
        tags,
        summary: 'Take a mark away',
        params: MarkParams,
        response: { 204: Type.Null() },
      },
      config: marks,
    },
    async ({ caller: { accountId }, params: { id, field } }, reply) => {
      const { document } = await openDocument(parts.archive, accountId, id)
      const gone = await withAccount(db, accountId, async (tx) => {
        await markDue(tx, accountId, { documentId: id, run: document.run, at: parts.clock() })
        return deleteMark(tx, accountId, { documentId: id, field })
      })
      if (!gone) throw new Problem('mark.not_found', `"${field}" is not marked on document ${id}.`)
      return reply.code(204).send(null)
    },
  )
}

function setMarkRoute(http: Http, { archive, clock }: LearningRouteParts): void {
  http.put(
    '/v1/documents/:id/marks/:field',
    {
      schema: {
        operationId: 'documents.mark',
        problems: [
          'document.not_found',
          'document.erased',
          'extraction.not_found',
          'taught_field.not_found',
          'mark.nothing_there',
        ],
        tags,
        summary: 'Mark where a field of your own stands on a sample',
        description:
          'By a box on a page, by its value, or both. The sample itself stays as it was understood; the next documents of its layout are read by it within seconds.',
        params: MarkParams,
        body: NewMark,
        response: { 200: Mark },
      },
      config: marks,
    },
    async ({ caller: { accountId }, params: { id, field }, body }) => {
      const { document, holdings } = await openDocument(archive, accountId, id)
      const extraction = await holdings.extraction()
      if (!extraction)
        throw new Problem(
          'extraction.not_found',
          'The document has not been understood. Mark it when it has been.',
        )
      const { dataKey: key } = holdings
      const fields = await withAccount(archive.db, accountId, (tx) => listFields(tx, accountId))
      const taught = fields.find((one) => one.class === extraction.class && one.name === field)
      if (!taught)
        throw new Problem(
          'taught_field.not_found',
          `The class "${extraction.class}" has no field "${field}" of your own. Add it: POST /v1/taught-fields.`,
        )
      const mark = markedBy(body, { field, type: taught.type, pages: await holdings.pages() })
      await withAccount(archive.db, accountId, async (tx) => {
        const at = clock()
        await saveMark(tx, accountId, { documentId: id, key, mark, run: document.run, at })
        await markDue(tx, accountId, { documentId: id, run: document.run, at })
      })
      return mark
    },
  )
}

type Pages = Parameters<typeof valueAt>[0]

/** Throws `mark.nothing_there` where neither value nor box leads to anything printed. */
function markedBy(
  { value, page, box }: NewMark,
  { field, type, pages }: { field: string; type: Field['type']; pages: Pages },
): Marked {
  const place = page !== undefined && box !== undefined ? { page, box } : null
  if (value === null) return { field, type, value, page: null, box: null }
  const found: FieldValue | null = valueAt(pages, { type, place, value: value ?? null })
  if (found === null)
    throw new Problem(
      'mark.nothing_there',
      place && type === 'boolean'
        ? 'No check box was seen in that box. Draw it around the check box alone, or give the "value".'
        : place
          ? `Nothing in that box reads like a ${type}. Draw it around the value, or give the "value".`
          : 'The value stands nowhere on the pages. Give "page" and "box", or the value as it is printed.',
    )
  return { field, type, value: found, page: place?.page ?? null, box: place?.box ?? null }
}
