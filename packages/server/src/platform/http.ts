import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Scope } from '@countersign/contract/access'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault, RouteOptions } from 'fastify'
import type { ProblemCode } from './problem.ts'

/** Headers that a route may promise with its success. */
export type AnswerHeader = 'etag' | 'location' | 'content-disposition' | 'tus-resumable' | 'upload-offset'

/** Who is asking: found by the API key, put on every request by `http/auth.ts`. */
export type Caller = { accountId: string; keyId: string; scopes: readonly Scope[]; onBehalfOf: string | null }

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller
    /** W3C trace context to hand on to jobs, null when there is none. */
    traceparent: string | null
  }
  interface FastifyInstance {
    /** Every route declared so far, for the reference and for answering 405. */
    declaredRoutes: readonly RouteOptions[]
  }
  /** What the reference says of a route, besides its schemas. A route without `operationId` is not in it. */
  interface FastifySchema {
    operationId?: string
    summary?: string
    description?: string
    tags?: readonly string[]
    /** Media types of a body that the route reads itself. */
    consumes?: readonly string[]
    /** Media types of an answer that is not JSON. */
    produces?: readonly string[]
    /** Headers of every success. */
    sends?: readonly AnswerHeader[]
    /** Codes it may answer, besides those that any route with such a key, address or body may. */
    problems?: readonly ProblemCode[]
  }
  interface FastifyContextConfig {
    /** The scope a route needs; `any` takes every valid key, `public` needs none. Every route says one of them. */
    needs?: Scope | 'any' | 'public'
    /** Which of the account's rates the route counts against; left out: requests. */
    counts?: 'uploads'
  }
}

export type Http = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>
