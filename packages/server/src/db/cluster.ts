// The files of the embedded database: made once, whole or not at all, and opened only by the version that made them.
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runGuarded } from './guarded.ts'
import { canBeEntered, type PostgresBinaries, type ServerUser } from './postgres-binaries.ts'

export interface Cluster {
  /** Absolute folder of the cluster. */
  path: string
  /** Password of the superuser `postgres`. */
  password: string
}

export interface ClusterPlace {
  folder: string
  binaries: PostgresBinaries
  user: ServerUser | undefined
}

/** Opens `<folder>/postgres`, making it first where there is none. */
export async function prepareCluster(place: ClusterPlace): Promise<Cluster> {
  const { folder, binaries, user } = place
  if (user && !canBeEntered(folder)) {
    throw new Error(
      `As root, PostgreSQL runs as the user nobody, who cannot enter ${folder}. ` +
        'Choose --data under /var/lib, or let others pass through it and its parents: chmod o+x.',
    )
  }
  const path = join(folder, 'postgres')
  const found = await readOrNothing(join(path, 'PG_VERSION'))
  if (found !== undefined) {
    checkVersion(found.trim(), binaries.major, path)
    return { path, password: await readPassword(folder) }
  }
  await refuseStrangers(path)
  const password = await choosePassword(folder)
  await makeCluster(place, path)
  return { path, password }
}

function checkVersion(found: string, ours: string, path: string): void {
  if (found === ours) return
  throw new Error(
    `The database in ${path} was made by PostgreSQL ${found}; this Countersign brings PostgreSQL ${ours}, which cannot open it. ` +
      `With the Countersign that has PostgreSQL ${found} run \`countersign export\`, then \`countersign import\` with this one into an empty data folder.`,
  )
}

async function refuseStrangers(path: string): Promise<void> {
  const names = await readdir(path).catch(() => [])
  if (names.length === 0) return
  throw new Error(
    `${path} holds files but no PostgreSQL database (PG_VERSION is missing). Restore it from a backup, or move it away to begin anew.`,
  )
}

const passwordFile = (folder: string) => join(folder, 'postgres-password')

async function readPassword(folder: string): Promise<string> {
  const password = await readOrNothing(passwordFile(folder))
  if (password) return password.trim()
  throw new Error(
    `${passwordFile(folder)} is missing: the database beside it cannot be entered without. Restore the file from a backup of the data folder.`,
  )
}

async function choosePassword(folder: string): Promise<string> {
  const existing = await readOrNothing(passwordFile(folder))
  if (existing) return existing.trim()
  const password = randomBytes(24).toString('base64url')
  const unfinished = `${passwordFile(folder)}.part`
  await rm(unfinished, { force: true })
  await writeFile(unfinished, password, { mode: 0o600, flag: 'wx', flush: true })
  await rename(unfinished, passwordFile(folder))
  return password
}

/** initdb works in a folder beside, which takes the name only when everything is on disk. */
async function makeCluster({ folder, binaries, user }: ClusterPlace, path: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('postgres.part-'))
      await rm(join(folder, name), { recursive: true, force: true, maxRetries: 20 })
  }
  const unfinished = join(folder, `postgres.part-${randomBytes(4).toString('hex')}`)
  const data = join(unfinished, 'data')
  const secret = join(unfinished, 'password')
  await mkdir(unfinished, { mode: 0o700 })
  await writeFile(secret, await readFile(passwordFile(folder)), { mode: 0o600 })
  if (user) for (const each of [secret, unfinished]) await chown(each, user.uid, user.gid)
  const args = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8']
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  // Without the slow sync of every file as it is made; one pass at the end is enough.
  args.push('--no-sync', '--no-instructions')
  const log = join(unfinished, 'log')
  await runInitdb(join(binaries.bin, 'initdb'), args, { log, user })
  await runInitdb(join(binaries.bin, 'initdb'), ['--sync-only', '-D', data], { log, user })
  await rename(data, path)
  await rm(unfinished, { recursive: true })
  await syncFolder(folder)
}

async function runInitdb(command: string, args: string[], to: { log: string; user: ServerUser | undefined }) {
  const output = openSync(to.log, 'a', 0o600)
  try {
    const { ended } = await runGuarded({ command, args, user: to.user, output })
    const status = await ended
    if (status !== 0) throw new Error(startProblem(status, (await readOrNothing(to.log)) ?? ''))
  } finally {
    closeSync(output)
  }
}

/** What a failed program of PostgreSQL means for the person who starts us. */
export function startProblem(status: number, printed: string): string {
  if (/No space left on device/.test(printed)) {
    return 'The disk is full: PostgreSQL cannot start. Make room, or choose another disk with --data.'
  }
  if (status === 126 || status === 127) {
    return `The bundled PostgreSQL does not run on this system (glibc is needed; Alpine has musl). Set DATABASE_URL to a PostgreSQL of your own.\n${printed}`
  }
  return `PostgreSQL did not start (status ${status}):\n${printed.trim().split('\n').slice(-12).join('\n')}`
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

export async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
