// The reference, made from the routes as they are declared: what is checked is what is described.
import { ProblemBody } from '@countersign/contract/problem'
import { WebhookMessage } from '@countersign/contract/webhook'
import type { RouteOptions } from 'fastify'
import { problemCodes } from '../platform/problem.ts'
import { answersOf, sharedAnswers, sharedHeaders } from './openapi-answers.ts'

type Json = { [key: string]: unknown }

export type OpenApi = Json & { paths: Record<string, Record<string, Json>> }

const tags = [
  ['Documents', 'What entered, how far it has come, what was found in it and what was made of it.'],
  ['Review', 'What people are asked, decide and correct.'],
  ['Workflows', 'What happens to documents, as data: versions, checks, dry runs.'],
  ['Retention', 'How long things are kept, and what must stay.'],
  ['Events', 'Everything that happened, in one order; the same story that webhooks tell.'],
  ['Webhooks', 'Where events are sent, signed, and how that went.'],
  ['Certificates', 'What the seals are verified against.'],
  ['Envelopes', 'Documents that are sent to people, who sign them.'],
  [
    'Envelope templates',
    'Envelopes that are ready but for documents and people; sent to one, or to thousands.',
  ],
  ['Verification', 'Whether the signatures of a PDF hold, whoever made them.'],
  ['Validation', 'Values and pictures judged at once; nothing is kept.'],
  ['Suppliers', 'Whom the account buys from: what sellers and accounts on invoices are held against.'],
  ['Keys', 'Who may use this API.'],
  ['Operations', 'For those who run the service.'],
] as const

const introduction = `Countersign takes documents in, reads and understands them, lets people review them, seals them
and announces every step by a signed webhook.

Send your key as \`Authorization: Bearer cs_live_…\`. Everything that goes wrong is answered as
\`application/problem+json\` with a stable \`code\`; [all codes](/docs/problems). What a request contains beyond
its schema is refused, what an answer contains beyond its schema may grow.`

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A tuple of one kind as a list of that length. The library writes tuples as JSON Schema did before 2020-12, which
 * OpenAPI 3.1 does not know; and tools stumble over the new way (Schemathesis 4.32 over `prefixItems` in answers).
 */
function modern({ items, additionalItems, ...schema }: Json): Json {
  if (!Array.isArray(items)) return { ...schema, ...(items === undefined ? {} : { items }) }
  const [kind, ...more] = items.map((one) => JSON.stringify(one))
  if (more.every((one) => one === kind) && additionalItems === false)
    return { ...schema, items: items[0], minItems: items.length, maxItems: items.length }
  return { ...schema, prefixItems: items, items: additionalItems ?? true }
}

/** Moves every schema that has an `$id` to the components, once, and leaves a reference. */
function hoist(schema: unknown, components: Map<string, string>): unknown {
  if (Array.isArray(schema)) return schema.map((one) => hoist(one, components))
  if (!isObject(schema)) return schema
  const { $id, ...rest } = modern(schema)
  const plain = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, hoist(value, components)]),
  )
  if (typeof $id !== 'string') return plain
  const text = JSON.stringify(plain)
  const before = components.get($id)
  if (before !== undefined && before !== text) throw new Error(`Two different schemas have the $id ${$id}.`)
  components.set($id, text)
  return { $ref: `#/components/schemas/${$id}` }
}

type Hoist = (schema: unknown) => unknown

const problemReference = { $ref: '#/components/schemas/Problem' }
const problem = {
  ...ProblemBody,
  properties: { ...ProblemBody.properties, code: { type: 'string', enum: Object.keys(problemCodes).sort() } },
}

function parameters(place: 'path' | 'query' | 'header', schema: unknown, hoisted: Hoist): Json[] {
  if (!isObject(schema) || !isObject(schema.properties)) return []
  const required = Array.isArray(schema.required) ? schema.required : []
  return Object.entries(schema.properties).map(([name, property]) => {
    const { description, ...rest } = property as Json
    return {
      name,
      in: place,
      ...(description ? { description } : {}),
      required: place === 'path' || required.includes(name),
      schema: hoisted(rest),
    }
  })
}

/** OpenAPI 3.1 describes bytes by their media type alone; a form's files need their name. */
function bytesBody(mediaType: string): Json {
  if (mediaType !== 'multipart/form-data') return {}
  const file = {
    type: 'array',
    minItems: 1,
    items: { type: 'string', contentMediaType: 'application/octet-stream' },
  }
  return { schema: { type: 'object', properties: { file }, required: ['file'] } }
}

function requestBody(schema: Json, hoisted: Hoist): Json {
  if (schema.body) {
    if (isObject(schema.body) && isObject(schema.body.content))
      return severalBodies(schema.body.content, hoisted)
    const nullable = isObject(schema.body) && Array.isArray(schema.body.anyOf)
    return {
      requestBody: { required: !nullable, content: { 'application/json': { schema: hoisted(schema.body) } } },
    }
  }
  if (!Array.isArray(schema.consumes)) return {}
  const content = Object.fromEntries(schema.consumes.map((type) => [type, bytesBody(type)]))
  return { requestBody: { required: true, content } }
}

