// A server as the product builds it, over a fresh database, with a first account and keys on demand.
import type { Scope } from '@countersign/contract/access'
import { type AccessPorts, createKey, ensureFirstAccount, type NewKey } from '../access/accounts.ts'
import { createAuthenticate } from '../access/authenticate.ts'
import { memoryKms } from '../adapters/key/memory.ts'
import { withDatabase } from '../db/testing.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { readConfig } from '../platform/config.ts'
import type { Http } from '../platform/http.ts'
import { idsWith } from '../platform/ids.ts'
import { createLog } from '../platform/log.ts'
import { createMetrics, type Metrics } from '../platform/telemetry.ts'
import { judged } from './conformity.ts'
import type { Limits } from './guard.ts'
import { createHttp, type HttpParts } from './server.ts'

type Options = {
  rememberMs?: number
  clock?: Clock
  log?: HttpParts['log']
  limits?: Limits
  settings?: Parameters<typeof readConfig>[1]
  /** For rates. */
  now?: () => number
}

export type TestServer = {
  http: Http
  ports: AccessPorts
  metrics: Metrics
  accountId: string
  /** Headers of a fresh key with these scopes. */
  as(scopes: Scope[], more?: Partial<NewKey>): Promise<{ authorization: string }>
}

const silentLog = () => createLog({ level: 'silent', role: 'test' })

/** Give it routes, then `http.inject`. Everything is closed when the test ends. */
export async function testServer(
  t: { after(hook: () => Promise<void>): void },
  { rememberMs = 0, clock = systemClock, log = silentLog(), limits, settings = {}, now }: Options = {},
): Promise<TestServer> {
  const { db } = await withDatabase(t)
  const ports: AccessPorts = { db, kms: memoryKms(), clock, newId: idsWith(clock) }
  const metrics = createMetrics()
  const authenticate = createAuthenticate(ports, { rememberMs })
  const parts = { config: readConfig({}, settings), log, authenticate, metrics, newId: ports.newId }
  const http = judged(createHttp({ ...parts, ...(limits && { limits }), ...(now && { now }) }))
  t.after(() => http.close())
  const { accountId } = await ensureFirstAccount(ports)
  return {
    http,
    ports,
    metrics,
    accountId,
    as: async (scopes, more = {}) => {
      const { key } = await createKey(ports, { accountId, name: 'test', scopes, ...more })
      return { authorization: `Bearer ${key}` }
    },
  }
}
