// The key services of three clouds, as far as their signing goes, on loopback. They sign digests by openssl.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

type Json = Record<string, unknown>
type Way = 'pkcs1' | 'pss' | 'ecdsa'

/** `refuse` answers every request with that status. */
export type Clouds = { port: number; asked: string[]; refuse: number | null; close(): Promise<void> }

const waysOf: Record<string, Way> = {
  RSASSA_PKCS1_V1_5_SHA_256: 'pkcs1',
  RSASSA_PSS_SHA_256: 'pss',
  ECDSA_SHA_256: 'ecdsa',
  RS256: 'pkcs1',
  PS256: 'pss',
  ES256: 'ecdsa',
}
const options: Record<Way, string[]> = {
  pkcs1: ['rsa_padding_mode:pkcs1', 'digest:sha256'],
  pss: ['rsa_padding_mode:pss', 'rsa_pss_saltlen:digest', 'digest:sha256'],
  ecdsa: ['digest:sha256'],
}

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version']).status === 0

function signDigest(folder: string, way: Way, digest: Buffer): Buffer {
  const input = join(folder, 'digest')
  writeFileSync(input, digest)
  const chosen = options[way].flatMap((option) => ['-pkeyopt', option])
  const key = join(folder, 'key.pem')
  const made = spawnSync('openssl', ['pkeyutl', '-sign', '-inkey', key, '-in', input, ...chosen])
  if (made.status !== 0) throw new Error(made.stderr.toString())
  return made.stdout
}

/** DER to r and s side by side, as Azure answers (RFC 7518 §3.4). */
function rawOf(der: Buffer): Buffer {
  const firstLength = der[3] ?? 0
  const numbers = [der.subarray(4, 4 + firstLength), der.subarray(6 + firstLength)]
  return Buffer.concat(numbers.map((one) => Buffer.concat([Buffer.alloc(32), one]).subarray(-32)))
}

async function bodyOf(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length > 0 ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json) : {}
}

type Call = { path: string; body: Json; authorization: string; folder: string; googleWay: Way }

function answerOf({ path, body, authorization, folder, googleWay }: Call): Json {
  if (path.endsWith(':asymmetricSign')) {
    const { sha256 = '' } = body.digest as { sha256?: string }
    if (authorization !== 'Bearer google-token') throw new Error('no token')
    return { signature: signDigest(folder, googleWay, Buffer.from(sha256, 'base64')).toString('base64') }
  }
  if (path.endsWith('/sign')) {
    const way = waysOf[String(body.alg)] ?? 'ecdsa'
    const der = signDigest(folder, way, Buffer.from(String(body.value), 'base64url'))
    const value = way === 'ecdsa' ? rawOf(der) : der
    return { kid: 'https://test.vault.azure.net/keys/seal/1', value: value.toString('base64url') }
  }
  if (!authorization.startsWith('AWS4-HMAC-SHA256 Credential=')) throw new Error('not signed')
  const signature = signDigest(
    ...([
      folder,
      waysOf[String(body.SigningAlgorithm)] ?? 'ecdsa',
      Buffer.from(String(body.Message), 'base64'),
    ] as const),
  )
  return {
    KeyId: body.KeyId,
    Signature: signature.toString('base64'),
    SigningAlgorithm: body.SigningAlgorithm,
  }
}

/** `folder` has the private key in `key.pem`; what a key at Google signs by is fixed with the key. */
export async function startClouds(folder: string, googleWay: Way): Promise<Clouds> {
  const server = createServer()
  const clouds: Clouds = {
    ...{ port: 0, asked: [], refuse: null },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.on('request', async (request, response) => {
    const body = await bodyOf(request)
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const { authorization = '' } = request.headers
    clouds.asked.push(`${request.method} ${path} ${request.headers['x-amz-target'] ?? ''}`.trim())
    const send = (status: number, answer: Json) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    if (clouds.refuse !== null)
      return send(clouds.refuse, {
        error: { message: 'no', status: 'PERMISSION_DENIED', code: clouds.refuse },
      })
    // Key Vault says first where tokens come from.
    if (path.endsWith('/sign') && !authorization) {
      response.setHeader(
        'www-authenticate',
        'Bearer authorization="https://login.example/t", resource="https://vault.azure.net"',
      )
      return send(401, {})
    }
    try {
      send(200, answerOf({ path, body, authorization, folder, googleWay }))
    } catch (error) {
      send(403, { message: String(error) })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  clouds.port = (server.address() as AddressInfo).port
  return clouds
}
