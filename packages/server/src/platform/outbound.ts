// The only place with outgoing HTTP. Addresses are checked when connecting, so a name that changes its mind between
// check and use gains nothing.
import { lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, request } from 'undici'
import { type Allowed, refusal } from './address.ts'
import { Problem } from './problem.ts'

export type OutboundAnswer = {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** At most `maxResponseBytes`; what came after them was thrown away. */
  body: Uint8Array
}

export type OutboundRequest = {
  headers: Record<string, string>
  body: Uint8Array | string
  signal?: AbortSignal | undefined
}

export type Outbound = {
  /** Throws where `post` would refuse the address. A name that cannot be resolved now passes. */
  check(url: string): Promise<void>
  /** Redirects are answers like any other. Throws `outbound.*` where no answer came. */
  post(url: string, message: OutboundRequest): Promise<OutboundAnswer>
  get(url: string): Promise<OutboundAnswer>
  close(): Promise<void>
}

export type OutboundOptions = Allowed & { timeoutMs: number; maxResponseBytes: number }

// A name server that is slow to answer must not hold up who asks for a first look.
const quickLookMs = 3000

const refused = (detail: string) => new Problem('outbound.address_refused', detail)

/** The address as it will be used; the URL standard has already unmasked 0x7f.1 and 2130706433. */
function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw refused('The address is not an http(s) URL. It should look like https://example.com/hook.')
  if (url.username || url.password)
    throw refused('The address carries a user name or password. Leave them out; requests are signed.')
  if (url.port === '0') throw refused('Port 0 cannot be reached. Leave the port out or use the right one.')
  url.hash = ''
  return url
}

const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '')

function checkedLookup(plain: boolean, allowed: Allowed): LookupFunction {
  return (hostname, options, callback) => {
    systemLookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      for (const { address } of found) {
        const reason = refusal(address, { plain, allowed })
        // One bad address is enough: which of them is used is not ours to choose.
        if (reason) return callback(refused(`${hostname} ${reason}`), '')
      }
      if (options.all) return callback(null, found)
      const [first] = found
      return first ? callback(null, first.address, first.family) : callback(new Error('no address'), '')
    })
  }
}

function connectorFor(plain: boolean, options: OutboundOptions): buildConnector.connector {
  const connect = buildConnector({
    lookup: checkedLookup(plain, options),
    timeout: options.timeoutMs,
  })
  return (target, callback) => {
    const host = bare(target.hostname)
    // The system does not look up what is a literal already.
    const reason = isIP(host) ? refusal(host, { plain, allowed: options }) : null
    if (reason) callback(refused(`${host} ${reason}`), null)
    else connect(target, callback)
  }
}

const unknownName = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ENODATA'])
const isTimeout = (name: string, code: string) => name === 'TimeoutError' || code.endsWith('_TIMEOUT')
const isCertificate = (code: string) => /CERT|ERR_TLS|ERR_SSL|SELF_SIGNED|UNABLE_TO_/.test(code)

function toProblem(cause: unknown, host: string): unknown {
  if (cause instanceof Problem || !(cause instanceof Error)) return cause
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (isTimeout(cause.name, code))
    return new Problem('outbound.timeout', `${host} did not answer in time.`, { cause })
  if (cause.name === 'AbortError') return cause
  if (unknownName.has(code))
    return new Problem('outbound.name_unknown', `The name ${host} could not be resolved.`, { cause })
  if (isCertificate(code))
    return new Problem('outbound.certificate_invalid', `${host} failed the TLS check: ${code}.`, { cause })
  return new Problem('outbound.unreachable', `${host} could not be reached: ${code || cause.name}.`, {
    cause,
  })
}

async function readUpTo(stream: AsyncIterable<Buffer>, limit: number): Promise<Uint8Array> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream) {
    kept.push(chunk.subarray(0, limit - bytes))
    bytes += chunk.length
    if (bytes >= limit) break // leaving the loop closes the connection
  }
  return Buffer.concat(kept)
}

function makeAgent(options: OutboundOptions): Agent {
  const secure = connectorFor(false, options)
  const plain = connectorFor(true, options)
  return new Agent({
    connect: (target, callback) => (target.protocol === 'https:' ? secure : plain)(target, callback),
    headersTimeout: options.timeoutMs,
    bodyTimeout: options.timeoutMs,
    maxHeaderSize: 16_384,
  })
}

async function resolveAndCheck(url: URL, options: OutboundOptions): Promise<void> {
  const plain = url.protocol === 'http:'
  const host = bare(url.hostname)
  // Wherever the name may lead one day, it would be refused.
  if (plain && !options.allowHttp && !options.allowPrivate && !isIP(host))
    throw refused(
      `${host} would get documents in the clear. Use https://, or set COUNTERSIGN_WEBHOOK_ALLOW_HTTP=true.`,
    )
  if (isIP(host)) {
    const reason = refusal(host, { plain, allowed: options })
    if (reason) throw refused(`${host} ${reason}`)
    return
  }
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, quickLookMs)
    checkedLookup(plain, options)(host, { all: true }, (error) => {
      clearTimeout(timer)
      if (error instanceof Problem) reject(error)
      else resolve()
    })
  })
}

export function createOutbound(options: OutboundOptions): Outbound {
  const agent = makeAgent(options)
  const send = async (text: string, method: 'GET' | 'POST', message: Partial<OutboundRequest>) => {
    const url = parse(text)
    const { signal, ...rest } = message
    const limit = AbortSignal.timeout(options.timeoutMs)
    try {
      const answer = await request(url, {
        ...{ method, ...rest, dispatcher: agent },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      })
      // Once a status is here it counts, whatever becomes of the rest.
      const kept = await readUpTo(answer.body, options.maxResponseBytes).catch(() => new Uint8Array())
      return { status: answer.statusCode, headers: answer.headers, body: kept }
    } catch (error) {
      throw toProblem(error, url.host)
    }
  }
  return {
    check: async (text) => resolveAndCheck(parse(text), options),
    post: (text, message) => send(text, 'POST', message),
    get: (text) => send(text, 'GET', {}),
    close: () => agent.destroy(),
  }
}
