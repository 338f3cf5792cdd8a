// Accounts and their keys, for the routes and for the command line alike.
import type { ApiKey, Scope } from '@countersign/contract/access'
import { type Db, type Tx, withAccount, withSystem } from '../db/sql.ts'
import { newKey } from '../platform/cipher.ts'
import type { Clock } from '../platform/clock.ts'
import type { NewId } from '../platform/ids.ts'
import { Problem } from '../platform/problem.ts'
import type { Kms } from '../ports/kms.ts'
import {
  type Account,
  findAccount,
  findFirstAccount,
  findSandbox,
  insertAccount,
  insertKey,
  type KeyRow,
  listKeyRows,
  lockAccounts,
  markRevoked,
} from './access.store.ts'
import { hashKey, type KeyKind, keyPrefix, makeKey } from './keys.ts'

export type AccessPorts = { db: Db; kms: Kms; clock: Clock; newId: NewId }

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export const apiKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  createdAt: row.createdAt.toISOString(),
  expiresAt: iso(row.expiresAt),
  revokedAt: iso(row.revokedAt),
  lastUsedAt: iso(row.lastUsedAt),
})

type NewAccount = Pick<Account, 'name' | 'kind'> & { sandboxOf: string | null }

async function makeAccount(
  tx: Tx,
  { kms, clock, newId }: AccessPorts,
  account: NewAccount,
): Promise<Account> {
  const made = { ...account, id: newId('acc'), region: 'local' }
  const { kekId, wrapped } = await kms.wrap(newKey(), made.id)
  await insertAccount(tx, { ...made, kekId, wrappedKey: Buffer.from(wrapped), createdAt: clock() })
  return made
}

/** The account of this installation; `created` is true once, when nobody had made it before. */
export const ensureFirstAccount = (ports: AccessPorts): Promise<{ accountId: string; created: boolean }> =>
  withSystem(ports.db, async (tx) => {
    await lockAccounts(tx)
    const found = await findFirstAccount(tx)
    if (found) return { accountId: found.id, created: false }
    const made = await makeAccount(tx, ports, { name: 'First account', kind: 'live', sandboxOf: null })
    return { accountId: made.id, created: true }
  })

const ensureSandbox = (ports: AccessPorts, live: Account): Promise<Account> =>
  withSystem(ports.db, async (tx) => {
    await lockAccounts(tx)
    const found = await findSandbox(tx, live.id)
    return (
      found ?? makeAccount(tx, ports, { name: `${live.name} (test)`, kind: 'sandbox', sandboxOf: live.id })
    )
  })

const accountOf = (db: Db, accountId: string): Promise<Account> =>
  withAccount(db, accountId, async (tx) => {
    const account = await findAccount(tx, accountId)
    if (!account) throw new Error(`Account ${accountId} is gone.`)
    return account
  })

/** The accounts whose keys this one administers: itself and, for a live one, its sandbox. */
async function administered(db: Db, accountId: string): Promise<string[]> {
  const sandbox = await withSystem(db, (tx) => findSandbox(tx, accountId))
  return sandbox ? [accountId, sandbox.id] : [accountId]
}

export type NewKey = {
  accountId: string
  name: string
  scopes: readonly Scope[]
  /** Left out: as the account. A test key of a live account belongs to its sandbox, made when first needed. */
  kind?: KeyKind
  expiresAt?: Date | null
}

/** The only time the key itself is seen; what is stored is its hash. */
export async function createKey(
  ports: AccessPorts,
  { accountId, name, scopes, kind, expiresAt = null }: NewKey,
): Promise<ApiKey & { key: string }> {
  const asking = await accountOf(ports.db, accountId)
  if (asking.kind === 'sandbox' && kind === 'live')
    throw new Problem(
      'key.kind_refused',
      'Make live keys with a live key, or with `countersign keys create`.',
    )
  const now = ports.clock()
  if (expiresAt && expiresAt <= now)
    throw new Problem('request.invalid', 'The key would expire before it can be used. Give a later time.', {
      errors: [{ path: '/expiresAt', message: 'must lie in the future' }],
    })
  const owner = asking.kind === 'live' && kind === 'test' ? await ensureSandbox(ports, asking) : asking
  const key = makeKey(owner.kind === 'live' ? 'live' : 'test')
  const row: KeyRow = {
    id: ports.newId('key'),
    accountId: owner.id,
    name,
    prefix: keyPrefix(key),
    scopes: [...new Set(scopes)],
    createdAt: now,
    expiresAt,
    revokedAt: null,
    lastUsedAt: null,
  }
  await withAccount(ports.db, owner.id, (tx) => insertKey(tx, owner.id, { ...row, hash: hashKey(key) }))
  return { ...apiKey(row), key }
}

/** Newest first, those of the account's sandbox after its own. */
export async function listKeys(db: Db, accountId: string): Promise<ApiKey[]> {
  const keys: ApiKey[] = []
  for (const owner of await administered(db, accountId)) {
    const rows = await withAccount(db, owner, (tx) => listKeyRows(tx, owner))
    keys.push(...rows.map(apiKey))
  }
  return keys
}

/** From then on the key is refused everywhere, within five seconds. Revoking twice changes nothing. */
export async function revokeKey(
  { db, clock }: Pick<AccessPorts, 'db' | 'clock'>,
  { accountId, id }: { accountId: string; id: string },
): Promise<void> {
  const at = clock()
  for (const owner of await administered(db, accountId)) {
    if (await withAccount(db, owner, (tx) => markRevoked(tx, owner, { id, at }))) return
  }
  throw new Problem('key.not_found', `There is no API key ${id}. List them to see which there are.`)
}

/** The account a caller belongs to, as it may see it. */
export const findOwnAccount = accountOf
