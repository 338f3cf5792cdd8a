// `countersign keys`: through the API with an admin key, which the key file of this machine is.

import type { ApiKey } from '@countersign/contract/access'
import { scopes } from '@countersign/contract/access'
import { systemClock } from '../platform/clock.ts'
import type { Client } from './server/client.ts'

export type KeyOrder = {
  action: string | undefined
  id: string | undefined
  name: string | undefined
  scope: string[] | undefined
  test: boolean
  expires: string | undefined
  print(line: string): void
}

const day = (time: string | null): string => time?.slice(0, 10) ?? '-'

function row(key: ApiKey): string {
  const state = key.revokedAt
    ? 'revoked'
    : key.expiresAt && key.expiresAt < systemClock().toISOString()
      ? 'expired'
      : 'active'
  return `${key.id}  ${key.prefix}…  ${state.padEnd(8)} made ${day(key.createdAt)}  used ${day(key.lastUsedAt)}  ${key.name}`
}

/** Asked before a server is looked for, or even started for the call. */
export function checkKeyAction({ action, id }: Pick<KeyOrder, 'action' | 'id'>): void {
  if (action === 'list' || action === 'create' || (action === 'revoke' && id)) return
  throw new Error('Say what to do: keys create, keys list, or keys revoke ID.')
}

export async function manageKeys(client: Client, order: KeyOrder): Promise<void> {
  const { print } = order
  if (order.action === 'list') {
    const { items } = await client.json<{ items: ApiKey[] }>('GET', '/v1/keys')
    for (const key of items) print(row(key))
    return
  }
  if (order.action === 'create') {
    const body = {
      name: order.name ?? 'Made on the command line',
      scopes: order.scope ?? scopes,
      ...(order.test ? { kind: 'test' } : {}),
      ...(order.expires ? { expiresAt: order.expires } : {}),
    }
    const made = await client.json<ApiKey & { key: string }>('POST', '/v1/keys', body)
    print(`${made.key}`)
    print(`This is ${made.id}, "${made.name}". The key is shown only now; keep it somewhere safe.`)
    return
  }
  const id = order.id ?? ''
  await client.json('DELETE', `/v1/keys/${encodeURIComponent(id)}`)
  print(`${id} is revoked; within five seconds it is refused everywhere.`)
}
