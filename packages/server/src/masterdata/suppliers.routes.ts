import {
  mostSuppliers,
  NewSupplier,
  Supplier,
  SupplierList,
  SupplierParams,
} from '@countersign/contract/supplier'
import { Type } from 'typebox'
import { type Db, withAccount } from '../db/sql.ts'
import { cursorAfter, readCursor } from '../documents/cursor.ts'
import type { Clock } from '../platform/clock.ts'
import type { Http } from '../platform/http.ts'
import type { NewId } from '../platform/ids.ts'
import { guarded } from '../platform/incoming.ts'
import { Problem } from '../platform/problem.ts'
import type { Kms } from '../ports/kms.ts'
import type { Supplier as Kept } from '../ports/precedents.ts'
import { parseSuppliers } from './csv.ts'
import { addSupplier, deleteSupplier, listSuppliers, replaceSuppliers } from './suppliers.store.ts'
import { checkedList, invalidList } from './suppliers.ts'

export type SupplierParts = { db: Db; kms: Kms; clock: Clock; newId: NewId; idleMs: number }

const config = { needs: 'suppliers:manage' } as const
const tags = ['Suppliers']
const mostBytes = 8_000_000
const Ignoring = Type.Object(
  {
    ignore: Type.Optional(
      Type.String({
        maxLength: 1000,
        description: 'columns that are of no use here, comma-separated: city,zip',
      }),
    ),
  },
  { additionalProperties: false },
)
const Replaced = Type.Object({ suppliers: Type.Integer({ description: 'how many the list has now' }) })

export async function supplierRoutes(http: Http, parts: SupplierParts): Promise<void> {
  listRoute(http, parts)
  replaceRoute(http, parts)
  await csvRoute(http, parts)
  addRoute(http, parts)
  deleteRoute(http, parts)
}

