// The product as `countersign up` starts it, in a process of its own.
import { type Config, readConfig } from '@countersign/server/platform/config'
import { createLog, fileDestination } from '@countersign/server/platform/log'
import { type Running, up } from '@countersign/server/roles/up'
import { answerAsHelper } from './helper.ts'

export type ProductOrder = { data: string; temporary: string; settings: Partial<Config> }

let running: Running | undefined

async function start({ data, temporary, settings }: ProductOrder): Promise<{ url: string; key: string }> {
  process.env['TMPDIR'] = temporary
  // Nothing of the caller's environment: the same figures whoever runs it.
  const config = readConfig({}, { webhookAllowPrivate: true, ...settings, data, port: 0, logLevel: 'warn' })
  const logFile = `${data}/bench.log`
  const log = createLog({ level: 'warn', role: 'up', destination: fileDestination(logFile) })
  running = await up({ config, data, log, logFile, say: (line) => log.warn(line) })
  if (running.firstKey === null) throw new Error('The data folder of the benchmark was not empty.')
  return { url: running.url, key: running.firstKey }
}

answerAsHelper(start, async () => running?.stop())
