// The first page: what this is, how it is doing, and a place to drop a file.
import { readFileSync } from 'node:fs'
import type { Http } from '../platform/http.ts'

/** For pages of our own: their script and style come from files of this server, nothing from anywhere else. */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
}

const files = [
  ['/', 'page.html', 'text/html; charset=utf-8'],
  ['/assets/page.css', 'page.css', 'text/css; charset=utf-8'],
  ['/assets/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/favicon.ico', 'mark.svg', 'image/svg+xml'],
] as const

export function pageRoutes(http: Http): void {
  for (const [url, file, type] of files) {
    const content = readFileSync(new URL(`./assets/${file}`, import.meta.url))
    http.get(url, { config: { needs: 'public' } }, async (_request, reply) =>
      reply.headers(pageHeaders).type(type).send(content),
    )
  }
}