function listRoute(http: Http, { db, kms }: SupplierParts): void {
  http.get(
    '/v1/suppliers',
    {
      schema: {
        operationId: 'suppliers.list',
        problems: ['cursor.invalid'],
        tags,
        summary: 'The suppliers that sellers on invoices are held against',
        querystring: Type.Object(
          {
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
            cursor: Type.Optional(Type.String({ maxLength: 200 })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            items: Type.Array(Supplier),
            nextCursor: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
      config,
    },
    async ({ caller: { accountId }, query: { limit = 50, cursor } }) => {
      const after = cursor === undefined ? null : readCursor(cursor, 'sup')
      const { items, more } = await withAccount(db, accountId, (tx) =>
        listSuppliers(tx, accountId, { limit, after, kms }),
      )
      return { items, nextCursor: more ? cursorAfter(items.at(-1)?.id ?? '') : null }
    },
  )
}

const replace = ({ db, kms, clock, newId }: SupplierParts, accountId: string, suppliers: readonly Kept[]) =>
  withAccount(db, accountId, async (tx) => ({
    suppliers: await replaceSuppliers(tx, accountId, { suppliers, kms, newId, at: clock() }),
  }))

const replacing =
  'Takes the place of the whole list at once; an empty one ends the comparison. With a fault anywhere nothing changes, and `errors` names each. Documents that come later are compared; those that were validated stay as they are.'

function replaceRoute(http: Http, parts: SupplierParts): void {
  http.put(
    '/v1/suppliers',
    {
      bodyLimit: mostBytes,
      schema: {
        operationId: 'suppliers.replace',
        problems: ['suppliers.invalid'],
        tags,
        summary: 'Replace the list of suppliers',
        description: replacing,
        body: SupplierList,
        response: { 200: Replaced },
      },
      config,
    },
    ({ caller: { accountId }, body }) =>
      replace(
        parts,
        accountId,
        checkedList(body.suppliers, (index) => `suppliers/${index}`),
      ),
  )
}

async function csvRoute(http: Http, parts: SupplierParts): Promise<void> {
  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.put(
      '/v1/suppliers/csv',
      {
        schema: {
          operationId: 'suppliers.replaceCsv',
          problems: ['suppliers.invalid', 'document.too_large', 'request.aborted', 'request.timeout'],
          tags,
          summary: 'Replace the list of suppliers by a CSV file',
          description: `${replacing} The first line names the columns: name, and any of number, vatId, iban, in any of eight languages. Comma, semicolon, tab or bar; several accounts in one cell are parted by a bar or comma. UTF-8, UTF-16 with its mark, or what \`charset\` in Content-Type says.`,
          consumes: ['text/csv'],
          querystring: Ignoring,
          response: { 200: Replaced },
        },
        config,
      },
      async (request) => {
        const limits = { maxFileBytes: mostBytes, idleMs: parts.idleMs }
        const chunks: Uint8Array[] = []
        for await (const chunk of guarded(request.raw, limits)) chunks.push(chunk)
        const { suppliers, faults } = parseSuppliers(
          textOf(Buffer.concat(chunks), request.headers['content-type']),
          (request.query as { ignore?: string }).ignore?.split(','),
        )
        if (faults.length > 0) throw invalidList(faults)
        const lines = suppliers.map(({ line }) => line)
        const given = suppliers.map(({ supplier }) => supplier)
        return replace(
          parts,
          request.caller.accountId,
          checkedList(given, (index) => `line ${lines[index]}`),
        )
      },
    )
  })
}

const marks: readonly [number, number, string][] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
]

/** What the file's own mark says, else what the sender says; nothing is guessed, since a wrong guess spoils names. */
function textOf(bytes: Uint8Array, contentType = ''): string {
  const [, said] = /;\s*charset="?([\w.:-]{1,40})"?/i.exec(contentType) ?? []
  const marked = marks.find(([one, other]) => bytes[0] === one && bytes[1] === other)?.[2]
  const encoding = marked ?? said ?? 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (cause) {
    const name = encoding.toUpperCase()
    throw new Problem(
      'suppliers.invalid',
      `The list was not taken: it is not ${name}. Save it as "CSV UTF-8", or say what it is: Content-Type: text/csv; charset=windows-1252.`,
      { cause, errors: [{ path: 'file', message: `It is not ${name}.` }] },
    )
  }
}

function addRoute(http: Http, { db, kms, clock, newId }: SupplierParts): void {
  http.post(
    '/v1/suppliers',
    {
      schema: {
        operationId: 'suppliers.add',
        sends: ['location'],
        problems: ['suppliers.invalid', 'suppliers.limit_reached'],
        tags,
        summary: 'Add a supplier',
        body: NewSupplier,
        response: { 201: Supplier },
      },
      config,
    },
    async ({ caller: { accountId }, body }, reply) => {
      const [supplier] = checkedList([body], () => 'supplier')
      const added =
        supplier &&
        (await withAccount(db, accountId, (tx) =>
          addSupplier(tx, accountId, { supplier, most: mostSuppliers, kms, newId, at: clock() }),
        ))
      if (!added)
        throw new Problem(
          'suppliers.limit_reached',
          `The account has ${mostSuppliers} suppliers, which is the most. Delete some, or replace the list.`,
        )
      return reply.code(201).header('location', `/v1/suppliers/${added.id}`).send(added)
    },
  )
}

function deleteRoute(http: Http, { db }: SupplierParts): void {
  http.delete(
    '/v1/suppliers/:id',
    {
      schema: {
        operationId: 'suppliers.delete',
        problems: ['supplier.not_found'],
        tags,
        summary: 'Delete a supplier',
        params: SupplierParams,
        response: { 204: Type.Null() },
      },
      config,
    },
    async ({ caller: { accountId }, params: { id } }, reply) => {
      const gone = await withAccount(db, accountId, (tx) => deleteSupplier(tx, accountId, id))
      if (!gone)
        throw new Problem(
          'supplier.not_found',
          `There is no supplier ${id}. Replacing the list gives every supplier a new id.`,
        )
      return reply.code(204).send(null)
    },
  )
}
