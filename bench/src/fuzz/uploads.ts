// Documents that are broken, and uploads that are.
import { bombNames, makeBomb } from '@countersign/fixtures/bomb'
import { mangle } from '@countersign/fixtures/mangle'
import { manglePdf } from '@countersign/fixtures/mangle-pdf'
import type { Random } from '@countersign/fixtures/random'
import { type Case, type Material, manner, requestBytes } from './case.ts'
import { hostileTexts, wound } from './values.ts'

type Making = { random: Random; material: Material }
type Made = Omit<Case, 'seed'>

/** Each costs readers their whole time and memory; those that do are left to the tests. */
const quickBombs = bombNames.filter((name) => !/^(content|forms? )/.test(name) && !/draws/.test(name))

const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString())

export function makePdf({ random, material }: Making): Made {
  const original = random.pick(material.pdfs)
  const seed = random.int(0, 2 ** 31 - 1)
  const file = random.pick([
    () => manglePdf(original, { seed }),
    () => manglePdf(original, { seed }),
    () => manglePdf(original, { seed }),
    () => mangle(original, { seed }),
    () => splice(original, random.pick(material.pdfs), random),
    () => (random.int(0, 4) === 0 ? makeBomb(random.pick(quickBombs)).bytes : wound(original, random)),
  ])()
  return upload('pdf', file, random)
}

export function makeImage({ random, material }: Making): Made {
  const original = random.pick(material.images)
  const seed = random.int(0, 2 ** 31 - 1)
  const file = random.pick([
    () => mangle(original, { seed }),
    () => headWound(original, random),
    () => headWound(original, random),
    () => splice(original, random.pick(material.images), random),
  ])()
  return upload('image', file, random)
}

/** Sizes, types and offsets stand at the beginning. */
function headWound(original: Uint8Array, random: Random): Uint8Array {
  const head = Math.min(original.length, 200)
  return Buffer.concat([wound(original.subarray(0, head), random), original.subarray(head)])
}

function splice(one: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  return Buffer.concat([
    one.subarray(0, random.int(0, one.length)),
    other.subarray(random.int(0, other.length)),
  ])
}

function upload(kind: 'pdf' | 'image', file: Uint8Array, random: Random): Made {
  const type = random.pick([
    'application/octet-stream',
    'application/pdf',
    'image/png',
    'text/html',
    'application/json',
  ])
  const target = `/v1/documents?workflow=${random.pick(['archive', 'archive', 'invoice'])}`
  const bytes = requestBytes({ method: 'POST', target, headers: [['content-type', type]], body: file })
  return { kind, bytes, manner: 'wait', file }
}

const optionNames = [
  'workflow',
  'languages',
  'pages',
  'priority',
  'packet',
  'metadata',
  'name',
  'deviceId',
  'capturedAt',
  'expiresAt',
]
const optionTexts = [
  ...hostileTexts,
  '{"a":"\\u0000"}',
  '{"a":"\\ud800"}',
  '{"":""}',
  `{"${'k'.repeat(101)}":"v"}`,
]
const types = [
  'application/pdf',
  '',
  '*/*',
  'multipart/form-data',
  'multipart/mixed; boundary=x',
  'image/png; a="',
]

const lengthsFor = (bytes: number) => [
  String(bytes),
  String(bytes - 100),
  String(bytes + 5),
  '0',
  '-1',
  '1e3',
  '99999999999',
  '18446744073709551616',
  'NaN',
  '',
]

/** A sound file with unsound options, lengths or encodings. */
export function makeUploadRequest({ random, material }: Making): Made {
  const body = random.pick(material.pdfs)
  const query = Array.from(
    { length: random.int(1, 3) },
    () => `${random.pick(optionNames)}=${encoded(random.pick(optionTexts))}`,
  )
  const sometimes = (oneIn: number, name: string, values: readonly string[]): [string, string][] =>
    random.int(1, oneIn) === 1 ? [[name, random.pick(values)]] : []
  const headers: [string, string][] = [
    ['content-type', random.pick(types)],
    ...sometimes(4, 'content-length', lengthsFor(body.length)),
    ...sometimes(6, 'content-encoding', ['gzip', 'br', 'deflate']),
    ...sometimes(4, 'idempotency-key', ['"a"', 'b', '"', 'c d']),
  ]
  const target = `/v1/documents?${query.join('&')}`
  return {
    kind: 'upload',
    bytes: requestBytes({ method: 'POST', target, headers, body }),
    manner: manner(random),
  }
}

type Part = { disposition: string; content: Uint8Array; more?: string }

export function makeForm({ random, material }: Making): Made {
  const boundary = random.pick(['b', '----x', 'a'.repeat(70), 'a'.repeat(300)])
  const parts = Array.from({ length: random.pick([0, 1, 2, 3, 3, 60, 2000]) }, () => part(random, material))
  const body = Buffer.concat([
    ...parts.map(({ disposition, content, more = '' }) =>
      Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\n${more}\r\n`),
        content,
        Buffer.from('\r\n'),
      ]),
    ),
    Buffer.from(
      random.pick([`--${boundary}--\r\n`, `--${boundary}--`, `--${boundary}`, '', `--${boundary}\r\n`]),
    ),
  ])
  const type = random.pick([
    `multipart/form-data; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary}`,
    `multipart/form-data; boundary=${boundary}`,
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=other',
    `multipart/form-data; boundary="${boundary}`,
    `multipart/form-data; boundary=${boundary}; boundary=z`,
  ])
  const wounded = random.int(0, 2) === 0 ? Buffer.from(wound(body, random)) : body
  const headers = [['content-type', type] as const]
  return {
    kind: 'form',
    bytes: requestBytes({ method: 'POST', target: '/v1/documents', headers, body: wounded }),
    manner: manner(random),
  }
}

function part(random: Random, { pdfs }: Material): Part {
  const name = random.pick([
    'file',
    'file',
    'workflow',
    'metadata',
    'pages',
    'languages',
    'name',
    '__proto__',
    'toString',
    '',
    ...hostileTexts,
  ])
  const clean = name.replaceAll(/["\r\n\0]/g, '')
  const isFile = name === 'file' ? random.int(0, 5) > 0 : random.int(0, 7) === 0
  const fileName = random.pick(['a.pdf', '../../x.pdf', ...hostileTexts]).replaceAll(/[\r\n]/g, '')
  return {
    disposition: random.pick([
      `form-data; name="${clean}"${isFile ? `; filename="${fileName}"` : ''}`,
      `form-data; name="${clean}"${isFile ? `; filename="${fileName}"` : ''}`,
      `form-data; name="${clean}"${isFile ? `; filename*=utf-8''${encoded(fileName)}` : ''}`,
      'form-data',
      `attachment; name=${clean}`,
    ]),
    content: isFile
      ? random.pick(pdfs).subarray(0, random.pick([0, 10, 5000, 1e9]))
      : Buffer.from(random.pick(hostileTexts)),
    ...(random.int(0, 3) === 0 && {
      more: random.pick([
        'content-type: application/json\r\n',
        'content-transfer-encoding: base64\r\n',
        `x: ${'y'.repeat(100_000)}\r\n`,
        'content-type: text/plain; charset=utf-7\r\n',
      ]),
    }),
  }
}
