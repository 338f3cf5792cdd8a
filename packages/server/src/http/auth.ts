// Puts the caller on every request, and lets it pass only with the scope its route names, and not too often.
import type { Scope } from '@countersign/contract/access'
import type { FastifyRequest } from 'fastify'
import { type Authenticate, hasScope } from '../access/authenticate.ts'
import type { Caller, Http } from '../platform/http.ts'
import { isProblem, Problem } from '../platform/problem.ts'
import type { Rates } from './rate-limit.ts'

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value

function checkScope(caller: Caller, needed: Scope): void {
  if (hasScope(caller.scopes, needed)) return
  throw new Problem(
    'key.scope_missing',
    `This needs a key with the scope ${needed}. Ask for one, or make one.`,
    {
      headers: {
        'www-authenticate': `Bearer realm="countersign", error="insufficient_scope", scope="${needed}"`,
      },
    },
  )
}

export type Door = { authenticate: Authenticate; rates: Rates }

async function callerOf(request: FastifyRequest, { authenticate, rates }: Door): Promise<Caller> {
  const { authorization } = request.headers
  const onBehalfOf = single(request.headers['countersign-on-behalf-of'])
  try {
    return await authenticate({ authorization, onBehalfOf }, () => rates.checkAddress(request.ip))
  } catch (error) {
    if (isProblem(error) && error.status === 401) rates.countWrongKey(request.ip)
    throw error
  }
}

export function requireKeys(http: Http, door: Door): void {
  // Set before any handler of a route that is not public; reading it on a public one is a mistake of ours.
  http.decorateRequest('caller', null as unknown as Caller)
  http.addHook('onRequest', async (request, reply) => {
    if (request.is404) return
    const { needs = 'admin', counts = 'requests' } = request.routeOptions.config
    if (needs === 'public') return
    request.caller = await callerOf(request, door)
    door.rates.count(request.caller.accountId, counts, (headers) => reply.headers(headers))
    if (needs !== 'any') checkScope(request.caller, needs)
  })
  http.addHook('onReady', async () => {
    const silent = http.declaredRoutes.find(({ config }) => !config?.needs)
    if (silent)
      throw new Error(`The route ${silent.method} ${silent.url} does not say in config.needs who may use it.`)
  })
}
