// A witness to run somewhere else than the log: one folder, one port, no database. Node only.
import { createPrivateKey, generateKeyPairSync, hash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { formatVerifierKey, type Signer, type VerifierKey, verifierKey } from './note.ts'
import { considerSubmission, longestSubmission, type Seen, type Verdict } from './witness.ts'

export type WitnessOptions = {
  /** Its key and what it saw; nobody else may write there. */
  folder: string
  /** Of its key when it is first made, such as `witness.example.com`. */
  name: string
  logs: readonly VerifierKey[]
  host: string
  /** 0: the system chooses. */
  port: number
  /** Seconds since 1970. */
  now(): number
  /** One line about each submission. */
  say(line: string): void
}

export type RunningWitness = { url: string; key: string; stop(): Promise<void> }

const keyName = 'witness-key.json'
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

async function readText(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
}

async function write(path: string, text: string): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return temporary
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Made at the first start; never replaced. */
async function keyIn(folder: string, name: string): Promise<Signer> {
  const path = join(folder, keyName)
  if ((await readText(path)) === null) {
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
    const temporary = await write(path, `${JSON.stringify({ name, key })}\n`)
    await link(temporary, path).catch((error) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    await rm(temporary)
  }
  const kept = JSON.parse((await readText(path)) ?? '') as { name: string; key: string }
  return { name: kept.name, privateKey: createPrivateKey(kept.key) }
}

/** Origins are not names of files. */
const fileOf = (folder: string, origin: string): string => join(folder, `seen-${hash('sha256', origin)}.json`)

async function readSeen(folder: string, origin: string): Promise<Seen | null> {
  const text = await readText(fileOf(folder, origin))
  if (text === null) return null
  const { size, root } = JSON.parse(text) as { size: number; root: string }
  return { size, root: Buffer.from(root, 'base64') }
}

async function writeSeen(folder: string, origin: string, { size, root }: Seen): Promise<void> {
  const path = fileOf(folder, origin)
  const text = `${JSON.stringify({ origin, size, root: Buffer.from(root).toString('base64') })}\n`
  await rename(await write(path, text), path)
  await syncFolder(folder)
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > longestSubmission) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function respond(response: ServerResponse, verdict: Verdict | { status: 405 | 413; why: string }): void {
  const { status } = verdict
  const type = status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8'
  const text = 'line' in verdict ? verdict.line : 'size' in verdict ? `${verdict.size}\n` : `${verdict.why}\n`
  // What was not read to its end is not waited for.
  const closing = status === 413 ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-type': type, ...closing }).end(text)
}

type Deciding = WitnessOptions & { witness: Signer }

/** One submission after the other: between looking and writing nothing else may be decided. */
function decider({ folder, logs, witness, now, say }: Deciding): (text: string) => Promise<Verdict> {
  const decide = async (text: string): Promise<Verdict> => {
    const seen = new Map<string, Seen | null>()
    for (const { name } of logs) seen.set(name, await readSeen(folder, name))
    const verdict = considerSubmission(text, {
      witness,
      logs,
      seen: (origin) => seen.get(origin) ?? null,
      now: now(),
    })
    if (verdict.status === 200) {
      await writeSeen(folder, verdict.origin, verdict.seen)
      say(`cosigned ${verdict.seen.size} events of ${verdict.origin}`)
    } else say(`refused (${verdict.status}): ${verdict.why}`)
    return verdict
  }
  let last: Promise<unknown> = Promise.resolve()
  return (text) => {
    const decided = last.then(() => decide(text))
    last = decided.catch(() => undefined)
    return decided
  }
}

/** Listens until it is stopped. `url` ends before `/add-checkpoint`. */
export async function startWitness(options: WitnessOptions): Promise<RunningWitness> {
  const { folder, name, host, port, say } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const witness = await keyIn(folder, name)
  const decide = decider({ ...options, witness })
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response) => {
    const answer = async () => {
      if (request.url !== '/add-checkpoint' || request.method !== 'POST')
        return respond(response, { status: 405, why: 'A witness takes POST /add-checkpoint.' })
      const text = await bodyOf(request)
      if (text === null) return respond(response, { status: 413, why: 'The submission is too large.' })
      respond(response, await decide(text))
    }
    answer().catch((error: Error) => {
      say(`could not answer: ${error.message}`)
      response.destroy()
    })
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${shown}:${address.port}`,
    key: formatVerifierKey(verifierKey(witness, 4)),
    async stop() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}