/** A body of one of several media types: JSON as its schema says, anything else as bytes. */
function severalBodies(given: Json, hoisted: Hoist): Json {
  const content = Object.entries(given).map(([type, one]) => [
    type,
    type === 'application/json' ? { schema: hoisted(isObject(one) ? one.schema : {}) } : bytesBody(type),
  ])
  return { requestBody: { required: true, content: Object.fromEntries(content) } }
}

function operation(route: RouteOptions, hoisted: Hoist): Json {
  const schema = (route.schema ?? {}) as Json
  const needs = route.config?.needs
  const isOpen = needs === 'public'
  const scope = needs && !isOpen && needs !== 'any' ? [needs] : []
  const asked = isOpen ? '' : scope.length > 0 ? `Needs the scope \`${needs}\`.` : 'Takes every valid key.'
  return {
    operationId: schema.operationId,
    ...(schema.summary ? { summary: schema.summary } : {}),
    description: [schema.description, asked].filter(Boolean).join('\n\n'),
    tags: schema.tags ?? [],
    security: isOpen ? [] : [{ key: scope }],
    parameters: [
      ...parameters('path', schema.params, hoisted),
      ...parameters('query', schema.querystring, hoisted),
      ...parameters('header', schema.headers, hoisted),
      ...(isOpen ? [] : [{ $ref: '#/components/parameters/OnBehalfOf' }]),
    ],
    ...requestBody(schema, hoisted),
    responses: answersOf(route, { hoisted, problem: problemReference }),
  }
}

const sharedParts = (): Json => ({
  securitySchemes: {
    key: { type: 'http', scheme: 'bearer', description: 'An API key: `cs_live_…` or `cs_test_…`.' },
  },
  parameters: {
    OnBehalfOf: {
      name: 'Countersign-On-Behalf-Of',
      in: 'header',
      description: 'The person a key acts for; the key needs the scope `actors:assert`.',
      schema: { type: 'string', maxLength: 254, pattern: '^[\\x21-\\x7e][\\x20-\\x7e]*$' },
    },
  },
  headers: sharedHeaders,
  responses: sharedAnswers(problemReference),
})

const signed = (name: string, description: string): Json => ({
  name,
  in: 'header',
  description,
  required: true,
  schema: { type: 'string', minLength: 1 },
})

/** What we send, as OpenAPI 3.1 tells it to those who receive. */
const webhooks = (hoisted: Hoist): Json => ({
  message: {
    post: {
      operationId: 'webhooks.message',
      summary: 'An event, or a test',
      description:
        'Sent to each endpoint that asks for the type of event; verify it as [Standard Webhooks](https://www.standardwebhooks.com) says. The same message can come twice: `webhook-id` tells.',
      tags: ['Webhooks'],
      security: [],
      parameters: [
        signed('webhook-id', 'Id of the delivery; the same at every attempt.'),
        signed('webhook-timestamp', 'Seconds since 1970 of this attempt.'),
        signed(
          'webhook-signature',
          '`v1,` and base64 of HMAC-SHA256; several, separated by spaces, while a secret is replaced.',
        ),
      ],
      requestBody: { required: true, content: { 'application/json': { schema: hoisted(WebhookMessage) } } },
      responses: {
        '2XX': { description: 'Any 2xx within the time limit: it has arrived.' },
        '410': { description: 'Nobody is here any more: the endpoint is disabled.' },
        default: { description: 'Everything else: it is sent again later.' },
      },
    },
  },
})

/** HEAD comes with every GET by itself; one that says something of its own is declared by itself. */
const isDescribed = ({ schema, method }: RouteOptions, _at: number, all: readonly RouteOptions[]): boolean =>
  !!schema?.operationId &&
  (method !== 'HEAD' ||
    !all.some((other) => other.method === 'GET' && other.schema?.operationId === schema.operationId))

/** Every route that has an `operationId`, in the order of their addresses. */
export function describeApi(routes: readonly RouteOptions[], { version }: { version: string }): OpenApi {
  const components = new Map<string, string>()
  const hoisted: Hoist = (schema) => hoist(schema, components)
  const paths: OpenApi['paths'] = {}
  const named = routes.filter(isDescribed)
  const order = (a: RouteOptions, b: RouteOptions) => a.url.localeCompare(b.url, 'en')
  for (const route of named.sort(order)) {
    const path = route.url.replace(/:(\w+)/g, '{$1}')
    const entry = paths[path] ?? {}
    paths[path] = entry
    for (const method of [route.method].flat()) entry[method.toLowerCase()] = operation(route, hoisted)
  }
  hoisted(problem)
  const messages = webhooks(hoisted)
  const parts = sharedParts()
  const schemas = [...components].sort(([a], [b]) => a.localeCompare(b, 'en'))
  const description: OpenApi = {
    openapi: '3.1.1',
    info: {
      title: 'Countersign',
      version,
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tags.map(([name, text]) => ({ name, description: text })),
    paths,
    webhooks: messages,
    components: {
      schemas: Object.fromEntries(schemas.map(([id, text]) => [id, JSON.parse(text)])),
      ...parts,
    },
  }
  // Schemas carry hidden marks of their library; the copy has none.
  return JSON.parse(JSON.stringify(description))
}
