// One thing that is sent, as bytes: saved and sent again it is the same.
import type { Random } from '@countersign/fixtures/random'
import type { Manner, Message } from './wire.ts'

export const kinds = [
  'pdf',
  'image',
  'form',
  'upload',
  'json',
  'query',
  'path',
  'header',
  'framing',
  'bytes',
] as const
export type Kind = (typeof kinds)[number]

export type Case = Message & {
  kind: Kind
  seed: number
  /** The file inside, to try it without the server. */
  file?: Uint8Array
}

/** What cases are made of: the API's own description, ids that exist, and files to damage. */
export type Material = {
  operations: readonly Operation[]
  /** Ids that exist, by the folder of the address: `documents`, `keys`, … */
  ids: Map<string, string[]>
  pdfs: readonly Uint8Array[]
  images: readonly Uint8Array[]
}

export type Parameter = { name: string; in: string; schema: Schema }
export type Operation = { method: string; path: string; parameters: Parameter[]; body: Schema | null }
export type Schema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
  minimum?: number
  maximum?: number
}

/** Stands for the key in what is saved; the key itself is put in on the way out. */
export const keyPlaceholder = '{{KEY}}'

export type Parts = {
  method: string
  target: string
  headers: readonly (readonly [string, string])[]
  body?: Uint8Array
}

/** The request as HTTP/1.1 wants it, with a length unless the headers say how it is framed. */
export function requestBytes({ method, target, headers, body }: Parts): Buffer {
  const framed = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  const all = [
    ['host', 'localhost'],
    ['authorization', `Bearer ${keyPlaceholder}`],
    ['connection', 'close'],
    ...(body !== undefined && !framed ? [['content-length', String(body.length)]] : []),
    ...headers,
  ]
  const head = `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'utf8'), body ?? Buffer.alloc(0)])
}

/** With the key in place of the placeholder: the head alone, as a body may be any bytes. */
export function withKey(bytes: Uint8Array, key: string): Buffer {
  const all = Buffer.from(bytes)
  const at = all.indexOf(keyPlaceholder)
  if (at < 0) return all
  return Buffer.concat([all.subarray(0, at), Buffer.from(key), all.subarray(at + keyPlaceholder.length)])
}

/** Mostly patient. */
export const manner = (random: Random): Manner =>
  random.pick(['wait', 'wait', 'wait', 'wait', 'wait', 'wait', 'halfClose', 'drip', 'hangUp'] as const)
