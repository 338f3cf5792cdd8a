// A whole installation for one test: a fresh database, real adapters, the HTTP server without a port.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scopes } from '@countersign/contract/access'
import { createKey, ensureFirstAccount } from '../access/accounts.ts'
import { fileKms } from '../adapters/key/file.ts'
import { makeLogKey, newOrigin } from '../adapters/key/log-file.ts'
import { type App, buildHttp, openApp } from '../app.ts'
import { withDatabase } from '../db/testing.ts'
import { judged } from '../http/conformity.ts'
import { readConfig } from '../platform/config.ts'
import type { Http } from '../platform/http.ts'
import { createLog } from '../platform/log.ts'
import { logKeyFiles, masterKeyFile } from '../roles/places.ts'

export type Installation = {
  app: App
  http: Http
  accountId: string
  key: string
  headers: Record<string, string>
}
type TestContext = { after(hook: () => Promise<void>): void }

export async function withInstallation(
  t: TestContext,
  settings: Parameters<typeof readConfig>[1] = {},
): Promise<Installation> {
  const { url } = await withDatabase(t)
  const data = await mkdtemp(join(tmpdir(), 'countersign-test-app-'))
  const log = createLog({ level: 'silent', role: 'test' })
  await fileKms(masterKeyFile(data), { create: true })
  const app = await openApp({ config: readConfig({}, settings), data, databaseUrl: url, log })
  await makeLogKey({ ...logKeyFiles(data), kms: app.kms }, newOrigin(''))
  const http = judged(await buildHttp(app))
  t.after(async () => {
    await http.close()
    await app.close()
    await rm(data, { recursive: true, force: true })
  })
  const ports = { db: app.archive.db, kms: app.kms, clock: app.clock, newId: app.newId }
  const { accountId } = await ensureFirstAccount(ports)
  const { key } = await createKey(ports, { accountId, name: 'test', scopes })
  return { app, http, accountId, key, headers: { authorization: `Bearer ${key}`, host: 'localhost' } }
}
