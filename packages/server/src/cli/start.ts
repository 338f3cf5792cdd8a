// Starting a server from the terminal, and telling a person how to use it.
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { prepareQueue } from '../adapters/queue/prepare.ts'
import { migrate } from '../db/migrate.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { makeDataFolder } from '../platform/data-folder.ts'
import { createLog, fileDestination } from '../platform/log.ts'
import { Problem } from '../platform/problem.ts'
import { prepareDatabase, servicePassword } from '../roles/database.ts'
import { dataFolderOf } from '../roles/places.ts'
import { serve } from '../roles/serve.ts'
import { type Running, up } from '../roles/up.ts'
import { work } from '../roles/work.ts'

type Given = { environment: NodeJS.ProcessEnv; given: Record<string, string> }

const settingsOf = ({ environment, given }: Given): { config: Config; data: string } => {
  const config = readConfig(environment, given as Partial<Config>)
  return { config, data: dataFolderOf(config, environment.XDG_DATA_HOME) }
}

function banner({ url, data, firstKey }: Running): string {
  const rows = [
    ['Address', url],
    ['API docs', `${url}/docs`],
    ['Data', data],
    ['API key', firstKey ?? 'made at the first start; lost? countersign keys create'],
  ]
  const once = firstKey
    ? ['', '  This key is shown only now. Keep it somewhere safe; countersign keys create makes another.']
    : []
  return [
    '',
    'Countersign is ready.',
    '',
    ...rows.map(([name = '', value = '']) => `  ${name.padEnd(10)} ${value}`),
    ...once,
    '',
    '  Try it: npm run demo        Stop it: Ctrl-C',
    '',
  ].join('\n')
}

/** In a terminal logs go to a file, so that the first key is not lost among them; else where a service manager looks. */
const logsToFile = (asked: string | undefined): boolean =>
  asked === undefined ? process.stdout.isTTY === true : asked === 'file'

const largestLog = 50_000_000

async function logFile(data: string): Promise<string> {
  const file = join(data, 'logs', 'countersign.log')
  const bytes = await stat(file).then(
    (info) => info.size,
    () => 0,
  )
  if (bytes > largestLog) await rename(file, `${file}.1`)
  return file
}

export async function startInForeground(
  order: Given & { log: string | undefined; print(line: string): void; say(line: string): void },
): Promise<number> {
  const { config, data } = settingsOf(order)
  await makeDataFolder(data, { root: process.getuid?.() === 0 })
  const file = logsToFile(order.log) ? await logFile(data) : null
  const log = createLog({
    level: config.logLevel,
    role: 'up',
    ...(file ? { destination: fileDestination(file) } : {}),
  })
  const stopping = new AbortController()
  const asked = new Promise<void>((resolve) => {
    const stop = () => {
      stopping.abort()
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    // The launcher that re-executed us is gone, even if it was killed.
    process.on('disconnect', stop)
    // Listening on the channel would keep us alive after everything has stopped, and the launcher waits for our end.
    process.channel?.unref()
  })
  const running = await up({ config, data, log, logFile: file, say: order.say })
  if (!stopping.signal.aborted) order.print(banner(running))
  await Promise.race([asked, running.ended])
  if (stopping.signal.aborted) order.print('Stopping: running work is finished or handed back.')
  await running.stop()
  return stopping.signal.aborted ? 0 : 1
}

/** One role alone, for installations that spread over machines. */
export async function runRole(role: 'serve' | 'work', order: Given): Promise<number> {
  const { config, data } = settingsOf(order)
  if (config.databaseUrl === '')
    throw new Problem(
      'config.invalid',
      `\`countersign ${role}\` needs DATABASE_URL. On one machine, \`countersign up\` starts everything.`,
    )
  const log = createLog({ level: config.logLevel, role })
  const ready = await prepareDatabase({
    data,
    databaseUrl: config.databaseUrl,
    log,
    say: () => {},
    migrates: false,
  })
  await (role === 'serve' ? serve : work)({ config, data, databaseUrl: ready.serviceUrl, log })
  // As a child of `up` a role leaves Ctrl-C to its parent; here there is none.
  process.on('SIGINT', () => process.kill(process.pid, 'SIGTERM'))
  return await new Promise<number>(() => {})
}

export async function runMigrate(order: Given & { print(line: string): void }): Promise<number> {
  const { config, data } = settingsOf(order)
  if (config.databaseUrl === '')
    throw new Problem(
      'config.invalid',
      '`countersign migrate` needs DATABASE_URL with the address of the owner.',
    )
  const log = createLog({ level: 'warn', role: 'migrate' })
  await makeDataFolder(data, { root: process.getuid?.() === 0 })
  const applied = await migrate(config.databaseUrl, { servicePassword: await servicePassword(data) })
  await prepareQueue({ ownerUrl: config.databaseUrl, log })
  order.print(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The database is up to date.')
  order.print(
    `The service connects as countersign_service; its password is in ${join(data, 'database-password')}.`,
  )
  return 0
}
