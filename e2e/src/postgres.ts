// A PostgreSQL that is not ours: the system's where there is one, else the bundled one started apart.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { preparePostgres, serverUser } from '@countersign/server/db/postgres-binaries'

export type Found = { bin: string; major: string }
export type ForeignPostgres = { url: string; major: string; stop(): Promise<void> }

/** Debian's place; the newest that is 15 or later, but preferably another major version than ours. */
export async function findForeignPostgres(): Promise<Found> {
  const ours = await preparePostgres(serverUser())
  const root = '/usr/lib/postgresql'
  const majors = existsSync(root) ? readdirSync(root).filter((name) => Number(name) >= 15) : []
  const usable = majors.filter((major) => existsSync(join(root, major, 'bin', 'initdb'))).sort()
  const other = usable.find((major) => major !== ours.major)
  return other ? { bin: join(root, other, 'bin'), major: other } : ours
}

export async function startForeignPostgres({ bin, major }: Found, folder: string): Promise<ForeignPostgres> {
  const user = serverUser()
  const sockets = await mkdtemp(join(tmpdir(), 'pg-'))
  await mkdir(folder, { recursive: true })
  if (user) for (const path of [folder, sockets]) chownSync(path, user.uid, user.gid)
  const secret = `${folder}.password`
  await writeFile(secret, 'foreign', { mode: 0o644 })
  const run = (name: string, args: string[]) =>
    spawn(join(bin, name), args, {
      ...user,
      cwd: '/',
      stdio: 'ignore',
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    })
  // Another default collation than ours, as elsewhere.
  const made = run('initdb', [
    '-D',
    folder,
    '-U',
    'owner',
    '-A',
    'scram-sha-256',
    `--pwfile=${secret}`,
    '-E',
    'UTF8',
    '--no-sync',
  ])
  const [code] = await once(made, 'exit')
  if (code !== 0) throw new Error(`initdb of PostgreSQL ${major} ended with ${code}`)
  const server = run('postgres', ['-D', folder, '-k', sockets, '-c', 'listen_addresses=', '-c', 'fsync=off'])
  const ended = once(server, 'exit')
  for (let tries = 0; !existsSync(join(sockets, '.s.PGSQL.5432')); tries += 1) {
    if (tries > 600) throw new Error(`PostgreSQL ${major} does not start`)
    await sleep(50)
  }
  await sleep(200)
  return {
    url: `postgres://owner:foreign@${encodeURIComponent(sockets)}:5432/postgres`,
    major,
    async stop() {
      server.kill('SIGINT')
      await ended
      await rm(sockets, { recursive: true, force: true })
    },
  }
}
