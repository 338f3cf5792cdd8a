// One PostgreSQL for a whole run of tests, and a fresh migrated database for each test that asks.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findProcess } from '../platform/process.ts'
import { startEmbedded } from './embedded.ts'
import { migrate, serviceUrl } from './migrate.ts'
import { type Connection, connect } from './sql.ts'

const variable = 'COUNTERSIGN_TEST_CLUSTER'
const template = 'countersign_template'

/** What a test needs of the cluster; it travels from the runner to the tests as JSON in the environment. */
interface TestCluster {
  superuserUrl: string
  servicePassword: string
}

export interface RunningTestCluster {
  /** To be added to the environment of the tests. */
  env: Record<string, string>
  stop(): Promise<void>
}

/** Durability is for data that outlives the run. */
const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '64MB',
  max_connections: '200',
  checkpoint_timeout: '1h',
  io_method: 'sync',
  // Elsewhere a killed server would leave its segments behind; these go with the folder.
  dynamic_shared_memory_type: 'mmap',
}

/** Starts a server in a temporary folder, with a migrated database to clone, on which `prepare` may do more. It dies with this process. */
export async function startTestCluster(
  prepare: (ownerUrl: string) => Promise<void>,
): Promise<RunningTestCluster> {
  const folder = await makeTestFolder()
  const { url, stop } = await startEmbedded({ folder, settings: fast })
  const cluster = { superuserUrl: url, servicePassword: randomBytes(12).toString('hex') }
  await execute(url, `create database ${template}`)
  await migrate(withDatabaseName(url, template), { servicePassword: cluster.servicePassword })
  await prepare(withDatabaseName(url, template))
  return {
    env: { [variable]: JSON.stringify(cluster) },
    stop: async () => {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export interface ClonedDatabase {
  /** For the service role, as the product connects. */
  url: string
  /** For the superuser, to look behind row-level security. */
  superuserUrl: string
  drop(): Promise<void>
}

/** A database of its own with all migrations applied and no rows. */
export async function cloneDatabase(): Promise<ClonedDatabase> {
  const { superuserUrl, servicePassword } = clusterOfThisRun()
  const name = `test_${randomBytes(8).toString('hex')}`
  await execute(superuserUrl, `create database ${name} template ${template} strategy file_copy`)
  const cloned = withDatabaseName(superuserUrl, name)
  return {
    url: serviceUrl(cloned, servicePassword),
    superuserUrl: cloned,
    drop: () => execute(superuserUrl, `drop database ${name} with (force)`),
  }
}

/** A fresh database for one test, connected as the service role; it is dropped when the test ends. */
export async function withDatabase(t: {
  after(hook: () => Promise<void>): void
}): Promise<Connection & { url: string; superuserUrl: string }> {
  const { url, superuserUrl, drop } = await cloneDatabase()
  const connection = connect(url, { max: 4 })
  t.after(async () => {
    await connection.close()
    await drop()
  })
  return { ...connection, url, superuserUrl }
}

function clusterOfThisRun(): TestCluster {
  const found = process.env[variable]
  if (found === undefined)
    throw new Error('Tests with a database run by `npm test -- FILE`, which starts one.')
  return JSON.parse(found) as TestCluster
}

function withDatabaseName(of: string, name: string): string {
  const url = new URL(of)
  url.pathname = `/${name}`
  return url.href
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** A folder for a database that need not last; whoever makes it removes it. */
export async function makeTestFolder(): Promise<string> {
  const parents = await temporaryParents()
  for (const parent of parents) await sweepEarlierRuns(parent)
  const folder = await mkdtemp(join(parents[0] ?? tmpdir(), `countersign-test-${process.pid}-`))
  // As root the server runs as nobody, who must pass through.
  await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700)
  return folder
}

/** Best first. A clone is hundreds of small files: 12 ms in memory, 170 ms on an ordinary disk. */
async function temporaryParents(): Promise<string[]> {
  const memory = await statfs('/dev/shm').catch(() => undefined)
  const roomy = memory !== undefined && memory.bavail * memory.bsize > 2 * 1024 ** 3
  return roomy ? ['/dev/shm', tmpdir()] : [tmpdir()]
}

/** A run that was killed could not remove its folder; its server went with it. */
async function sweepEarlierRuns(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /^countersign-test-(\d+)-/.exec(name)?.[1]
    if (pid === undefined || (await findProcess(Number(pid)))) continue
    const path = join(parent, name)
    const owner = await stat(path).catch(() => undefined)
    if (owner?.uid === process.getuid?.()) await rm(path, { recursive: true, force: true, maxRetries: 20 })
  }
}
