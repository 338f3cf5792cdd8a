// An OpenID provider for tests (OpenID Connect Core and Discovery 1.0): it insists on PKCE, the client and single use of
// codes, and signs in whoever it is told to, without a word.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = Record<string, unknown>
type Client = { id: string; secret: string }
type Asked = { challenge: string; nonce: string; redirectUri: string }

export type OpenIdServer = {
  issuer: string
  /** Who comes to sign in next; null says no. */
  person: { sub: string; email: string; verified: boolean } | null
  /** Put over the claims of the next tokens. */
  twist: Json
  close(): Promise<void>
}

type State = { provider: OpenIdServer; client: Client; codes: Map<string, Asked> }
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })

const base64url = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function idToken({ provider, client }: State, nonce: string): string {
  const now = Math.floor((performance.timeOrigin + performance.now()) / 1000)
  const { sub, email, verified } = provider.person ?? { sub: '', email: '', verified: false }
  const claims = { iss: provider.issuer, aud: client.id, sub, email, email_verified: verified, nonce }
  const times = { iat: now, exp: now + 300 }
  const text = `${base64url({ alg: 'RS256', kid: 'k1' })}.${base64url({ ...claims, ...times, ...provider.twist })}`
  return `${text}.${sign('sha256', Buffer.from(text), keys.privateKey).toString('base64url')}`
}

/** Where the browser goes back to. */
function authorize({ provider, client, codes }: State, { searchParams: asked }: URL): string {
  const of = (name: string) => asked.get(name) ?? ''
  const back = new URL(of('redirect_uri'))
  back.searchParams.set('state', of('state'))
  back.searchParams.set('iss', provider.issuer)
  const good = of('client_id') === client.id && of('code_challenge_method') === 'S256'
  if (!good || !provider.person) {
    back.searchParams.set('error', good ? 'access_denied' : 'invalid_request')
    return back.href
  }
  const code = randomBytes(16).toString('hex')
  codes.set(code, {
    challenge: of('code_challenge'),
    nonce: of('nonce'),
    redirectUri: of('redirect_uri'),
  })
  back.searchParams.set('code', code)
  return back.href
}

function token(state: State, form: URLSearchParams): Json | null {
  const { client, codes } = state
  const code = form.get('code') ?? ''
  const asked = codes.get(code)
  codes.delete(code)
  const verifier = createHash('sha256').update(form.get('code_verifier') ?? '')
  const known = form.get('client_id') === client.id && form.get('client_secret') === client.secret
  const same = asked?.challenge === verifier.digest('base64url')
  if (!asked || !known || !same || asked.redirectUri !== form.get('redirect_uri')) return null
  const id_token = idToken(state, asked.nonce)
  return { access_token: 'none', token_type: 'Bearer', expires_in: 60, id_token }
}

const described = (issuer: string): Json => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  authorization_response_iss_parameter_supported: true,
})

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { issuer } = state.provider
  const url = new URL(request.url ?? '/', issuer)
  const send = (status: number, body: Json) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (url.pathname === '/authorize') response.writeHead(302, { location: authorize(state, url) }).end()
  else if (url.pathname === '/.well-known/openid-configuration') send(200, described(issuer))
  else if (url.pathname === '/keys') {
    const key = keys.publicKey.export({ format: 'jwk' })
    send(200, { keys: [{ ...key, kid: 'k1', alg: 'RS256', use: 'sig' }] })
  } else if (url.pathname === '/token') {
    const given = token(state, await formOf(request))
    send(given ? 200 : 400, given ?? { error: 'invalid_grant' })
  } else send(404, {})
}

export async function openIdServer(client: Client): Promise<OpenIdServer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const provider: OpenIdServer = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ person: null, twist: {} },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const state = { provider, client, codes: new Map<string, Asked>() }
  server.on('request', (request, response) => void answer(state, request, response))
  return provider
}
