// What is hardly HTTP: two lengths, strange transfers, broken lines, bytes by chance.
import type { Random } from '@countersign/fixtures/random'
import { type Case, keyPlaceholder, type Material, manner, requestBytes } from './case.ts'
import { hostileTexts, wound } from './values.ts'

type Making = { random: Random; material: Material }
type Made = Omit<Case, 'seed'>

const head = (line: string, ...rows: string[]) =>
  Buffer.from(
    [line, 'Host: localhost', `Authorization: Bearer ${keyPlaceholder}`, ...rows, '', ''].join('\r\n'),
    'latin1',
  )

const post = (rows: string[], body: string) =>
  Buffer.concat([head('POST /v1/documents HTTP/1.1', ...rows), Buffer.from(body, 'latin1')])

const templates: readonly (() => Buffer)[] = [
  () => post(['Content-Length: 4', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
  () => post(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], '4\r\n%PDF\r\n0\r\n\r\n'),
  () => post(['Transfer-Encoding: xchunked'], '4\r\n%PDF\r\n0\r\n\r\n'),
  () => post(['Transfer-Encoding: chunked, gzip'], '4\r\n%PDF\r\n0\r\n\r\n'),
  () => post(['Transfer-Encoding : chunked'], '4\r\n%PDF\r\n0\r\n\r\n'),
  () => post(['Transfer-Encoding: chunked'], 'FFFFFFFFFFFFFFFF\r\n%PDF\r\n0\r\n\r\n'),
  () => post(['Transfer-Encoding: chunked'], '-4\r\n%PDF\r\n0\r\n\r\n'),
  () => post(['Transfer-Encoding: chunked'], `4;${'x'.repeat(20_000)}\r\n%PDF\r\n0\r\n\r\n`),
  () => post(['Transfer-Encoding: chunked'], '4\r\n%PDF-1.7 and more\r\n0\r\n\r\n'),
  () =>
    post(
      ['Transfer-Encoding: chunked', 'Trailer: authorization'],
      '4\r\n%PDF\r\n0\r\nauthorization: x\r\n\r\n',
    ),
  () => post(['Content-Length: 5', 'Content-Length: 50'], '%PDF-1.7'),
  () => post(['Content-Length: +5'], '%PDF-'),
  () => post(['Content-Length: 5, 5'], '%PDF-'),
  () => post(['Content-Length: 0x5'], '%PDF-'),
  () => post(['Content-Length: 3', 'Connection: close'], '%PDF-1.7 with more than it says'),
  () => head('GET /v1/me HTTP/1.1', 'X: a\r\n folded'),
  () => head('GET /v1/me HTTP/1.1', 'X: a\0b'),
  () => head('GET /v1/me HTTP/1.1', 'X\u00e4: a'),
  () => head('GET /v1/me HTTP/1.1', ': a'),
  () => head('GET /v1/me HTTP/1.1', ...Array.from({ length: 3000 }, (_, index) => `X-${index}: y`)),
  () => head('GET /v1/me HTTP/1.1', `X: ${'y'.repeat(70_000)}`),
  () =>
    head(
      'GET /v1/me HTTP/1.1',
      ...Array.from({ length: 60 }, () => `Authorization: Bearer ${keyPlaceholder}`),
    ),
  () => head('GET /v1/me HTTP/1.0'),
  () => head('GET /v1/me HTTP/2.0'),
  () => head('GET /v1/me HTTP/9.9'),
  () => Buffer.from('GET /v1/me\r\n\r\n'),
  () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  () => Buffer.from('GET /v1/me HTTP/1.1\nHost: localhost\n\n'),
  () => head('GET http://evil.example/v1/me HTTP/1.1'),
  () => head('GET //evil.example/v1/me HTTP/1.1'),
  () => head('CONNECT localhost:443 HTTP/1.1'),
  () => head('OPTIONS * HTTP/1.1'),
  () => head('TRACE /v1/me HTTP/1.1'),
  () => head(`GET /${'a'.repeat(15_000)} HTTP/1.1`),
  () => head(`GET /v1/documents?${'limit=1&'.repeat(1500)} HTTP/1.1`),
  () => head('GET /v1/../../etc/passwd HTTP/1.1'),
  () => head('GET /docs/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1'),
  () => head('GET /v1/me HTTP/1.1', 'Connection: close', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'),
  () => head('GET /v1/me HTTP/1.1', 'Expect: 200-maybe', 'Connection: close'),
  () => Buffer.concat([head('GET /v1/me HTTP/1.1'), head('GET /v1/me HTTP/1.1', 'Connection: close')]),
  () => Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]),
]

export function makeFraming({ random }: Making): Made {
  return {
    kind: 'framing',
    bytes: random.pick(templates)(),
    manner: random.pick(['wait', 'halfClose', 'drip']),
  }
}

/** A sound request with wounds anywhere in its bytes. */
export function makeBytes({ random, material }: Making): Made {
  const sound = random.pick([
    () => requestBytes({ method: 'GET', target: '/v1/documents?limit=5', headers: [] }),
    () => requestBytes({ method: 'GET', target: '/v1/events?limit=5', headers: [] }),
    () =>
      requestBytes({
        method: 'POST',
        target: '/v1/keys',
        headers: [['content-type', 'application/json']],
        body: Buffer.from('{"name":"fuzz","scopes":["documents:read"]}'),
      }),
    () =>
      requestBytes({
        method: 'POST',
        target: '/v1/documents',
        headers: [
          ['content-type', 'application/pdf'],
          ['idempotency-key', `"${random.pick(hostileTexts.filter((text) => /^[\x20-\x7e]+$/.test(text)))}"`],
        ],
        body: random.pick(material.pdfs),
      }),
  ])()
  return { kind: 'bytes', bytes: wound(sound, random), manner: manner(random) }
}
