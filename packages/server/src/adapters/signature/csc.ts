// A key at a service of the Cloud Signature Consortium (CSC API v2.0.0.2), which is shown hashes only.
import { createHash } from 'node:crypto'
import { digestNamed, type SignatureAlgorithm, schemeNamed } from '@countersign/pdf/cms'
import { algorithmFor } from '@countersign/pdf/pki'
import { derSignature } from '@countersign/pdf/sign/hardware'
import { algorithmIdentifier, digestOids } from '@countersign/pdf/trust/algorithms'
import type { Clock } from '../../platform/clock.ts'
import type { Outbound } from '../../platform/outbound.ts'
import { Problem } from '../../platform/problem.ts'
import { codeAt, secretOf } from '../../platform/totp.ts'
import type {
  ServiceIdentity,
  SignatureAnswer,
  SignatureOrder,
  SignatureService,
} from '../../ports/signature-service.ts'
import { type CscAnswer, cscClient, cscErrorOf, type Json, shown, textOf } from './csc-client.ts'
import { type ConsentSettings, consentUrl, exchangeForm, readReturn } from './csc-consent.ts'

/**
 * `credential` may be empty where the service has one for us. `pin` and `totpSecret` authorise without a person; where
 * the service wants a one-time code and there is no secret, a person is asked for it.
 */
export type CscSettings = ConsentSettings & {
  credential: string
  pin: string
  totpSecret: string
  asynchronous: boolean
}

type Deps = { outbound: Outbound; clock: Clock }
type AuthObject = { id: string; type: string; generator: string | undefined }
type Credential = ServiceIdentity & {
  id: string
  /** OID that the service takes for our algorithm; its parameters, where it has any. */
  signAlgo: string
  signAlgoParams: string | undefined
  mode: string
  objects: AuthObject[]
}

/** A certificate that was renewed at the service is noticed after so long. */
const rememberMs = 10 * 60_000

export function cscService(settings: CscSettings, { outbound, clock }: Deps): SignatureService {
  const client = cscClient(outbound, settings)
  let known: { credential: Promise<Credential>; until: number } | undefined
  const credential = () => {
    if (known && clock().getTime() < known.until) return known.credential
    const now = { credential: findCredential(), until: clock().getTime() + rememberMs }
    known = now
    now.credential.catch(() => {
      if (known === now) known = undefined
    })
    return now.credential
  }
  const findCredential = async (): Promise<Credential> => {
    const id = settings.credential || (await onlyCredential())
    const { body } = await client.call('credentials/info', {
      credentialID: id,
      certificates: 'chain',
      certInfo: true,
      authInfo: true,
    })
    return credentialFrom(id, body)
  }
  const onlyCredential = async (): Promise<string> => {
    const { body } = await client.call('credentials/list', {})
    const ids = Array.isArray(body.credentialIDs) ? body.credentialIDs : []
    if (ids.length === 1 && typeof ids[0] === 'string') return ids[0]
    throw wrong(
      `it has ${ids.length} credentials for us. Name one: COUNTERSIGN_CSC_CREDENTIAL=${ids.map((one) => shown(String(one))).join(' or ')}`,
    )
  }
  const desk = { settings, client, clock }
  return {
    name: new URL(settings.url).host,
    async identity() {
      const { certificate, chain, algorithm } = await credential()
      return { certificate, chain, algorithm }
    },
    ask: async (order) => ask(desk, await credential(), order),
    readReturn: (returned) => readReturn(settings, returned),
    poll: async (order, reference) => poll(desk, { credential: await credential(), order, reference }),
    close: () => outbound.close(),
  }
}

const wrong = (why: string) => new Problem('key.unusable', `The signature service cannot be used: ${why}`)

const objectAt = (value: unknown): Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : {}

function credentialFrom(id: string, body: Json): Credential {
  const [key, cert, auth] = [objectAt(body.key), objectAt(body.cert), objectAt(body.auth)]
  if (key.status === 'disabled') throw wrong(`its key ${shown(id)} is disabled.`)
  const status = textOf(cert.status)
  if (status && status !== 'valid') throw wrong(`the certificate of ${shown(id)} is ${shown(status)}.`)
  const encoded = Array.isArray(cert.certificates) ? cert.certificates.map(String) : []
  const [certificate, ...chain] = encoded.map((text) => new Uint8Array(Buffer.from(text, 'base64')))
  if (!certificate) throw wrong(`it names no certificate for ${shown(id)}.`)
  const offered = Array.isArray(key.algo) ? key.algo.map(String) : []
  return {
    ...{ id, certificate, chain },
    ...chosenAlgorithm(certificate, offered),
    mode: textOf(auth.mode) ?? 'explicit',
    objects: authObjects(auth.objects),
  }
}

