// A signature service as the Cloud Signature Consortium describes it (CSC API v2.0.0.2), for tests: it insists on what the
// specification says that there SHALL be, and keeps its key in memory.
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = Record<string, unknown>
type Answer = { status: number; body?: Json; location?: string }

/** `signHash` is given the digest itself. `chain`: the certificate, its issuer, the root (DER). */
export type CscKey = {
  id: string
  chain: readonly Uint8Array[]
  /** OIDs as in `key/algo`. */
  algo: readonly string[]
  bits: number
  signHash(hash: Uint8Array, input: { signAlgo: string; hashAlgorithmOID: string | undefined }): Uint8Array
}

export type CscOptions = {
  key: CscKey
  client?: { id: string; secret: string }
  pin?: string
  /** What counts as the one-time code now; without it none is asked for. */
  otp?: () => string
  /** Codes are sent by `credentials/getChallenge` instead of made by an authenticator. */
  sendsCodes?: boolean
  /** Its owner agrees in a browser (`oauth2code`), here without a word. */
  consents?: boolean
  /** How often polling answers "not yet": of an authorisation, of an asynchronous signature. */
  notYet?: { authorize?: number; sign?: number }
}

export type CscServer = {
  url: string
  /** Names of the methods that were called, in order. */
  calls: string[]
  /** How many signatures were made. */
  signed(): number
  /** Tokens given so far are no longer good. */
  forgetTokens(): void
  close(): Promise<void>
}

type Sad = { hashes: string[] }
type Consent = Sad & { challenge: string; redirectUri: string }
type Waiting = { left: number; done: Answer }
type State = CscOptions & {
  tokens: Set<string>
  sads: Map<string, Sad>
  consented: Map<string, Consent>
  waiting: Map<string, Waiting>
  codeSent: boolean
  signatures: number
}
type Method = (state: State, input: Json) => Answer

const ok = (body: Json): Answer => ({ status: 200, body })
const bad = (description: string, error = 'invalid_request'): Answer => ({
  status: 400,
  body: { error, error_description: description },
})
const missing = (kind: string, name: string) => bad(`Missing (or invalid type) ${kind} parameter ${name}`)
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const digestBytes: Record<string, number> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
}
/** The digest that a signature algorithm implies. */
const implied: Record<string, string> = {
  '1.2.840.113549.1.1.11': '2.16.840.1.101.3.4.2.1',
  '1.2.840.10045.4.3.2': '2.16.840.1.101.3.4.2.1',
  '1.2.840.10045.4.3.3': '2.16.840.1.101.3.4.2.2',
}

const info: Method = () =>
  ok({
    ...{ specs: '2.0.0.2', name: 'Test signatures', region: 'XX', lang: 'en-US' },
    description: 'Signs in tests',
    authType: ['oauth2client'],
    asynchronousOperationMode: true,
    methods: Object.keys(methods),
  })

function authOf({ pin, otp, sendsCodes, consents }: State): Json {
  if (consents) return { mode: 'oauth2code' }
  const objects = [
    ...(pin ? [{ type: 'Password', id: 'PIN', format: 'N', label: 'PIN' }] : []),
    ...(otp ? [otpObject(sendsCodes ?? false)] : []),
  ]
  return { mode: 'explicit', expression: objects.map(({ id }) => id).join(' AND '), objects }
}

const otpObject = (sent: boolean) => ({
  ...{ type: sent ? 'ChallengeResponse' : 'Password', id: 'OTP', format: 'N', label: 'Code' },
  ...(sent ? {} : { generator: 'totp' }),
})

const credentialInfo: Method = (state, { credentialID, certificates = 'single', authInfo }) => {
  const { key } = state
  if (!isText(credentialID)) return missing('string', 'credentialID')
  if (credentialID !== key.id) return bad('Invalid parameter credentialID')
  const shown = { none: 0, single: 1, chain: key.chain.length }[String(certificates)]
  if (shown === undefined) return bad('Invalid parameter certificates')
  const encoded = key.chain.slice(0, shown).map((der) => Buffer.from(der).toString('base64'))
  return ok({
    key: { status: 'enabled', algo: key.algo, len: key.bits },
    cert: { status: 'valid', certificates: encoded },
    auth: authInfo === true ? authOf(state) : { mode: 'explicit' },
    SCAL: '2',
    multisign: 1,
  })
}

