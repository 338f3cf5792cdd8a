// For tests that ask every route of the description, so that a new one is asked too.
import type { OpenApi } from './openapi.ts'

type Json = { [key: string]: unknown }
type Parameter = { name: string; in: string; required?: boolean; schema: Json; $ref?: string }
type Content = Record<string, { schema?: Json }>

export type Route = {
  operationId: string
  method: string
  /** With `{id}`. */
  path: string
  /** The scope it needs; null takes every key, undefined none at all. */
  scope: string | null | undefined
  query: string[]
  headers: Record<string, string>
  body: { 'content-type'?: string; payload?: string }
  /** Never ends by itself. */
  streams: boolean
}

/** Values that a schema alone cannot say. */
const knownHeaders: Record<string, string> = {
  'if-match': '"v1"',
  'tus-resumable': '1.0.0',
  'upload-length': '10',
  'upload-offset': '0',
}

const formats: Record<string, string> = {
  'date-time': '2040-01-01T00:00:00Z',
  uuid: '00000000-0000-4000-8000-000000000000',
}

function follow(schema: Json, api: OpenApi): Json {
  if (typeof schema.$ref !== 'string') return schema
  const parts = schema.$ref.split('/').slice(1)
  return parts.reduce((at, part) => at[part] as Json, api as Json)
}

function exampleObject(schema: Json, api: OpenApi): Json {
  const properties = (schema.properties ?? {}) as Record<string, Json>
  const required = (schema.required ?? []) as string[]
  const least = (schema.minProperties ?? 0) as number
  const names = [...new Set([...required, ...Object.keys(properties).slice(0, least)])]
  return Object.fromEntries(names.map((name) => [name, example(properties[name] ?? {}, api)]))
}

/** The smallest value that a schema takes. */
export function example(given: Json, api: OpenApi): unknown {
  const schema = follow(given, api)
  if (schema.const !== undefined) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (Array.isArray(schema.anyOf)) return example(schema.anyOf[0] as Json, api)
  if (schema.type === 'object') return exampleObject(schema, api)
  if (schema.type === 'array')
    return Array.from({ length: Number(schema.minItems ?? 0) }, () => example(schema.items as Json, api))
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return false
  if (schema.type === 'null') return null
  return formats[String(schema.format)] ?? 'https://example.com/x'.slice(0, Number(schema.maxLength ?? 50))
}

function bodyOf(content: Content | undefined, api: OpenApi): Route['body'] {
  const [type, { schema = {} } = {}] = Object.entries(content ?? {})[0] ?? []
  if (!type) return {}
  const json = type === 'application/json'
  return { 'content-type': type, payload: json ? JSON.stringify(example(schema, api)) : 'x' }
}

function headersOf(parameters: readonly Parameter[], api: OpenApi): Record<string, string> {
  const wanted = parameters.filter((one) => one.in === 'header' && (one.required || one.name in knownHeaders))
  return Object.fromEntries(
    wanted.map(({ name, schema }) => [name, knownHeaders[name] ?? String(example(schema, api))]),
  )
}

export function everyRoute(api: OpenApi): Route[] {
  return Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const parameters = operation.parameters as Parameter[]
      const security = operation.security as { key: string[] }[]
      const body = operation.requestBody as { content: Content } | undefined
      const success = (operation.responses as Record<string, { content?: Content }>)[200]
      return {
        operationId: String(operation.operationId),
        method: method.toUpperCase(),
        path,
        scope: security[0] && (security[0].key[0] ?? null),
        query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
        headers: headersOf(parameters, api),
        body: bodyOf(body?.content, api),
        streams: 'text/event-stream' in (success?.content ?? {}),
      }
    }),
  )
}

/** The address with each parameter as `ids` has it: by the part before it (`/documents/{id}`). */
export function addressOf({ path, operationId }: Route, ids: Readonly<Record<string, string>>): string {
  return path.replace(/([^/]+)\/\{(\w+)\}/g, (_, before: string, name: string) => {
    const id = ids[before]
    if (id === undefined)
      throw new Error(`${operationId}: say in the test how to make what /${before}/{${name}} is about.`)
    return `${before}/${id}`
  })
}
