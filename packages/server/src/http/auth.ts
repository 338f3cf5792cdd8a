// Puts the caller on every request, and lets it pass only with the scope its route names.
import type { Scope } from '@countersign/contract/access'
import { type Authenticate, hasScope } from '../access/authenticate.ts'
import type { Caller, Http } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'

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

export function requireKeys(http: Http, authenticate: Authenticate): void {
  // Set before any handler of a route that is not public; reading it on a public one is a mistake of ours.
  http.decorateRequest('caller', null as unknown as Caller)
  http.addHook('onRequest', async (request) => {
    if (request.is404) return
    const { needs = 'admin' } = request.routeOptions.config
    if (needs === 'public') return
    const { authorization } = request.headers
    const onBehalfOf = single(request.headers['countersign-on-behalf-of'])
    request.caller = await authenticate({ authorization, onBehalfOf })
    if (needs !== 'any') checkScope(request.caller, needs)
  })
  http.addHook('onReady', async () => {
    const silent = http.declaredRoutes.find(({ config }) => !config?.needs)
    if (silent)
      throw new Error(`The route ${silent.method} ${silent.url} does not say in config.needs who may use it.`)
  })
}