const challenge: Method = (state, { credentialID, authObjectID }) => {
  if (credentialID !== state.key.id) return bad('Invalid parameter credentialID')
  if (authObjectID !== 'OTP' || !state.sendsCodes) return bad('Invalid parameter authObjectID')
  state.codeSent = true
  return { status: 204 }
}

const authorize: Method = (state, input) => {
  const { credentialID, numSignatures, hashes, hashAlgorithmOID, authData } = input
  if (state.consents) return bad('The credential is not authorized this way')
  if (!isText(credentialID)) return missing('string', 'credentialID')
  if (credentialID !== state.key.id) return bad('Invalid parameter credentialID')
  if (!Number.isInteger(numSignatures)) return missing('integer', 'numSignatures')
  if (numSignatures !== 1) return bad('Numbers of signatures is too high')
  if (!Array.isArray(hashes) || hashes.length !== 1 || !isText(hashAlgorithmOID))
    return missing('array', 'hashes')
  const given = new Map((Array.isArray(authData) ? authData : []).map(({ id, value }) => [id, value]))
  if (state.pin && given.get('PIN') !== state.pin)
    return bad('The authentication data is invalid', 'invalid_authentication_data')
  if (state.otp && (given.get('OTP') !== state.otp() || (state.sendsCodes && !state.codeSent)))
    return bad('The OTP is invalid', 'invalid_otp')
  const sad = randomUUID()
  state.sads.set(sad, { hashes: hashes.map(String) })
  return later(state, { times: state.notYet?.authorize ?? 0, done: ok({ SAD: sad }), name: 'handle' })
}

function later(state: State, { times, done, name }: { times: number; done: Answer; name: string }): Answer {
  if (times === 0) return done
  const id = randomUUID()
  state.waiting.set(id, { left: times, done })
  return { status: name === 'handle' ? 202 : 200, body: { [name]: id } }
}

function looked(state: State, id: unknown, notYet: Answer): Answer | null {
  const waiting = isText(id) ? state.waiting.get(id) : undefined
  if (!waiting) return null
  waiting.left -= 1
  return waiting.left < 0 ? waiting.done : notYet
}

const authorizeCheck: Method = (state, { handle }) =>
  looked(state, handle, { status: 202, body: { handle } }) ?? bad('Invalid parameter handle')

const signHash: Method = (state, input) => {
  const { credentialID, SAD, hashes, hashAlgorithmOID, signAlgo, operationMode = 'S' } = input
  const { key, sads } = state
  if (!isText(SAD)) return missing('string', 'SAD')
  const sad = sads.get(SAD)
  if (!sad) return bad('Invalid parameter SAD')
  if (credentialID !== key.id) return bad('Invalid parameter credentialID')
  if (!Array.isArray(hashes)) return missing('array', 'hash')
  if (!isText(signAlgo) || !key.algo.includes(signAlgo)) return bad('Invalid parameter signAlgo')
  const digest = implied[signAlgo] ?? hashAlgorithmOID
  if (!isText(digest)) return missing('string', 'hashAlgorithmOID')
  const raw = hashes.map((hash) => Buffer.from(String(hash), 'base64'))
  if (raw.some(({ length }) => length !== digestBytes[digest])) return bad('Invalid digest value length')
  if (hashes.some((hash) => !sad.hashes.includes(hash))) return bad('Hash is not authorized by the SAD')
  if (operationMode !== 'S' && operationMode !== 'A') return bad('Invalid parameter operationMode')
  // What was authorised is used up (§11.9).
  sads.delete(SAD)
  state.signatures += raw.length
  const signatures = raw.map((hash) =>
    Buffer.from(key.signHash(hash, { signAlgo, hashAlgorithmOID: digest })).toString('base64'),
  )
  const times = operationMode === 'A' ? Math.max(1, state.notYet?.sign ?? 1) : 0
  return later(state, { times, done: ok({ signatures }), name: 'responseID' })
}

const underway = 'The request has been accepted but not yet completed'
const stillUnderway: Answer = {
  status: 202,
  body: { error: 'accepted_request', error_description: underway },
}

