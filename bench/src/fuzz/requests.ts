// Requests to every operation of the API's own description, with values that almost fit.
import type { Random } from '@countersign/fixtures/random'
import {
  type Case,
  type Kind,
  type Material,
  manner,
  type Operation,
  requestBytes,
  type Schema,
} from './case.ts'
import { foreignId, forgedCursor, hostileTexts, hostileValues, wound } from './values.ts'

type Making = { random: Random; material: Material }

/** What the schema allows, more or less. */
export function sample(schema: Schema, random: Random, depth = 0): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  const choices = schema.anyOf ?? schema.allOf
  if (choices && choices.length > 0) return sample(random.pick(choices), random, depth)
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type
  if (type === 'object' || schema.properties) return sampleObject(schema, random, depth)
  if (type === 'array')
    return Array.from({ length: random.int(0, 2) }, () => sample(schema.items ?? {}, random, depth + 1))
  if (type === 'integer' || type === 'number')
    return random.int(schema.minimum ?? 0, Math.min(schema.maximum ?? 50, 50))
  if (type === 'boolean') return random.int(0, 1) === 1
  if (type === 'null') return null
  return sampleText(schema, random)
}

function sampleObject({ properties = {} }: Schema, random: Random, depth: number): Record<string, unknown> {
  const entries = Object.entries(properties).filter(() => depth === 0 || random.int(0, 3) > 0)
  return Object.fromEntries(entries.map(([name, schema]) => [name, sample(schema, random, depth + 1)]))
}

function sampleText({ format, pattern }: Schema, random: Random): string {
  if (format === 'date-time') return '2026-03-01T12:00:00Z'
  const kind = /^\^([a-z]{2,5})_/.exec(pattern ?? '')?.[1]
  if (kind) return foreignId(kind, random)
  return random.pick([
    'de',
    'archive',
    'number',
    '1-3',
    'https://receiver.invalid/a',
    'document.completed',
    'a name',
  ])
}

/** Puts something else in one or two places of a value. */
function disturb(value: unknown, random: Random): unknown {
  if (random.int(0, 3) === 0 || typeof value !== 'object' || value === null) return random.pick(hostileValues)
  if (Array.isArray(value))
    return value.map((each) => (random.int(0, 1) === 0 ? disturb(each, random) : each))
  const copy: Record<string, unknown> = { ...value }
  const names = Object.keys(copy)
  const name = names.length > 0 ? random.pick(names) : 'more'
  const change = random.int(0, 5)
  if (change === 0) delete copy[name]
  else if (change === 1) copy[random.pick(hostileTexts)] = random.pick(hostileValues)
  else copy[name] = disturb(copy[name], random)
  return copy
}

const idOf = (path: string, { random, material }: Making): string => {
  const kinds: Record<string, string> = {
    documents: 'doc',
    keys: 'key',
    'webhook-endpoints': 'whe',
    deliveries: 'msg',
  }
  const folder = path.split('/')[2] ?? ''
  const known = material.ids.get(folder) ?? []
  if (known.length > 0 && random.int(0, 9) < 7) return random.pick(known)
  return random.int(0, 1) === 0 ? foreignId(kinds[folder] ?? 'doc', random) : random.pick(hostileTexts)
}

function targetOf(operation: Operation, making: Making, disturbed: boolean): string {
  const { random } = making
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value =
      name === 'id'
        ? idOf(operation.path, making)
        : String(random.pick([1, 1, 2, 'original', 'sealed', ...hostileTexts]))
    return encodeURIComponent(Buffer.from(value).toString())
  })
  const query = operation.parameters
    .filter((one) => one.in === 'query' && random.int(0, disturbed ? 1 : 3) === 0)
    .map(
      ({ name, schema }) =>
        `${name}=${encodeURIComponent(Buffer.from(queryValue(name, schema, { random, disturbed })).toString())}`,
    )
  if (disturbed && random.int(0, 5) === 0)
    query.push(...query, `${random.pick(['a', '__proto__', 'limit[]', 'wait'])}=%${random.digits(2)}`)
  return query.length > 0 ? `${path}?${query.join('&')}` : path
}

