// Where the embedded database listens: a unix socket nobody else can reach, or loopback where the path is too long.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canBeEntered, type ServerUser } from './postgres-binaries.ts'

export interface Endpoint {
  /** Folder of the socket; undefined on loopback. */
  socketFolder: string | undefined
  port: number
  /** Settings that make PostgreSQL listen here and nowhere else. */
  settings: Record<string, string>
}

// 107 bytes on Linux, 103 on macOS, for the folder and `/.s.PGSQL.5432` together.
const longestFolder = 103 - '/.s.PGSQL.5432'.length

export async function chooseEndpoint(user: ServerUser | undefined): Promise<Endpoint> {
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    if (!existsSync(parent) || (user && !canBeEntered(parent))) continue
    if (Buffer.byteLength(join(parent, 'cs-XXXXXX')) > longestFolder) continue
    const socketFolder = await mkdtemp(join(parent, 'cs-'))
    if (user) await chown(socketFolder, user.uid, user.gid)
    const settings = { listen_addresses: '', unix_socket_directories: socketFolder }
    return { socketFolder, port: 5432, settings: { ...settings, port: '5432' } }
  }
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) }
  return { socketFolder: undefined, port, settings }
}

export function superuserUrl({ socketFolder, port }: Endpoint, password: string): string {
  const host = socketFolder === undefined ? '127.0.0.1' : encodeURIComponent(socketFolder)
  return `postgres://postgres:${password}@${host}:${port}/postgres`
}

export async function removeEndpoint({ socketFolder }: Endpoint): Promise<void> {
  if (socketFolder !== undefined) await rm(socketFolder, { recursive: true, force: true })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port on loopback.')
  return address.port
}