const signPolling: Method = (state, { requestID }) => {
  if (!isText(requestID)) return missing('string', 'requestID')
  return looked(state, requestID, stillUnderway) ?? bad('Invalid parameter requestID')
}

const methods: Record<string, Method> = {
  info,
  'credentials/list': ({ key }) => ok({ credentialIDs: [key.id] }),
  'credentials/info': credentialInfo,
  'credentials/authorize': authorize,
  'credentials/authorizeCheck': authorizeCheck,
  'credentials/getChallenge': challenge,
  'signatures/signHash': signHash,
  'signatures/signPolling': signPolling,
}

/** §8.4.2: for one credential and these hashes. */
function agree({ key, client, consented }: State, { searchParams: asked }: URL): Answer {
  const of = (name: string) => asked.get(name) ?? ''
  const good =
    of('client_id') === client?.id && of('scope') === 'credential' && of('response_type') === 'code'
  if (!good || of('credentialID') !== key.id || of('code_challenge_method') !== 'S256')
    return bad('Invalid parameter')
  const hashes = of('hashes')
    .split(',')
    .map((hash) => Buffer.from(hash, 'base64url').toString('base64'))
  const [code, back] = [randomUUID(), new URL(of('redirect_uri'))]
  consented.set(code, { hashes, challenge: of('code_challenge'), redirectUri: of('redirect_uri') })
  back.searchParams.set('code', code)
  back.searchParams.set('state', of('state'))
  return { status: 302, location: back.href }
}

/** §8.4.3: the token is what activates the signature. */
function exchange({ consented, sads }: State, form: URLSearchParams): Answer {
  const code = form.get('code') ?? ''
  const consent = consented.get(code)
  consented.delete(code)
  const verifier = createHash('sha256').update(form.get('code_verifier') ?? '')
  const same = consent?.challenge === verifier.digest('base64url')
  if (!consent || !same || consent.redirectUri !== form.get('redirect_uri'))
    return { status: 400, body: { error: 'invalid_grant' } }
  const sad = randomUUID()
  sads.set(sad, { hashes: consent.hashes })
  return ok({ access_token: sad, token_type: 'SAD', expires_in: 300 })
}

/** RFC 6749 §4.4: client credentials, in the body of the form. */
function giveToken(state: State, form: URLSearchParams): Answer {
  const { client, tokens } = state
  const known = form.get('client_id') === client?.id && form.get('client_secret') === client?.secret
  if (known && form.get('grant_type') === 'authorization_code') return exchange(state, form)
  if (form.get('grant_type') !== 'client_credentials' || !known)
    return { status: 401, body: { error: 'invalid_client' } }
  const token = randomUUID()
  tokens.add(token)
  return ok({ access_token: token, token_type: 'Bearer', expires_in: 3600 })
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

async function answerTo(state: State, request: IncomingMessage, calls: string[]): Promise<Answer> {
  const text = await textOf(request)
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (request.method === 'GET' && url.pathname === '/oauth2/authorize') return agree(state, url)
  if (request.method !== 'POST') return { status: 405 }
  if (request.url === '/oauth2/token') return giveToken(state, new URLSearchParams(text))
  const name = /^\/csc\/v2\/(.+)$/.exec(request.url ?? '')?.[1] ?? ''
  calls.push(name)
  const method = methods[name]
  if (!method) return { status: 404 }
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (name !== 'info' && state.client && !state.tokens.has(token ?? ''))
    return { status: 401, body: { error: 'invalid_token' } }
  return method(state, JSON.parse(text) as Json)
}

/** On loopback, at a port that the system chooses. */
export async function openCscServer(options: CscOptions): Promise<CscServer> {
  const state: State = {
    ...options,
    ...{ tokens: new Set(), sads: new Map(), consented: new Map(), waiting: new Map() },
    ...{ codeSent: false, signatures: 0 },
  }
  const calls: string[] = []
  const server = createServer((request, response) => {
    void answerTo(state, request, calls).then(({ status, body, location }) => {
      response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) })
      response.end(body ? JSON.stringify(body) : '')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/csc/v2`,
    calls,
    signed: () => state.signatures,
    forgetTokens: () => state.tokens.clear(),
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