function queryValue(
  name: string,
  schema: Schema,
  { random, disturbed }: { random: Random; disturbed: boolean },
): string {
  // A long poll is allowed to be long: that is no finding.
  if (name === 'wait') return random.pick(['0', '1', '-1', 'x', '1.5', ''])
  if (name === 'cursor' && random.int(0, 2) > 0) return forgedCursor(random)
  return disturbed ? random.pick(hostileTexts) : String(sample(schema, random))
}

const contentTypes = [
  'application/json; charset=utf-16',
  'application/json;charset="',
  'text/plain',
  'application/octet-stream',
  'application/problem+json',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  '',
  'application/json, application/json',
]

function jsonBody(schema: Schema, random: Random): { body: Buffer; type: string } {
  const value = disturb(sample(schema, random), random)
  const type = random.int(0, 4) === 0 ? random.pick(contentTypes) : 'application/json'
  const text = JSON.stringify(value) ?? ''
  const spoilt = random.pick([
    () => Buffer.from(text),
    () => Buffer.from(text),
    () => Buffer.from(text),
    () => Buffer.from(wound(Buffer.from(text), random)),
    () => Buffer.from(text.replace(/\{/, `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)},`)),
    () => Buffer.from(text.replace(/^\{("(?:[^"\\]|\\.)*":)/, '{$1 1,$1')),
    () => Buffer.from(`\ufeff${text}`),
    () => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc3, 0x28, 0xff])]),
    () => Buffer.from(text, 'utf16le'),
    () => Buffer.from(text.replaceAll(/"[^"]{3,}"/g, '"\\ud800\\u0000"')),
  ])
  return { body: spoilt(), type }
}

const headerNames = [
  'accept',
  'accept-encoding',
  'content-encoding',
  'content-type',
  'expect',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'range',
  'idempotency-key',
  'countersign-password',
  'countersign-on-behalf-of',
  'last-event-id',
  'x-request-id',
  'traceparent',
  'x-forwarded-for',
  'x-http-method-override',
  'cookie',
  'origin',
  'host',
  'authorization',
  'upgrade',
  'te',
  'trailer',
]
const headerValues = [
  ...hostileTexts.filter((text) => !/[\0\r\n]/.test(text)),
  'bytes=0-',
  'bytes=5-2',
  'bytes=-0',
  'bytes=0-0,2-3,4-99999999999999999999',
  'W/"1"',
  '"1"',
  '*',
  '100-continue',
  'gzip',
  'websocket',
  'h2c',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  'text/event-stream',
  'Basic Og==',
  'Bearer cs_live_x',
  'evil.example',
  'a'.repeat(15_000),
]

function someHeaders(random: Random): [string, string][] {
  return Array.from({ length: random.int(1, 4) }, () => {
    const pair: [string, string] = [random.pick(headerNames), random.pick(headerValues)]
    return random.int(0, 3) === 0 ? [pair, pair] : [pair]
  }).flat()
}

/** An operation with something wrong about its JSON, query, path or headers. */
export function makeRequest(
  kind: Extract<Kind, 'json' | 'query' | 'path' | 'header'>,
  making: Making,
): Omit<Case, 'seed'> {
  const { random, material } = making
  const fitting = material.operations.filter(({ body, parameters, path }) =>
    kind === 'json'
      ? body !== null
      : kind === 'query'
        ? parameters.some((one) => one.in === 'query')
        : kind === 'path'
          ? path.includes('{')
          : true,
  )
  const operation = random.pick(fitting)
  const target = targetOf(operation, making, kind === 'query')
  const { body, type } = operation.body ? jsonBody(operation.body, random) : { body: undefined, type: '' }
  const headers: [string, string][] = [
    ...(body ? [['content-type', type] as [string, string]] : []),
    ...(operation.parameters.some(({ name }) => name === 'if-match')
      ? [['if-match', `"${random.int(1, 5)}"`] as [string, string]]
      : []),
    ...(kind === 'header' ? someHeaders(random) : []),
  ]
  const method =
    kind === 'path' && random.int(0, 7) === 0
      ? random.pick(['HEAD', 'OPTIONS', 'PUT', 'PROPFIND', 'QUERY'])
      : operation.method
  return {
    kind,
    bytes: requestBytes({ method, target, headers, ...(body && { body }) }),
    manner: manner(random),
  }
}
