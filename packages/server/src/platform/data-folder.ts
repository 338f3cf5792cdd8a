// The folder with everything that Countersign keeps: where it is, who may enter, and who is using it.
import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { findProcess, stillRuns } from './process.ts'

export interface FolderChoice {
  /** From `--data` or the setting, the nearer first; empty or undefined counts as not said. */
  said: readonly (string | undefined)[]
  root: boolean
  platform: NodeJS.Platform
  home: string
  /** `XDG_DATA_HOME` */
  xdgDataHome: string | undefined
}

/** The absolute data folder: what was said, else the system's for root, else the user's. */
export function chooseDataFolder({ said, root, platform, home, xdgDataHome }: FolderChoice): string {
  const explicit = said.find((path) => path !== undefined && path !== '')
  if (explicit !== undefined) return resolve(explicit)
  if (root) return '/var/lib/countersign'
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'countersign')
  // The XDG base directory specification: a relative path is invalid and ignored.
  const base = xdgDataHome && isAbsolute(xdgDataHome) ? xdgDataHome : join(home, '.local', 'share')
  return join(base, 'countersign')
}

/**
 * Makes the folder, for its owner only. As root others may pass through but not look around, because the database
 * in it belongs to `nobody`.
 */
export async function makeDataFolder(folder: string, { root }: { root: boolean }): Promise<void> {
  const mode = root ? 0o711 : 0o700
  try {
    await makeParents(dirname(folder))
    await mkdir(folder, { mode }).catch(allowExisting)
    const { mode: found } = await stat(folder)
    if ((found & 0o777) !== mode) await chmod(folder, mode)
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException
    throw new Error(
      `The data folder ${folder} cannot be used (${code} at ${path ?? folder}). Choose another with --data or COUNTERSIGN_DATA.`,
      { cause },
    )
  }
}

const unfinishedMark = (folder: string): string => join(folder, 'UNFINISHED')

/** Until `finishFolder`, nothing starts with this folder: what is in it is not yet whole. */
export const markUnfinished = (folder: string, command: string): Promise<void> =>
  writeFile(unfinishedMark(folder), `countersign ${command}\n`, { mode: 0o600, flag: 'wx', flush: true })

export const finishFolder = (folder: string): Promise<void> => rm(unfinishedMark(folder))

export async function refuseUnfinished(folder: string): Promise<void> {
  const command = await readText(unfinishedMark(folder))
  if (command === undefined) return
  throw new Error(
    `${folder} is unfinished: \`${command.trim()}\` was interrupted there. Empty the folder and run it again.`,
  )
}

async function makeParents(folder: string): Promise<void> {
  const exists = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (exists) return
  await makeParents(dirname(folder))
  await mkdir(folder).catch(allowExisting)
}

function allowExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Who uses a data folder. `startedAt` tells the process from a later one with the same id. */
export interface LockOwner {
  pid: number
  startedAt: string
  /** What the owner tells others, such as the address where it listens. */
  info: Record<string, string>
}

export interface FolderLock {
  /** Adds to what others can read. */
  tell(info: Record<string, string>): Promise<void>
  release(): Promise<void>
}

const lockFile = (folder: string) => join(folder, 'lock.json')

/** Takes the folder for this process, or throws, naming who has it. The lock of a process that is gone is taken over. */
export async function lockFolder(folder: string, info: Record<string, string> = {}): Promise<FolderLock> {
  const self = await findProcess(process.pid)
  if (self === undefined) throw new Error('The list of processes cannot be read; /proc or ps is needed.')
  let owner: LockOwner = { pid: self.pid, startedAt: self.startedAt, info }
  const mine = await writeBeside(folder, owner)
  try {
    while (!(await linkIfFree(mine, lockFile(folder)))) await removeStale(folder)
  } finally {
    await rm(mine, { force: true })
  }
  return {
    tell: async (more) => {
      owner = { ...owner, info: { ...owner.info, ...more } }
      await rename(await writeBeside(folder, owner), lockFile(folder))
    },
    release: async () => {
      const found = parseOwner(await readText(lockFile(folder)))
      if (found?.pid === owner.pid && found.startedAt === owner.startedAt) await rm(lockFile(folder))
    },
  }
}

/** The process that uses this folder now; undefined where none does, whatever a crash may have left. */
export async function readLock(folder: string): Promise<LockOwner | undefined> {
  const owner = parseOwner(await readText(lockFile(folder)))
  return owner && (await stillRuns(owner.pid, owner.startedAt)) ? owner : undefined
}

/** The file appears under its name with its content or not at all, so nobody ever reads half of it. */
async function writeBeside(folder: string, owner: LockOwner): Promise<string> {
  const path = join(folder, `lock-${randomBytes(6).toString('hex')}.part`)
  await writeFile(path, JSON.stringify(owner), { mode: 0o600, flag: 'wx' })
  return path
}

async function linkIfFree(mine: string, name: string): Promise<boolean> {
  try {
    await link(mine, name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeStale(folder: string): Promise<void> {
  const name = lockFile(folder)
  const judged = await readText(name)
  const owner = parseOwner(judged)
  if (owner && (await stillRuns(owner.pid, owner.startedAt))) {
    const where = owner.info.url === undefined ? '' : ` at ${owner.info.url}`
    throw new Error(
      `${folder} is in use by another Countersign${where} (process ${owner.pid}). Stop that one first, or choose another folder with --data.`,
    )
  }
  const aside = join(folder, `lock-${randomBytes(6).toString('hex')}.part`)
  await rename(name, aside).catch(allowMissing)
  // Another start may have been quicker, and this is its lock: it gets it back.
  if ((await readText(aside)) !== judged) await linkIfFree(aside, name)
  await rm(aside, { force: true })
}

function allowMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    allowMissing(error as NodeJS.ErrnoException)
    return undefined
  }
}

function parseOwner(text: string | undefined): LockOwner | undefined {
  try {
    const { pid, startedAt, info } = JSON.parse(text ?? '') as Partial<LockOwner>
    return typeof pid === 'number' && typeof startedAt === 'string' && typeof info === 'object'
      ? { pid, startedAt, info }
      : undefined
  } catch {
    return undefined
  }
}