function authObjects(value: unknown): AuthObject[] {
  const list = Array.isArray(value) ? value : Object.values(objectAt(value))
  return list.map(objectAt).map(({ id, type, generator }) => ({
    ...{ id: textOf(id) ?? '', type: textOf(type) ?? 'Password', generator: textOf(generator) },
  }))
}

/** OIDs that name the key alone; the digest then stands beside (§11.10, hashAlgorithmOID). */
const keyAlone = { rsa: '1.2.840.113549.1.1.1', ec: '1.2.840.10045.2.1' }

/** The first of our algorithms for this key that the service offers. */
function chosenAlgorithm(
  certificate: Uint8Array,
  offered: readonly string[],
): Pick<Credential, 'algorithm' | 'signAlgo' | 'signAlgoParams'> {
  const usual = algorithmFor(certificate)
  const possible: SignatureAlgorithm[] = usual === 'rsa-sha256' ? ['rsa-sha256', 'rsa-pss-sha256'] : [usual]
  for (const algorithm of possible) {
    const { algorithmId, algorithmParams } = algorithmIdentifier(schemeNamed(algorithm))
    const alone = algorithm === 'rsa-sha256' ? keyAlone.rsa : algorithm.startsWith('ecdsa') ? keyAlone.ec : ''
    const signAlgo = [algorithmId, alone].find((oid) => offered.includes(oid))
    if (!signAlgo || algorithm === 'ed25519') continue
    const params = algorithm === 'rsa-pss-sha256' ? algorithmParams?.toBER(false) : undefined
    return { algorithm, signAlgo, signAlgoParams: params && Buffer.from(params).toString('base64') }
  }
  throw wrong(`of its algorithms (${shown(offered.join(', '))}) none is one that validators take.`)
}

type Desk = { settings: CscSettings; client: ReturnType<typeof cscClient>; clock: Clock }

function hashOf({ algorithm }: Credential, { data }: SignatureOrder) {
  const digest = digestNamed(algorithm)
  const hash = createHash(digest).update(data).digest('base64')
  return { hashes: [hash], hashAlgorithmOID: digestOids[digest] }
}

async function ask(desk: Desk, credential: Credential, order: SignatureOrder): Promise<SignatureAnswer> {
  if (credential.mode === 'oauth2code') return byConsent(desk, credential, order)
  if (credential.mode !== 'explicit') return sign(desk, { credential, order, sad: undefined })
  const authData = authDataOf(desk, credential, order)
  if (authData === 'needs_code') return sendCode(desk, credential)
  try {
    const answer = await desk.client.call('credentials/authorize', {
      credentialID: credential.id,
      numSignatures: 1,
      ...hashOf(credential, order),
      ...(authData.length > 0 && { authData }),
      description: order.description.slice(0, 500),
      clientData: order.id,
    })
    return await authorised(desk, { credential, order, answer })
  } catch (error) {
    // A wrong code is the person's to mend; a wrong PIN in the settings is not.
    const said = cscErrorOf(error)
    if (order.code === undefined || !said || !/otp|authentication/i.test(said.error)) throw error
    return { state: 'needs_code', words: `${new URL(desk.settings.url).host} did not take that code.` }
  }
}

/** Its owner agrees in a browser and comes back with a code, which is good once. */
async function byConsent(
  desk: Desk,
  credential: Credential,
  order: SignatureOrder,
): Promise<SignatureAnswer> {
  const { settings, client } = desk
  const asked = { ...hashOf(credential, order), credentialID: credential.id, id: order.id }
  const words = `${new URL(settings.url).host} wants its owner to agree. Open this address in a browser: ${consentUrl(settings, asked)}`
  if (order.code === undefined) return { state: 'needs_code', words }
  try {
    const sad = await client.token(exchangeForm(settings, { id: order.id, code: order.code }))
    return await sign(desk, { credential, order, sad })
  } catch (error) {
    if (cscErrorOf(error)?.error !== 'invalid_grant') throw error
    return { state: 'needs_code', words }
  }
}

type Auth = { id: string; value: string }

