import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scope } from '@countersign/contract/access'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'

/** Who is asking: found by the API key, put on every request by `http/auth.ts`. */
export type Caller = { accountId: string; keyId: string; scopes: readonly Scope[]; onBehalfOf: string | null }

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
    /** W3C trace context to hand on to jobs, null when there is none. */
    traceparent: string | null
  }
  interface FastifyContextConfig {
    /** The scope a route needs; `public` routes need no key. */
    needs?: Scope | 'public'
  }
}

export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
