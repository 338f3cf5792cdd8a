import { readFile } from 'node:fs/promises'
import { describeApi } from '../../packages/server/src/http/openapi.ts'
import { declareRoutes, type RouteParts } from '../../packages/server/src/http/routes.ts'
import { createHttp } from '../../packages/server/src/http/server.ts'
import { systemClock } from '../../packages/server/src/platform/clock.ts'
import { readConfig } from '../../packages/server/src/platform/config.ts'
import { idsWith } from '../../packages/server/src/platform/ids.ts'
import { createLog } from '../../packages/server/src/platform/log.ts'
import { createMetrics } from '../../packages/server/src/platform/telemetry.ts'

/** Stands for every part: routes are only declared here, and none is called. */
const nothing: object = new Proxy({}, { get: () => nothing })

/** The description of the API, from the routes as the server declares them. */
export async function openApiFile(): Promise<string> {
  const manifest = new URL('../../packages/server/package.json', import.meta.url)
  const { version } = JSON.parse(await readFile(manifest, 'utf8'))
  const http = createHttp({
    config: readConfig({}),
    log: createLog({ level: 'silent', role: 'gen' }),
    metrics: createMetrics(),
    newId: idsWith(systemClock),
    authenticate: () => Promise.reject(new Error('There is nobody to let in.')),
  })
  await declareRoutes(http, nothing as RouteParts)
  const description = describeApi(http.declaredRoutes, { version })
  await http.close()
  return `${JSON.stringify(description, null, 2)}\n`
}
