// Calls to a service of the Cloud Signature Consortium (CSC API v2.0.0.2): tokens (§8.3), requests and errors (§10.1).
import { monotonicMs } from '../../platform/clock.ts'
import type { Outbound, OutboundAnswer } from '../../platform/outbound.ts'
import { isProblem, Problem } from '../../platform/problem.ts'

/** `url` is the base, such as https://sign.example.com/csc/v2. Without `clientId` no token is fetched. */
export type CscAccess = { url: string; tokenUrl: string; clientId: string; clientSecret: string }

export type CscError = { status: number; error: string; description: string }
export type Json = Record<string, unknown>
/** `status` 202 means that it is still under way. */
export type CscAnswer = { status: number; body: Json }

export type CscClient = {
  call(method: string, input: Json): Promise<CscAnswer>
  /** What the service gives for a grant at its address of tokens. */
  token(grant: Json): Promise<string>
}

const hostOf = (url: string) => new URL(url).host
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
/** Names of a stranger's service stand in our messages: short, and in one line. */
export const shown = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 200)

function parsed({ body }: OutboundAnswer, host: string): Json {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Json
  } catch {
    // said below
  }
  throw new Problem('service.unavailable', `${host} answered something that is no JSON object.`)
}

/** The service said no. Its code is kept as the cause's, so that callers can tell a wrong code from a broken service. */
function refusal(answer: OutboundAnswer, host: string): Problem {
  let said: Json = {}
  try {
    said = parsed(answer, host)
  } catch (error) {
    if (!isProblem(error)) throw error
  }
  const error = textOf(said.error) ?? `status ${answer.status}`
  const description = textOf(said.error_description) ?? ''
  const words = shown(`${error}${description && `: ${description}`}`)
  const cause = Object.assign(new Error(words), { status: answer.status, cscError: error, description })
  const code = answer.status >= 500 || answer.status === 429 ? 'service.unavailable' : 'key.unusable'
  return new Problem(code, `The signature service ${host} refused: ${words}`, { cause })
}

/** What the service said no with; null for other errors. */
export function cscErrorOf(error: unknown): CscError | null {
  const cause = isProblem(error) ? error.cause : null
  if (!(cause instanceof Error) || !('cscError' in cause) || !('status' in cause)) return null
  const description = 'description' in cause ? String(cause.description) : ''
  return { status: Number(cause.status), error: String(cause.cscError), description }
}

/** A token is thrown away this long before its end: the call must still arrive. */
const marginMs = 30_000
const leastSeconds = 60

export function cscClient(outbound: Pick<Outbound, 'post'>, access: CscAccess): CscClient {
  const host = hostOf(access.url)
  let token: { value: Promise<string>; until: number } | undefined
  const granted = async (grant: Json): Promise<{ value: string; seconds: number }> => {
    const own = { client_id: access.clientId, client_secret: access.clientSecret }
    const form = new URLSearchParams({ ...grant, ...own } as Record<string, string>)
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
    const answer = await outbound.post(access.tokenUrl, { headers, body: form.toString() })
    if (answer.status !== 200) throw refusal(answer, hostOf(access.tokenUrl))
    const body = parsed(answer, hostOf(access.tokenUrl))
    const value = textOf(body.access_token)
    if (!value) throw new Problem('key.unusable', `${hostOf(access.tokenUrl)} gave no access token.`)
    return { value, seconds: typeof body.expires_in === 'number' ? body.expires_in : leastSeconds }
  }
  const freshToken = async (): Promise<string> => {
    const { value, seconds } = await granted({ grant_type: 'client_credentials', scope: 'service' })
    if (token) token.until = monotonicMs() + Math.max(0, seconds * 1000 - marginMs)
    return value
  }
  const currentToken = (): Promise<string> => {
    if (token && monotonicMs() < token.until) return token.value
    const made = { value: Promise.resolve(''), until: Number.POSITIVE_INFINITY }
    token = made
    made.value = freshToken()
    made.value.catch(() => {
      if (token === made) token = undefined
    })
    return made.value
  }
  const post = async (method: string, input: Json) => {
    const authorization = access.clientId === '' ? {} : { authorization: `Bearer ${await currentToken()}` }
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...authorization }
    return outbound.post(`${access.url}/${method}`, { headers, body: JSON.stringify(input) })
  }
  return {
    token: async (grant) => (await granted(grant)).value,
    async call(method, input) {
      let answer = await post(method, input)
      // Revoked, or shorter-lived than it said: one new token is worth a try.
      if (answer.status === 401 && token) {
        token = undefined
        answer = await post(method, input)
      }
      if (answer.status < 200 || answer.status > 299) throw refusal(answer, host)
      return { status: answer.status, body: parsed(answer, host) }
    },
  }
}
