// What documents are found by again, hashed under the account's key: who has only the database learns nothing of it.
import { sql } from 'kysely'
import type { Tx } from '../../db/sql.ts'
import { type Fingerprint, keysOf } from '../../domain/fingerprint.ts'
import { keyedHash } from '../../platform/cipher.ts'
import type { DataKey } from '../../ports/blob-store.ts'
import type { Kms } from '../../ports/kms.ts'
import type { Duplicate } from '../../ports/precedents.ts'
import { accountKey } from '../keys.ts'

type Of = { documentId: string; facts: Fingerprint; kms: Kms }

const valueBytes = 4
const bandValues = 4
/** A share of common words and numbers from which two documents are called alike. */
const alikeFrom = 0.85
const mostFound = 10
const mostCandidates = 200

const hashed = (key: DataKey, text: string): Buffer => keyedHash(key, `fingerprint ${text}`)

/** Each value under the key, cut to four bytes: still equal where the values are. */
function signed(key: DataKey, signature: readonly number[]): Buffer {
  return Buffer.concat(
    signature.map((value, index) => hashed(key, `s${index}|${value}`).subarray(0, valueBytes)),
  )
}

function bandsOf(key: DataKey, signature: readonly number[]): number[] {
  const bands: number[] = []
  for (let at = 0; at + bandValues <= signature.length; at += bandValues)
    bands.push(hashed(key, `b${at}|${signature.slice(at, at + bandValues).join('|')}`).readInt32BE(0))
  return bands
}

/** Replaces what was known of the document; a fingerprint of fields alone keeps the signature of its pages. */
export async function saveFingerprint(
  tx: Tx,
  accountId: string,
  { documentId, facts, kms, run, at }: Of & { run: number; at: Date },
): Promise<void> {
  const key = await accountKey(tx, accountId, kms)
  const keys = Object.values(keysOf(facts)).flatMap((texts) => texts.map((text) => hashed(key, text)))
  const pages =
    facts.signature.length === 0
      ? {}
      : { bands: bandsOf(key, facts.signature), signature: signed(key, facts.signature) }
  const { contentHash } = await tx
    .selectFrom('documents')
    .select('contentHash')
    .where('accountId', '=', accountId)
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('documentFingerprints')
    .values({
      ...{ documentId, accountId, run, contentHash, keys, updatedAt: at },
      ...{ bands: [], signature: Buffer.alloc(0) },
      ...pages,
    })
    .onConflict((conflict) =>
      conflict.column('documentId').doUpdateSet({ run, keys, updatedAt: at, ...pages }),
    )
    .execute()
}

/**
 * Before others are looked for, and one after the other in an account: of two documents that say the same and are judged
 * at once, the second finds the first. A document that has moved on, or was erased meanwhile, leaves nothing here.
 */
export async function announceFingerprint(
  tx: Tx,
  accountId: string,
  { run, at, ...of }: Of & { run: number; at: Date },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('fingerprints'), hashtext(${accountId}))`.execute(tx)
  const standing = await tx
    .selectFrom('documents')
    .select('id')
    .where('accountId', '=', accountId)
    .where('id', '=', of.documentId)
    .where('run', '=', run)
    .where('state', '=', 'understood')
    .forShare()
    .executeTakeFirst()
  if (standing) await saveFingerprint(tx, accountId, { ...of, run, at })
}

/** Living documents that share a key or look alike. A document that was rejected or failed is no precedent. */
export async function findDuplicates(
  tx: Tx,
  accountId: string,
  { documentId, facts, kms }: Of,
): Promise<Duplicate[]> {
  const key = await accountKey(tx, accountId, kms)
  const keys = Object.entries(keysOf(facts)) as [keyof ReturnType<typeof keysOf>, string[]][]
  const wanted = keys.map(([how, texts]) => ({ how, hashes: texts.map((text) => hashed(key, text)) }))
  const hashes = wanted.flatMap((one) => one.hashes)
  const bands = bandsOf(key, facts.signature)
  if (hashes.length === 0 && bands.length === 0) return []
  const own = signed(key, facts.signature)
  const rows = await candidates(tx, accountId, { documentId, hashes, bands })
  const found = rows.flatMap((row) => {
    const how = wanted.find((one) =>
      one.hashes.some((hash) => row.keys.some((other) => hash.equals(other))),
    )?.how
    const alike = alikeness(own, row.signature)
    if (how === undefined && (alike ?? 0) < alikeFrom) return []
    const { documentId: other, createdAt } = row
    return [{ documentId: other, createdAt, how: how ?? ('content' as const), alike }]
  })
  const weight: Record<Duplicate['how'], number> = { document: 0, number: 1, amount: 2, content: 3 }
  return found.sort((one, other) => weight[one.how] - weight[other.how]).slice(0, mostFound)
}

type Wanted = { documentId: string; hashes: Buffer[]; bands: number[] }

/** The very same file is known from its upload, and a thousand copies of it would only be in the way. */
const candidates = (tx: Tx, accountId: string, { documentId, hashes, bands }: Wanted) =>
  tx
    .selectFrom('documentFingerprints as other')
    .innerJoin('documents', 'documents.id', 'other.documentId')
    .select(['other.documentId', 'other.keys', 'other.signature', 'documents.createdAt'])
    .where('other.accountId', '=', accountId)
    .where('other.documentId', '<>', documentId)
    .where('other.contentHash', 'is distinct from', (eb) =>
      eb
        .selectFrom('documents as own')
        .select('own.contentHash')
        .where('own.accountId', '=', accountId)
        .where('own.id', '=', documentId),
    )
    .where('documents.state', 'not in', ['rejected', 'failed', 'erased', 'split'])
    .where((eb) =>
      eb.or([
        sql<boolean>`other.keys && ${hashes}::bytea[]`,
        sql<boolean>`other.bands && ${bands}::integer[]`,
      ]),
    )
    .orderBy('other.documentId', 'desc')
    .limit(mostCandidates)
    .execute()

/** The share of equal values, null where one of the two has too few words. */
function alikeness(one: Buffer, other: Buffer): number | null {
  if (one.length === 0 || one.length !== other.length) return null
  let equal = 0
  for (let at = 0; at < one.length; at += valueBytes)
    if (one.compare(other, at, at + valueBytes, at, at + valueBytes) === 0) equal += 1
  return (equal * valueBytes) / one.length
}
