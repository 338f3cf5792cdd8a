// The least that "safely taken in" can cost on this machine: the body on disk, flushed, and an answer. No database, no
// encryption, no checks.
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { answerAsHelper } from './helper.ts'

export type FloorOrder = { folder: string }

let folder = ''
let files = 0

async function keep(request: IncomingMessage): Promise<void> {
  files += 1
  // `flush` is an fsync before the file is closed.
  await pipeline(request, createWriteStream(join(folder, String(files)), { flags: 'wx', flush: true }))
}

const server = createServer((request, response) => {
  keep(request).then(
    () => response.writeHead(202).end('{}'),
    () => response.writeHead(500).end(),
  )
})

answerAsHelper(
  async (order: FloorOrder) => {
    folder = await mkdtemp(join(order.folder, 'floor-'))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
  },
  async () => {
    server.closeAllConnections()
    server.close()
    await rm(folder, { recursive: true, force: true })
  },
)
