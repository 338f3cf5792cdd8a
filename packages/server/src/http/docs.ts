// /openapi.json, the reference pages at /docs and the list of problem codes. Nothing is loaded from elsewhere.
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Http } from '../platform/http.ts'
import { problemCodes } from '../platform/problem.ts'
import { describeApi } from './openapi.ts'
import { pageHeaders } from './pages.ts'

/** Everything of the reference's that would talk to somebody else, or to the API in the reader's name, is off. */
const scalarSettings = {
  url: '/openapi.json',
  pageTitle: 'Countersign API',
  telemetry: false,
  withDefaultFonts: false,
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  documentDownloadType: 'json',
  authentication: { preferredSecurityScheme: 'key' },
  metaData: { title: 'Countersign API' },
} as const

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The page starts itself by a script inside it, which is allowed by its hash and nothing else is. */
function policyFor(html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)]
  const hashes = scripts.map(([, script = '']) => hashOf(script)).join(' ')
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes}`.trim(),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Where the `type` of every problem leads. */
function problemsPage(): string {
  const rows = Object.entries(problemCodes).map(
    ([code, [status, title]]) =>
      `<tr id="${code}"><td><a href="#${code}"><code>${code}</code></a></td><td>${status}</td><td>${escapeHtml(title)}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Problem codes · Countersign</title><link rel="stylesheet" href="/assets/page.css"></head>
<body><main><p><a href="/docs/">API reference</a></p><h1>Problem codes</h1>
<p>Every error is an <code>application/problem+json</code> body (RFC 9457). <code>code</code> is stable: programs decide by it. <code>detail</code> is for people and says what to do next.</p>
<table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></main></body></html>`
}

function openApiRoute(http: Http, version: string): void {
  let text: string | undefined
  http.get('/openapi.json', { config: { needs: 'public' } }, async (_request, reply) => {
    text ??= JSON.stringify(describeApi(http.declaredRoutes, { version }))
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(text)
  })
}

/** 4.4 MB of script as 1.1; packed at the first look, so that starting costs nothing. */
function packer() {
  let packed: Buffer | undefined
  return (script: string): Buffer => {
    packed ??= brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
    return packed
  }
}

async function referencePages(http: Http): Promise<void> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const pack = packer()
  await http.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, needs: 'public' }
    })
    scope.addHook('onSend', async (request, reply, payload) => {
      if (typeof payload !== 'string') return payload
      if (String(reply.getHeader('content-type')).startsWith('text/html'))
        reply.headers({ ...pageHeaders, 'content-security-policy': policyFor(payload) })
      else if (/\bbr\b/.test(String(request.headers['accept-encoding']))) {
        const body = pack(payload)
        reply.headers({ 'content-encoding': 'br', 'content-length': body.length, vary: 'accept-encoding' })
        return body
      }
      return payload
    })
    await scope.register(scalar, { routePrefix: '/docs', configuration: scalarSettings })
  })
}

/** Add it after all other routes have been; the description is made at the first request. */
export async function docsRoutes(http: Http, { version }: { version: string }): Promise<void> {
  openApiRoute(http, version)
  await referencePages(http)
  const page = problemsPage()
  http.get('/docs/problems', { config: { needs: 'public' } }, async (_request, reply) =>
    reply.headers(pageHeaders).type('text/html; charset=utf-8').send(page),
  )
}
