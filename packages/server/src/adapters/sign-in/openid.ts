// Sign-in at an OpenID provider (OpenID Connect Core 1.0): authorization code with PKCE (RFC 7636), state and nonce.
import { URL } from 'node:url'
import * as oauth from 'oauth4webapi'
import { monotonicMs } from '../../platform/clock.ts'
import type { Outbound } from '../../platform/outbound.ts'
import { isProblem, Problem } from '../../platform/problem.ts'
import type { SignedIn, SignInProvider, SignInReturn } from '../../ports/sign-in.ts'

export type OpenIdSettings = { issuer: string; clientId: string; clientSecret: string }

/** Providers change their keys and addresses; nobody needs to start anew for that. */
const knownForMs = 3600_000
const scope = 'openid email'

type Provider = oauth.AuthorizationServer

export function openIdSignIn(settings: OpenIdSettings, outbound: Outbound): SignInProvider {
  const { issuer, clientId, clientSecret } = settings
  const client: oauth.Client = { client_id: clientId }
  const proof = clientSecret ? oauth.ClientSecretPost(clientSecret) : oauth.None()
  // Whether an address without TLS will do is decided where it is used.
  const how = { [oauth.customFetch]: fetchBy(outbound), [oauth.allowInsecureRequests]: true }
  const provider = remembered(() => discover(issuer, how))
  return {
    issuer,
    async start(redirectUri) {
      const { authorization_endpoint: endpoint } = await provider()
      if (!endpoint) throw wrong(issuer, 'It names no address for signing in.')
      const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
      const verifier = oauth.generateRandomCodeVerifier()
      const url = new URL(endpoint)
      const asked = {
        ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope, state, nonce },
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value)
      return { url: url.href, state, nonce, verifier }
    },
    async finish(back) {
      const server = await provider()
      try {
        return await claimsOf(server, { client, proof, how, back })
      } catch (error) {
        if (isProblem(error)) throw error
        if (isRefusal(error)) return null
        throw wrong(
          issuer,
          error instanceof Error ? error.message : 'Its answer is not as it should be.',
          error,
        )
      }
    },
    close: () => outbound.close(),
  }
}

const wrong = (issuer: string, why: string, cause?: unknown) =>
  new Problem('service.unavailable', `The OpenID provider ${issuer} cannot be used: ${why}`, { cause })

/** The person or the provider said no, or what came back is not what was asked for. */
const isRefusal = (error: unknown): boolean =>
  error instanceof oauth.AuthorizationResponseError ||
  error instanceof oauth.ResponseBodyError ||
  error instanceof oauth.OperationProcessingError

type How = { [oauth.allowInsecureRequests]: boolean; [oauth.customFetch]: ReturnType<typeof fetchBy> }

async function discover(issuer: string, how: How): Promise<Provider> {
  const url = new URL(issuer)
  try {
    return await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, how))
  } catch (error) {
    if (isProblem(error)) throw error
    throw wrong(issuer, error instanceof Error ? error.message : 'It does not say how.', error)
  }
}

type Finishing = { client: oauth.Client; proof: oauth.ClientAuth; how: How; back: SignInReturn }

async function claimsOf(server: Provider, { client, proof, how, back }: Finishing): Promise<SignedIn | null> {
  const { state, nonce, verifier, redirectUri, returned } = back
  const checked = oauth.validateAuthResponse(server, client, returned, state)
  const answer = await oauth.authorizationCodeGrantRequest(
    ...([server, client, proof, checked, redirectUri, verifier, how] as const),
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  // TLS alone would do (Core §3.1.3.7); the signature costs one more request and needs no trust in the way.
  await oauth.validateApplicationLevelSignature(server, answer, how)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims) return null
  const { iss: issuer, sub: subject, email, email_verified: verified } = claims
  return { issuer, subject, email: verified === true && typeof email === 'string' ? email : null }
}

function remembered(ask: () => Promise<Provider>): () => Promise<Provider> {
  let known: { provider: Promise<Provider>; until: number } | undefined
  return () => {
    if (known && known.until > monotonicMs()) return known.provider
    const provider = ask()
    known = { provider, until: monotonicMs() + knownForMs }
    provider.catch(() => {
      known = undefined
    })
    return provider
  }
}

type Sent = { method: string; body?: unknown; headers: Record<string, string> }

const fetchBy =
  (outbound: Outbound) =>
  async (url: string, { method, body, headers }: Sent): Promise<Response> => {
    const answer =
      method === 'GET' ? await outbound.get(url) : await outbound.post(url, { headers, body: String(body) })
    const said = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    )
    return new Response(answer.status === 204 ? null : Buffer.from(answer.body), {
      ...{ status: answer.status, headers: said },
    })
  }