function authDataOf(
  { settings, clock }: Desk,
  { objects }: Credential,
  { code }: SignatureOrder,
): Auth[] | 'needs_code' {
  const made: Auth[] = []
  for (const { id, type, generator } of objects) {
    if (generator === undefined && type === 'Password' && !/otp/i.test(id)) {
      if (settings.pin === '') throw wrong(`it wants a PIN (${shown(id)}). Set COUNTERSIGN_CSC_PIN.`)
      made.push({ id, value: settings.pin })
      continue
    }
    const own = settings.totpSecret === '' ? undefined : codeAt(secretOf(settings.totpSecret), clock())
    const value = code ?? own
    if (value === undefined) return 'needs_code'
    made.push({ id, value })
  }
  return made
}

/** §11.8: where codes are sent out of band, this sends one; others come from an authenticator of the person. */
async function sendCode({ client, settings }: Desk, credential: Credential): Promise<SignatureAnswer> {
  const object = credential.objects.find(({ id, generator }) => /otp/i.test(id) || generator !== undefined)
  const host = new URL(settings.url).host
  if (object && object.generator !== 'totp' && object.generator !== 'hotp')
    await client.call('credentials/getChallenge', { credentialID: credential.id, authObjectID: object.id })
  return { state: 'needs_code', words: `${host} wants a one-time code.` }
}

/** §11.6: 200 brings what activates the signature, 202 a handle: a person confirms elsewhere. */
function authorised(
  desk: Desk,
  { credential, order, answer }: { credential: Credential; order: SignatureOrder; answer: CscAnswer },
): Promise<SignatureAnswer> | SignatureAnswer {
  const { status, body } = answer
  const [sad, handle] = [textOf(body.SAD), textOf(body.handle)]
  if (status === 202 && handle) return { state: 'waiting', reference: JSON.stringify({ handle }) }
  if (!sad) throw wrong('it gave neither activation data nor a handle.')
  return sign(desk, { credential, order, sad })
}

async function sign(
  { settings, client, clock }: Desk,
  { credential, order, sad }: { credential: Credential; order: SignatureOrder; sad: string | undefined },
): Promise<SignatureAnswer> {
  const { id, signAlgo, signAlgoParams } = credential
  const left = Math.max(60_000, order.expiresAt.getTime() - clock().getTime())
  const { body } = await client.call('signatures/signHash', {
    ...{ credentialID: id, ...(sad !== undefined && { SAD: sad }), ...hashOf(credential, order) },
    ...{ signAlgo, ...(signAlgoParams !== undefined && { signAlgoParams }) },
    ...(settings.asynchronous && { operationMode: 'A', validity_period: left }),
    clientData: order.id,
  })
  const responseID = textOf(body.responseID)
  if (responseID) return { state: 'waiting', reference: JSON.stringify({ responseID }) }
  return signatureIn(body, credential)
}

function signatureIn({ signatures }: Json, { algorithm }: Credential): SignatureAnswer {
  const [first] = Array.isArray(signatures) ? signatures : []
  if (typeof first !== 'string') throw wrong('it answered without a signature.')
  const signature = new Uint8Array(Buffer.from(first, 'base64'))
  // Some give r and s side by side; DER begins with a SEQUENCE that fills the rest.
  const isDer = signature[0] === 0x30 && signature[1] === signature.length - 2
  const raw = algorithm.startsWith('ecdsa') && !isDer && [64, 96].includes(signature.length)
  return { state: 'signed', signature: raw ? derSignature(signature) : signature }
}

type Polling = { credential: Credential; order: SignatureOrder; reference: string }

async function poll(desk: Desk, { credential, order, reference }: Polling): Promise<SignatureAnswer> {
  const { handle, responseID } = objectAt(JSON.parse(reference))
  if (typeof handle === 'string') {
    const answer = await desk.client.call('credentials/authorizeCheck', { handle })
    return authorised(desk, { credential, order, answer })
  }
  try {
    const { status, body } = await desk.client.call('signatures/signPolling', {
      requestID: responseID,
      clientData: order.id,
    })
    return status === 202 ? { state: 'waiting', reference } : signatureIn(body, credential)
  } catch (error) {
    // The specification gives "still under way" among the errors; some services answer it as one.
    const said = JSON.stringify(cscErrorOf(error) ?? '')
    if (/accepted_request|not yet (been )?completed/i.test(said)) return { state: 'waiting', reference }
    // It forgot the request, or its answer was not fetched in time: the same hash may be signed again.
    if (/requestID/.test(said)) return ask(desk, credential, order)
    throw error
  }
}
