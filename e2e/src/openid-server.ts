// An OpenID provider for tests (OpenID Connect Core and Discovery 1.0): it insists on PKCE, the client and single use of
// codes, and signs in whoever it is told to, without a word.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = Record<string, unknown>
type Asked = { challenge: string; nonce: string; redirectUri: string }

export type OpenIdServer = {
  issuer: string
  /** Who comes to sign in next; null says no. */
  person: { sub: string; email: string; verified: boolean } | null
  /** Put over the claims of the next tokens. */
  twist: Json
  close(): Promise<void>
}

const base64url = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

export async function openIdServer(client: { id: string; secret: string }): Promise<OpenIdServer> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, Asked>()
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: OpenIdServer = {
    ...{ issuer, person: null, twist: {} },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  function idToken(nonce: string): string {
    const now = Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000)
    const { sub, email, verified } = provider.person ?? { sub: '', email: '', verified: false }
    const claims = { iss: issuer, aud: client.id, sub, email, email_verified: verified, nonce }
    const times = { iat: now, exp: now + 300 }
    const text = `${base64url({ alg: 'RS256', kid: 'k1' })}.${base64url({ ...claims, ...times, ...provider.twist })}`
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }

  function authorize({ searchParams: asked }: URL): string {
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('state', asked.get('state') ?? '')
    back.searchParams.set('iss', issuer)
    const [challenge, nonce] = [asked.get('code_challenge') ?? '', asked.get('nonce') ?? '']
    const good = asked.get('client_id') === client.id && asked.get('code_challenge_method') === 'S256'
    if (!good || !provider.person) back.searchParams.set('error', good ? 'access_denied' : 'invalid_request')
    else {
      const code = randomBytes(16).toString('hex')
      codes.set(code, { challenge, nonce, redirectUri: asked.get('redirect_uri') ?? '' })
      back.searchParams.set('code', code)
    }
    return back.href
  }

  function token(form: URLSearchParams): Json | null {
    const code = form.get('code') ?? ''
    const asked = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const known = form.get('client_id') === client.id && form.get('client_secret') === client.secret
    const same = asked?.challenge === challenge && asked.redirectUri === form.get('redirect_uri')
    if (!asked || !known || !same) return null
    return { access_token: 'none', token_type: 'Bearer', expires_in: 60, id_token: idToken(asked.nonce) }
  }

  server.on('request', async (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    const send = (status: number, body: Json) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (url.pathname === '/authorize') response.writeHead(302, { location: authorize(url) }).end()
    else if (url.pathname === '/keys')
      send(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] })
    else if (url.pathname === '/token') {
      const given = token(await formOf(request))
      send(given ? 200 : 400, given ?? { error: 'invalid_grant' })
    } else if (url.pathname === '/.well-known/openid-configuration')
      send(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      })
    else send(404, {})
  })
  return provider
}
