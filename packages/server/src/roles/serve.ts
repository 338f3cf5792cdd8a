// The HTTP role: stateless, as many as wanted beside each other.
import { buildHttp, openApp, type Settings } from '../app.ts'
import { liveAsChild } from '../platform/child.ts'
import { startTracing } from '../platform/telemetry.ts'
import { refuseOwner } from './database.ts'

export async function serve(settings: Settings): Promise<void> {
  const { config, log } = settings
  await refuseOwner(settings.databaseUrl)
  const tracing = startTracing({ otlpUrl: config.otlpUrl, role: 'serve' })
  const app = await openApp(settings)
  const http = await buildHttp(app)
  liveAsChild({
    async cleanUp() {
      await http.close()
      await app.close()
      await tracing.stop()
    },
  })
  const url = await http.listen({ host: config.host, port: config.port })
  log.info({ url }, 'listening')
  process.send?.({ type: 'listening', url })
}
