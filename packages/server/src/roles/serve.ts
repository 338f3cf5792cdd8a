// The HTTP role: stateless, as many as wanted beside each other.
import { buildHttp, openApp, type Settings } from '../app.ts'
import { liveAsChild } from '../platform/child.ts'
import { type MetricsSnapshot, startTracing } from '../platform/telemetry.ts'
import { refuseOwner } from './database.ts'

export async function serve(settings: Settings): Promise<void> {
  const { config, log } = settings
  await refuseOwner(settings.databaseUrl)
  const tracing = startTracing({ otlpUrl: config.otlpUrl, role: 'serve' })
  const app = await openApp(settings)
  const http = await buildHttp(app, { others: metricsOfOthers() })
  liveAsChild({
    async cleanUp() {
      await http.close()
      await app.close()
      await tracing.stop()
    },
  })
  const url = await http.listen({ host: config.host, port: config.port })
  log.info({ url }, 'listening')
  // Nobody hears it where the parent was killed meanwhile; then we end by ourselves.
  process.send?.({ type: 'listening', url }, () => undefined)
}

/** `up` hands on what the other roles measure. */
function metricsOfOthers(): () => Promise<MetricsSnapshot[]> {
  const latest = new Map<string, MetricsSnapshot>()
  process.on('message', (message: { type?: string; from?: string; snapshot?: MetricsSnapshot }) => {
    if (message.type === 'metrics' && message.from && message.snapshot)
      latest.set(message.from, message.snapshot)
  })
  return async () => [...latest.values()]
}
