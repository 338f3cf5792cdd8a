// Brings a backup back into an empty folder, and looks at what came of it before anybody may use it.
import { randomBytes } from 'node:crypto'
import { chmod, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { renewLogKey } from '../adapters/key/log-file.ts'
import { startEmbedded } from '../db/embedded.ts'
import { unknownMigrations } from '../db/migrate.ts'
import { preparePostgres, serverUser } from '../db/postgres-binaries.ts'
import type { Config } from '../platform/config.ts'
import { createLog } from '../platform/log.ts'
import type { Kms } from '../ports/kms.ts'
import { prepareAsOwner } from '../roles/database.ts'
import { logKeyFiles } from '../roles/places.ts'
import { openSource, type Source } from './archive/source.ts'
import { type Erasure, parseErasures, readErasures } from './erasures.store.ts'
import { eraseListed } from './erasures.ts'
import { type Filling, fillFolder, fittingKey, makeFolders, unpack } from './place.ts'
import { createProgress } from './progress.ts'
import { contradictions, countRows, logDigest, missingBlobs, openKeys } from './proof.ts'
import { onConnection } from './standing.ts'

export type Restore = {
  from: string
  data: string
  masterKey: string | undefined
  /** A list of erasures, a folder that holds one, or `none`. */
  erasures: string | undefined
  config: Config
  say(line: string): void
  signal: AbortSignal
}

export async function restore(order: Restore): Promise<string[]> {
  const { from, data, say, signal } = order
  const source = await openSource(from, 'backup')
  const kms = await fittingKey(order.masterKey, source.manifest)
  const listed = await chosenErasures(order, source)
  await refuseOtherProgram(source)
  const progress = createProgress(say)
  progress.expect(source.manifest.bytes)
  const filling: Filling = { source, data, progress, signal }
  return await fillFolder({ data, command: 'restore', masterKey: order.masterKey ?? '' }, async () => {
    progress.step('Copying, and comparing sums')
    await unpack(filling, (name) => name !== 'erasures.log')
    const made = new Set<string>()
    for (const folder of source.manifest.folders)
      await makeFolders(data, `postgres/${folder}`, { made, owner: serverUser() })
    progress.step('Starting the database, which replays its log')
    const report = await wake({ ...order, source, kms, erasures: listed.erasures })
    // What was signed after the backup is gone: going on under the same name would contradict it.
    const origin = await renewLogKey({ ...logKeyFiles(data), kms })
    if (origin !== null)
      report.push(`The evidence log goes on as ${origin}. Tell witnesses its new key: countersign log key`)
    return [`Restored ${progress.summary()} into ${data}.`, ...report, ...listed.notes]
  })
}

type Listed = { erasures: Erasure[]; notes: string[] }

/** Those the backup itself knows of, and those noted since. */
async function chosenErasures({ erasures: path }: Restore, source: Source): Promise<Listed> {
  if (path === undefined)
    throw new Error(
      'Documents that were erased after the backup would come back. Give --erasures FILE: the list erasures.log of the old data folder. Where it is lost, give --erasures none and erase them again yourself.',
    )
  const parts: Uint8Array[] = []
  for await (const part of source.read('erasures.log')) parts.push(part)
  const own = parseErasures(Buffer.concat(parts).toString('utf8'))
  if (path === 'none')
    return {
      erasures: own.erasures,
      notes: [
        `Without a list of erasures: what was erased after ${source.manifest.madeAt} is back. Erase it again.`,
      ],
    }
  const { erasures, unreadable } = await readErasures(path)
  const notes = unreadable > 0 ? [`${unreadable} lines of the list of erasures could not be read.`] : []
  return { erasures: [...own.erasures, ...erasures], notes }
}

async function refuseOtherProgram({ manifest, path }: Source): Promise<void> {
  const unknown = await unknownMigrations(manifest.migrations.map(({ name }) => name))
  if (unknown.length > 0)
    throw new Error(
      `${path} was made by a newer Countersign, ${manifest.version}, whose tables this one does not know. Restore it with that one.`,
    )
  const { major } = await preparePostgres(serverUser())
  if (manifest.postgres === major) return
  throw new Error(
    `${path} was made with PostgreSQL ${manifest.postgres}; this Countersign brings PostgreSQL ${major}. Restore it with the Countersign ${manifest.version} that made it, then use \`countersign export\` and \`countersign import\`.`,
  )
}

type Waking = Pick<Restore, 'data' | 'config' | 'say'> & { source: Source; kms: Kms; erasures: Erasure[] }

async function wake(waking: Waking): Promise<string[]> {
  const { data, config, say, source, kms } = waking
  const embedded = await startEmbedded({ folder: data, log: say })
  try {
    const report = await onConnection(embedded.url, (client) => examine(client, { source, kms, data }))
    const url = await renewPassword(embedded.url, data)
    const log = createLog({ level: 'silent', role: 'restore' })
    const databaseUrl = await prepareAsOwner(url, { data, log })
    return [...report, await eraseListed({ config, data, databaseUrl, log }, waking.erasures)]
  } finally {
    await embedded.stop()
  }
}

type Examined = { source: Source; kms: Kms; data: string }

/** Throws where something that must be the same is not. */
async function examine(client: pg.Client, { source, kms, data }: Examined): Promise<string[]> {
  const { manifest, path } = source
  const { position, sha256 } = manifest.log
  if ((await logDigest(client, position)) !== sha256)
    throw new Error(`The log that came back differs from the one in ${path}. Use another backup.`)
  const now = await countRows(client)
  // Rows of these are never removed; of others, work that was done while the backup ran may have removed some.
  for (const table of ['accounts', 'documents', 'events', 'log_positions'])
    if ((now[table] ?? 0) < (manifest.rows[table] ?? 0))
      throw new Error(`The table ${table} came back with too few rows. Use another backup.`)
  const wrong = await contradictions(client)
  if (wrong.length > 0)
    throw new Error(`The state of ${wrong.length} documents is not what the log says, first ${wrong[0]}.`)
  const accounts = await openKeys(client, kms)
  const missing = await missingBlobs(client, data)
  return [
    `Compared: ${source.manifest.files} sums, ${position} events of the log, the states of ${now.documents} documents with the log, the keys of ${accounts} accounts.`,
    ...(missing > 0
      ? [`${missing} stored files were removed while the backup was made and are not in it.`]
      : []),
  ]
}

/** The one that came with the backup was needed to get in; from now on no backup opens this database. */
async function renewPassword(url: string, data: string): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  await onConnection(url, (client) =>
    client.query(`alter role postgres password ${client.escapeLiteral(password)}`),
  )
  const file = join(data, 'postgres-password')
  await writeFile(`${file}.part`, password, { mode: 0o600, flag: 'wx', flush: true })
  await chmod(`${file}.part`, 0o600)
  await rename(`${file}.part`, file)
  const renewed = new URL(url)
  renewed.password = (await readFile(file, 'utf8')).trim()
  return renewed.href
}
