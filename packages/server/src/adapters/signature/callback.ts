// Any other service that signs hashes: it is asked with a signed request and calls back, or is polled, when it is done.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { digestNamed } from '@countersign/pdf/cms'
import { algorithmFor } from '@countersign/pdf/pki'
import { pemCertificates } from '@countersign/pdf/sign/hardware'
import type { Clock } from '../../platform/clock.ts'
import type { Outbound } from '../../platform/outbound.ts'
import { Problem } from '../../platform/problem.ts'
import { signedHeaders, signedId } from '../../platform/signed-message.ts'
import type {
  ServiceIdentity,
  SignatureAnswer,
  SignatureCallback,
  SignatureOrder,
  SignatureService,
} from '../../ports/signature-service.ts'

/** `certificates` is a PEM file: the key's own certificate first, then its chain. `callbackUrl` null: only polling. */
export type CallbackSettings = {
  url: string
  secret: string
  certificates: string
  callbackUrl: ((id: string) => string) | null
}

type Deps = { outbound: Outbound; clock: Clock }
type Said = { id?: unknown; state?: unknown; signature?: unknown; reason?: unknown }

const wrong = (detail: string, cause?: unknown) => new Problem('key.unusable', detail, { cause })

export function callbackService(settings: CallbackSettings, { outbound, clock }: Deps): SignatureService {
  const { url, secret } = settings
  const host = new URL(url).host
  let known: Promise<ServiceIdentity> | undefined
  const identity = () => {
    known ??= identityFrom(settings.certificates).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  const post = async (address: string, id: string, message: object) => {
    const body = Buffer.from(JSON.stringify(message))
    const headers = { ...signedHeaders({ id, body, at: clock() }, [secret]), 'idempotency-key': id }
    const answer = await outbound.post(address, { headers, body })
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408)
      throw new Problem('service.unavailable', `${host} answered with status ${answer.status}.`)
    if (answer.status < 200 || answer.status > 299)
      throw wrong(`The signature service ${host} refused the request with status ${answer.status}.`)
    return saidIn(parsed(answer.body, host), host)
  }
  const request = (order: SignatureOrder, { algorithm }: ServiceIdentity) => {
    const digest = digestNamed(algorithm)
    const hash = createHash(digest).update(order.data).digest('base64')
    return {
      ...{ id: order.id, hash, hashAlgorithm: digest, signatureAlgorithm: algorithm },
      ...{ description: order.description, expiresAt: order.expiresAt.toISOString() },
      ...(settings.callbackUrl && { callbackUrl: settings.callbackUrl(order.id) }),
    }
  }
  return {
    name: host,
    identity,
    ask: async (order) => post(url, order.id, request(order, await identity())),
    poll: (order) => post(`${url.replace(/\/+$/, '')}/status`, order.id, { id: order.id }),
    readCallback: (callback) => readCallback(callback, { secret, host }),
    close: () => outbound.close(),
  }
}

async function identityFrom(file: string): Promise<ServiceIdentity> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrong('COUNTERSIGN_SIGNATURE_SERVICE_CERTIFICATES names a file that cannot be read.', cause)
  })
  const [certificate, ...chain] = pemCertificates(text)
  if (!certificate)
    throw wrong('COUNTERSIGN_SIGNATURE_SERVICE_CERTIFICATES names a file without a certificate in PEM.')
  const algorithm = algorithmFor(certificate)
  if (algorithm === 'ed25519')
    throw wrong('A service that signs hashes needs a key of the kind RSA, P-256 or P-384.')
  return { certificate, chain, algorithm }
}

function parsed(body: Uint8Array, host: string): Said {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    if (value !== null && typeof value === 'object') return value
  } catch {
    // said below
  }
  throw new Problem('service.unavailable', `${host} answered something that is no JSON object.`)
}

const longestWords = 300

function saidIn({ state, signature, reason }: Said, host: string): SignatureAnswer {
  if (state === 'waiting') return { state, reference: '' }
  if (state === 'signed' && typeof signature === 'string')
    return { state, signature: new Uint8Array(Buffer.from(signature, 'base64')) }
  if (state === 'declined') {
    const words = typeof reason === 'string' ? reason.replace(/[\p{Cc}\p{Cf}]/gu, ' ') : ''
    const why = words === '' ? `${host} declined to sign.` : `${host} declined to sign: ${words}`
    return { state, why: why.slice(0, longestWords) }
  }
  throw new Problem('service.unavailable', `${host} did not say whether it signed.`)
}

function readCallback(
  callback: SignatureCallback,
  { secret, host }: { secret: string; host: string },
): { id: string; answer: SignatureAnswer } {
  const refused = (why: string) => new Problem('signature.callback_refused', why)
  if (signedId(callback, secret) === null)
    throw refused('The callback is not signed with the shared secret, or is older than five minutes.')
  const said = parsed(callback.body, host)
  if (typeof said.id !== 'string') throw refused('The callback does not say which request it is about.')
  return { id: said.id, answer: saidIn(said, host) }
}
