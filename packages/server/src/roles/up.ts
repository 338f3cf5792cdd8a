// Everything on one machine: the database, then `serve` and `work` as processes of their own, under one lock.
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { scopes } from '@countersign/contract/access'
import { findKeyByHash } from '../access/access.store.ts'
import { createKey, ensureFirstAccount } from '../access/accounts.ts'
import { hashKey } from '../access/keys.ts'
import { fileKms } from '../adapters/key/file.ts'
import { connect, type Db, withSystem } from '../db/sql.ts'
import { type Child, startChild } from '../platform/child.ts'
import { systemClock } from '../platform/clock.ts'
import { type Config, roleEnvironment } from '../platform/config.ts'
import { lockFolder, makeDataFolder } from '../platform/data-folder.ts'
import { idsWith } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import type { Kms } from '../ports/kms.ts'
import { ensureSealKey } from '../sign/signer.ts'
import { prepareDatabase } from './database.ts'
import { readModelOf } from './parts/read-model.ts'
import { blobFolder, cliKeyFile, masterKeyFile } from './places.ts'

export type Running = {
  url: string
  data: string
  /** The key for people, where this start made the account: shown once, stored nowhere. */
  firstKey: string | null
  stop(): Promise<void>
  /** Resolves when a part that cannot be restarted has ended. */
  ended: Promise<void>
}

type Up = { config: Config; data: string; log: Log; logFile: string | null; say(line: string): void }

const restart = { firstDelayMs: 200, maxDelayMs: 5_000 }

export async function up(wanted: Up): Promise<Running> {
  const { config, data, log, say } = wanted
  readModelOf(config)
  await makeDataFolder(data, { root: process.getuid?.() === 0 })
  const lock = await lockFolder(data)
  const undo: (() => Promise<void>)[] = [() => lock.release()]
  const stop = async () => {
    for (const step of undo.splice(0).reverse())
      await step().catch((err: unknown) => log.warn({ err }, 'stopping'))
  }
  try {
    const database = await prepareDatabase({ data, databaseUrl: config.databaseUrl, log, say })
    undo.push(() => database.stop())
    const firstKey = await prepareInstallation({ ...wanted, serviceUrl: database.serviceUrl })
    const children = startRoles({ ...wanted, serviceUrl: database.serviceUrl })
    undo.push(children.stop)
    const url = await children.listening
    await lock.tell({ url })
    return { url, data, firstKey, stop, ended: children.ended }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Master key, account, seal key and the command line's own key; each made only where it is missing. */
async function prepareInstallation({
  config,
  data,
  serviceUrl,
}: Up & { serviceUrl: string }): Promise<string | null> {
  const { db, close } = connect(serviceUrl, { max: 2 })
  try {
    const clock = systemClock
    const newId = idsWith(clock)
    const kms = await fileKms(masterKeyFile(data), { create: await isEmpty(db, data) })
    const ports = { db, kms, clock, newId }
    const { accountId, created } = await ensureFirstAccount(ports)
    await ensureSealKey({ ...ports, organisation: config.organisation, publicUrl: config.publicUrl })
    await ensureCliKey(ports, { accountId, file: cliKeyFile(data) })
    if (!created) return null
    return (await createKey(ports, { accountId, name: 'First key', scopes })).key
  } finally {
    await close()
  }
}

/** No account and no blob: only then may a master key be made, for nothing can need another one. */
async function isEmpty(db: Db, data: string): Promise<boolean> {
  const account = await withSystem(db, (tx) =>
    tx.selectFrom('accounts').select('id').limit(1).executeTakeFirst(),
  )
  const blobs = await readdir(blobFolder(data)).catch(() => [])
  return account === undefined && blobs.filter((name) => name !== 'tmp').length === 0
}

type Access = { db: Db; kms: Kms; clock: () => Date; newId: ReturnType<typeof idsWith> }

/** Lets `countersign process` and friends on this machine in; a revoked or lost one is replaced at the next start. */
async function ensureCliKey(
  ports: Access,
  { accountId, file }: { accountId: string; file: string },
): Promise<void> {
  const known = (await readFile(file, 'utf8').catch(() => '')).trim()
  const row = known === '' ? undefined : await withSystem(ports.db, (tx) => findKeyByHash(tx, hashKey(known)))
  if (row && row.revokedAt === null) return
  const { key } = await createKey(ports, { accountId, name: 'Command line on this machine', scopes })
  await rm(`${file}.part`, { force: true })
  await writeFile(`${file}.part`, `${key}\n`, { mode: 0o600, flag: 'wx' })
  await chmod(`${file}.part`, 0o600)
  await rename(`${file}.part`, file)
}

function startRoles({ config, data, log, logFile, say, serviceUrl }: Up & { serviceUrl: string }) {
  let serve: Child | undefined
  let heard: (url: string) => void = () => {}
  let failed: (error: Error) => void = () => {}
  const listening = new Promise<string>((resolve, reject) => {
    heard = resolve
    failed = reject
  })
  // The first start of `serve` decides: a port that is taken is a mistake to be told, not to be tried again.
  let up = false
  // A port that the system chose is kept when the server is started again: people know it by then.
  let { port } = config
  const script = new URL('./role.ts', import.meta.url)
  const start = (role: 'serve' | 'work') =>
    startChild({
      name: role,
      script,
      args: [role],
      env: () => roleEnvironment({ config: { ...config, port }, data, databaseUrl: serviceUrl, logFile }),
      restart,
      stopTimeoutMs: 15_000,
      log: (line) => log.warn({ role }, line),
      onMessage: (message) => onMessage(role, message as Message),
      onExit: ({ code }) => {
        if (role === 'serve' && !up && code !== 0)
          failed(new Error('The server could not start; the reason stands above.'))
      },
    })
  const onMessage = (role: string, message: Message) => {
    if (message.type === 'listening') {
      up = true
      port = Number(new URL(message.url).port)
      heard(message.url)
    }
    if (message.type === 'metrics')
      serve?.send({ type: 'metrics', from: role, snapshot: message.snapshot as never })
    if (message.type === 'trouble') say(message.line)
    if (message.type === 'trouble' && role === 'serve' && !up) failed(new Error(message.line))
  }
  serve = start('serve')
  const work = start('work')
  return {
    listening,
    ended: Promise.race([serve.exited, work.exited]).then(() => {}),
    async stop() {
      // Intake first, so that nothing new arrives while running work is finished or handed back.
      await serve?.stop()
      await work.stop()
    },
  }
}

type Message =
  | { type: 'listening'; url: string }
  | { type: 'metrics'; snapshot: unknown }
  | { type: 'trouble'; line: string }
