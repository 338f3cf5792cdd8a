// Suppliers under the account's key; they are found by hashes of their VAT id, name and accounts.
import type { Supplier as Shown } from '@countersign/contract/supplier'
import { sql } from 'kysely'
import type { Tx } from '../db/sql.ts'
import { accountKey } from '../documents/keys.ts'
import { type Seller, sellerKeys } from '../domain/seller.ts'
import { keyedHash, sealJson, unsealJson } from '../platform/cipher.ts'
import type { NewId } from '../platform/ids.ts'
import type { DataKey } from '../ports/blob-store.ts'
import type { Kms } from '../ports/kms.ts'
import type { Supplier, Suppliers } from '../ports/precedents.ts'

type Keeping = { kms: Kms; newId: NewId; at: Date }

const contextOf = (id: string): string => `supplier ${id}`
const hashesOf = (key: DataKey, texts: readonly string[]): Buffer[] =>
  texts.map((text) => keyedHash(key, `supplier ${text}`))

function keysOf({ name, vatId, ibans }: Supplier): string[] {
  return [
    ...sellerKeys({ name, vatId, iban: null }),
    ...ibans.flatMap((iban) => sellerKeys({ name: null, vatId: null, iban })),
  ]
}

type Row = { id: string; body: Buffer; createdAt: Date }

function shown(key: DataKey, { id, body, createdAt }: Row): Shown {
  const supplier = unsealJson<Supplier>(key, body, contextOf(id))
  return { ...supplier, ibans: [...supplier.ibans], id, createdAt: createdAt.toISOString() }
}

const rowsAtOnce = 1000

/** Takes the place of the list there was, or of nothing; whoever reads meanwhile sees the one or the other. */
export async function replaceSuppliers(
  tx: Tx,
  accountId: string,
  { suppliers, kms, newId, at }: Keeping & { suppliers: readonly Supplier[] },
): Promise<number> {
  const key = await accountKey(tx, accountId, kms)
  await lockList(tx, accountId)
  await tx.deleteFrom('suppliers').where('accountId', '=', accountId).execute()
  for (let from = 0; from < suppliers.length; from += rowsAtOnce) {
    const rows = suppliers.slice(from, from + rowsAtOnce).map((supplier, index) => {
      const id = newId('sup')
      return {
        ...{ id, accountId, position: from + index, createdAt: at },
        keys: hashesOf(key, keysOf(supplier)),
        body: sealJson(key, supplier, contextOf(id)),
      }
    })
    await tx.insertInto('suppliers').values(rows).execute()
  }
  return suppliers.length
}

/** Two who replace the list at once do so one after the other. */
const lockList = (tx: Tx, accountId: string) =>
  sql`select pg_advisory_xact_lock(hashtext('suppliers'), hashtext(${accountId}))`.execute(tx)

/** Null where the account has as many as it may. */
export async function addSupplier(
  tx: Tx,
  accountId: string,
  { supplier, most, kms, newId, at }: Keeping & { supplier: Supplier; most: number },
): Promise<Shown | null> {
  await lockList(tx, accountId)
  const { count, last } = await tx
    .selectFrom('suppliers')
    .select((eb) => [eb.fn.countAll<string>().as('count'), eb.fn.max('position').as('last')])
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  if (Number(count) >= most) return null
  const key = await accountKey(tx, accountId, kms)
  const id = newId('sup')
  const row = { id, body: sealJson(key, supplier, contextOf(id)), createdAt: at }
  await tx
    .insertInto('suppliers')
    .values({ ...row, accountId, position: (last ?? -1) + 1, keys: hashesOf(key, keysOf(supplier)) })
    .execute()
  return shown(key, row)
}

/** False where there is none. */
export async function deleteSupplier(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('suppliers')
    .where('accountId', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** `after`: the id of the last of the page before. */
type Page = { limit: number; after: string | null; kms: Kms }

/** In the order of the list. */
export async function listSuppliers(
  tx: Tx,
  accountId: string,
  { limit, after, kms }: Page,
): Promise<{ items: Shown[]; more: boolean }> {
  const key = await accountKey(tx, accountId, kms)
  let query = tx
    .selectFrom('suppliers')
    .select(['id', 'body', 'createdAt'])
    .where('accountId', '=', accountId)
  if (after !== null)
    query = query.where('position', '>', (eb) =>
      eb.selectFrom('suppliers as last').select('last.position').where('last.id', '=', after),
    )
  const rows = await query
    .orderBy('position')
    .limit(limit + 1)
    .execute()
  return { items: rows.slice(0, limit).map((row) => shown(key, row)), more: rows.length > limit }
}

const mostFound = 20

/** Those that share VAT id, name or account with the seller. */
export async function findSuppliers(
  tx: Tx,
  accountId: string,
  { seller, kms }: { seller: Seller; kms: Kms },
): Promise<Suppliers> {
  const { count } = await tx
    .selectFrom('suppliers')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('accountId', '=', accountId)
    .executeTakeFirstOrThrow()
  if (Number(count) === 0) return { listed: 0, found: [] }
  const key = await accountKey(tx, accountId, kms)
  const rows = await tx
    .selectFrom('suppliers')
    .select(['id', 'body', 'createdAt'])
    .where('accountId', '=', accountId)
    .where(sql<boolean>`keys && ${hashesOf(key, sellerKeys(seller))}::bytea[]`)
    .orderBy('position')
    .limit(mostFound)
    .execute()
  return {
    listed: Number(count),
    found: rows.map(({ id, body }) => unsealJson<Supplier>(key, body, contextOf(id))),
  }
}
