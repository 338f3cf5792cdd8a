// The four commands that move a whole installation; what they do is in `moves/`.
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { serviceUrl } from '../db/migrate.ts'
import { checkSource, openSource } from '../moves/archive/source.ts'
import { backup } from '../moves/backup.ts'
import { exportAll } from '../moves/export.ts'
import { importAll } from '../moves/import.ts'
import { createProgress } from '../moves/progress.ts'
import { restore } from '../moves/restore.ts'
import { standingDatabase } from '../moves/standing.ts'
import { type Config, readConfig } from '../platform/config.ts'
import { Problem } from '../platform/problem.ts'
import { dataFolderOf } from '../roles/places.ts'

export type MovingOrder = {
  environment: NodeJS.ProcessEnv
  given: Record<string, string>
  path: string | undefined
  command: string
  text(name: string): string | undefined
  check: boolean
  version: string
  print(line: string): void
  say(line: string): void
  signal: AbortSignal
}

export function settingsOf({ environment, given }: Pick<MovingOrder, 'environment' | 'given'>): {
  config: Config
  data: string
} {
  const config = readConfig(environment, given as Partial<Config>)
  return { config, data: dataFolderOf(config, environment.XDG_DATA_HOME) }
}

function pathOf({ path, command }: MovingOrder): string {
  if (path === undefined)
    throw new Error(`Name a folder or a .tar file: countersign ${command} FOLDER|FILE.tar`)
  return resolve(path)
}

function keyAdvice(masterKeys: readonly string[], data: string): string {
  return `The master key is not in it. Keep ${join(data, 'master.key')} apart (${masterKeys.join(', ')}): nothing opens without.`
}

export async function runBackup(order: MovingOrder): Promise<number> {
  const { config, data } = settingsOf(order)
  const to = pathOf(order)
  if (config.databaseUrl !== '')
    throw new Problem(
      'config.invalid',
      'DATABASE_URL names a database of your own: back it up with its own tools and copy the folder blobs/ after it, or use `countersign export`.',
    )
  const previous = order.text('previous')
  const { manifest, summary } = await backup({
    ...order,
    data,
    to,
    previous: previous && resolve(previous),
  })
  order.print(`Backed up ${summary} to ${to}.`)
  order.print(
    `It holds ${manifest.rows.documents ?? 0} documents and the log up to position ${manifest.log.position}.`,
  )
  order.print(keyAdvice(manifest.masterKeys, data))
  order.print(
    `Copy ${join(data, 'erasures.log')} away often: restoring needs it to erase again what was erased since.`,
  )
  return 0
}

export async function runRestore(order: MovingOrder): Promise<number> {
  const from = pathOf(order)
  if (order.check) return await checkOnly(from, order)
  const { config, data } = settingsOf(order)
  if (config.databaseUrl !== '')
    throw new Problem(
      'config.invalid',
      'A backup is restored into the bundled database: unset DATABASE_URL. For a database of your own use `countersign import`.',
    )
  const report = await restore({
    from,
    data,
    masterKey: order.text('master-key'),
    erasures: order.text('erasures'),
    config,
    say: order.say,
    signal: order.signal,
  })
  for (const line of report) order.print(line)
  order.print(`Start it with \`countersign up --data ${data}\`.`)
  return 0
}

async function checkOnly(from: string, { say, print }: MovingOrder): Promise<number> {
  const progress = createProgress(say)
  const source = await openSource(from)
  progress.expect(source.manifest.bytes)
  await checkSource(source, progress.add)
  print(`${from} is whole: ${source.manifest.files} files agree with their sums, ${progress.summary()}.`)
  print(
    `It was made at ${source.manifest.madeAt} and needs the master key ${source.manifest.masterKeys.join(', ')}.`,
  )
  return 0
}

export async function runExport(order: MovingOrder): Promise<number> {
  const { config, data } = settingsOf(order)
  const to = pathOf(order)
  const standing =
    config.databaseUrl === ''
      ? await standingDatabase(data, order.say)
      : { url: await asService(config.databaseUrl, data), done: async () => {} }
  try {
    const { manifest, summary, missing } = await exportAll({ ...order, url: standing.url, data, to })
    order.print(`Exported ${summary} to ${to}.`)
    order.print(
      `It holds ${manifest.rows.documents ?? 0} documents and the log up to position ${manifest.log.position}.`,
    )
    if (missing > 0) order.print(`${missing} stored files were erased meanwhile and are not in it.`)
    order.print(keyAdvice(manifest.masterKeys, data))
    return 0
  } finally {
    await standing.done()
  }
}

/** An owner may migrate but sees no rows; the service's own role may read all. */
export async function asService(databaseUrl: string, data: string): Promise<string> {
  if (decodeURIComponent(new URL(databaseUrl).username) === 'countersign_service') return databaseUrl
  const file = join(data, 'database-password')
  const password = await readFile(file, 'utf8').catch((cause) => {
    throw new Error(`${file} cannot be read: the password of the role countersign_service is needed.`, {
      cause,
    })
  })
  return serviceUrl(databaseUrl, password.trim())
}

export async function runImport(order: MovingOrder): Promise<number> {
  const { config, data } = settingsOf(order)
  const report = await importAll({
    from: pathOf(order),
    data,
    masterKey: order.text('master-key'),
    erasures: order.text('erasures'),
    config,
    say: order.say,
    signal: order.signal,
  })
  for (const line of report) order.print(line)
  const where = config.databaseUrl === '' ? '' : ', with the same DATABASE_URL'
  order.print(`Start it with \`countersign up --data ${data}\`${where}.`)
  return 0
}
